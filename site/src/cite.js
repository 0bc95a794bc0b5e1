// "Cite this page": what to write when something from a page is quoted.

import { el } from "./dom.js";

/**
 * Return the box with the citation of a page.
 * @param {string} pageTitle what the page shows
 * @param {{name: string, edition: ?string, citation: ?string}[]} sources those of the page
 */
export function cite(pageTitle, sources) {
  const text = () => {
    const works = [...new Set(sources.map(({ name, edition, citation }) => citation ?? [name, edition].join(", edition ")))];
    const address = location.protocol === "file:" ? location.hash : location.href;
    return `${pageTitle}. Diaspora atlas, ${address}. Sources: ${works.map((work) => work.replace(/\.$/, "")).join("; ")}.`;
  };
  const quoted = el("p", {}, text());
  const said = el("span", { role: "status" });
  const copy = el(
    "button",
    {
      type: "button",
      onclick: async () => {
        try {
          await navigator.clipboard.writeText(text());
          said.textContent = " Copied";
        } catch {
          getSelection().selectAllChildren(quoted);
          said.textContent = " Selected: copy it with the keyboard";
        }
      },
    },
    "Copy",
  );
  const box = el("details", { class: "cite" }, el("summary", {}, "Cite this page"), quoted, copy, said);
  box.addEventListener("toggle", () => {
    quoted.textContent = text();
  });
  return box;
}
