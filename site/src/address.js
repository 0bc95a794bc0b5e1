// Everything that a reader can choose stands in the address after the #, so that a link reproduces a page.

import { newEntry } from "./scrolling.js";

/** Return the address of a page with its choices. */
export function href(...parts) {
  return `#/${parts.map((part) => encodeURIComponent(part)).join("/")}`;
}

/** Return the name of a country's data file in a folder, in a list: an empty one where the code cannot be a country's. */
export function fileOf(folder, code) {
  return /^[a-z]{3}$/i.test(code) ? [`${folder}/${code.toUpperCase()}`] : [];
}

/** Open a page with its choices. The back button returns from there. */
export function go(...parts) {
  location.hash = href(...parts);
}

/** Give a place on the page that is open an address of its own. Back returns to the place before; nothing is opened. */
export function push(...parts) {
  history.pushState(newEntry(), "", href(...parts));
}

/** Put the choices made on the page that is open into the address. Nothing is opened, and nothing to go back to. */
export function replace(...parts) {
  history.replaceState(history.state, "", href(...parts));
}

/** Return the parts of the address: the name of a page, then its choices. */
export function parts() {
  return location.hash
    .replace(/^#\/?/, "")
    .split("/")
    .filter(Boolean)
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part; // a link that was cut inside a character
      }
    });
}
