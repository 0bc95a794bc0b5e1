// Sections of a page that have an address of their own.

import { href, push } from "./address.js";

/** Follow links to sections of the page at these parts of the address without showing it anew. */
export function stayOnThePage(main, ...page) {
  const here = `${href(...page)}/`;
  main.addEventListener("click", (event) => {
    const address = event.target.closest?.("a")?.getAttribute("href");
    if (!address?.startsWith(here) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const section = decodeURIComponent(address.slice(here.length));
    push(...page, section);
    reach(section);
  });
}

/** Scroll to a section and give it the focus. Without a section, or one that the page lacks, the reader stays at the top. */
export function reach(section) {
  const place = section && document.getElementById(section);
  if (!place) return;
  place.setAttribute("tabindex", "-1");
  place.focus({ preventScroll: true });
  place.scrollIntoView();
}
