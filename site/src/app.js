// Shows the page that the address names, and what stands around every page.

import { href, parts } from "./address.js";
import { SITE } from "./cite.js";
import { MissingFile, load, start } from "./data.js";
import { clear, el } from "./dom.js";
import { footer } from "./footer.js";
import { pages } from "./pages/index.js";
import { formerPlace, returnTo } from "./scrolling.js";
import { searchBox } from "./search.js";

const PAUSE = 1000; // milliseconds without another choice before a title is announced
const find = (selector) => document.querySelector(selector);

let pause = null;
let opened = null;

function page(name) {
  return pages.find((known) => known.name === name);
}

/**
 * Return what a page needs to wait for data: `title` names the window, and `turn` begins a choice and returns whether
 * it is still the newest of the page that is open. What comes later than that must not be shown. `warn` says below the
 * heading what a choice lacks, until the next choice; `none` says that the address names something that there is not.
 */
function stage(main) {
  let turns = 0;
  const warning = el("p", { class: "caution", role: "alert" });
  return {
    title(text) {
      if (!main.isConnected) return;
      document.title = `${text} – ${SITE}`;
      clearTimeout(pause);
      if (opened) pause = setTimeout(() => (find(".announcement").textContent = text), PAUSE);
    },
    turn() {
      const own = ++turns;
      warning.remove();
      return () => own === turns && main.isConnected;
    },
    none(what, text, ...address) {
      main.append(
        el("h1", {}, `There is no such ${what}`),
        el("p", {}, "The address may be incomplete or mistyped. ", el("a", { href: href(...address) }, text), " or search above."),
      );
      this.title(`There is no such ${what}`);
    },
    warn(error) {
      warning.textContent = error.message;
      main.querySelector("h1").after(warning);
    },
  };
}

function failed(main, error, { title }) {
  clear(main);
  main.append(
    el("h1", {}, "This page could not be shown"),
    el("p", {}, error instanceof MissingFile ? error.message : `Reload the page, or copy the whole folder of the atlas anew (${error}).`),
  );
  title("This page could not be shown");
  console.error(error);
}

/** Return what finds the field that has the focus in its page, should that be shown anew. */
function focused(main) {
  const { name, type } = document.activeElement;
  return name && main.contains(document.activeElement) ? `[name="${name}"]${type === "radio" ? ":checked" : ""}` : null;
}

/** Show the page of the address in a new <main>, so that a slower page before it cannot write into it. */
async function show() {
  const [name = "map", ...choices] = parts();
  const wanted = page(name);
  const field = opened === name ? focused(find("main")) : null;
  const place = formerPlace() ?? (field ? scrollY : undefined);
  const isFirst = !opened;
  const main = el("main", { id: "main", tabindex: "-1" });
  const own = stage(main);
  find("main").replaceWith(main);
  closeMenu();
  for (const link of document.querySelectorAll("#navigation a"))
    if (link.hash === href(name)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  if (!isFirst) scrollTo(0, 0);
  // What the page will wait for is asked for at once. Whoever waits for it says if it is missing.
  for (const file of wanted?.files?.(choices) ?? []) load(file).catch(() => {});
  try {
    await start();
    if (wanted) await wanted.show(main, choices, own);
    else own.none("page", "Open the map", "map");
  } catch (error) {
    failed(main, error, own);
  }
  if (!main.isConnected) return;
  opened = name;
  if (place !== undefined) returnTo(place);
  if (isFirst || main.contains(document.activeElement)) return;
  const heading = main.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  ((field && main.querySelector(field)) ?? heading)?.focus({ preventScroll: true });
}

function closeMenu() {
  find(".menu").setAttribute("aria-expanded", "false");
}

find("#navigation").append(
  ...pages.filter(({ title }) => title).map(({ name, title }) => el("a", { href: href(name) }, title)),
);
find(".menu").addEventListener("click", ({ currentTarget: button }) => {
  button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
});
find(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address is that of the page
  find("main").focus();
});
addEventListener("hashchange", () => {
  if (location.hash === "" || location.hash.startsWith("#/")) show();
});
start().then((started) => {
  find(".search").append(searchBox());
  find("footer").append(footer(started));
}, () => {}); // the page says what is missing
show();
