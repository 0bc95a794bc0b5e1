// Remembers how far down a reader was on each page of the history, so that Back returns there. The browser cannot: it
// would scroll before the page is there again.

const places = new Map();
let entries = 0;

history.scrollRestoration = "manual";
addEventListener("scroll", () => places.set(history.state?.entry, scrollY), { passive: true });

/** Return the state of a new entry of the history. */
export function newEntry() {
  return { entry: `${performance.timeOrigin} ${++entries}` };
}

/** Return where the reader was when this entry of the history was left, or undefined if it is new. */
export function formerPlace() {
  if (!history.state?.entry) history.replaceState(newEntry(), "");
  return places.get(history.state.entry);
}

/** Scroll to a place, and once more when charts have the width of the screen: what is above may be higher then. */
export function returnTo(place) {
  scrollTo(0, place);
  requestAnimationFrame(() => requestAnimationFrame(() => scrollTo(0, place)));
}
