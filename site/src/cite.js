// "Cite this page": what to write when something from a page is quoted.

import { el } from "./dom.js";

/** The name of the site, as its first page says it too. */
export const SITE = "Diaspora atlas";

/**
 * Return the box with the citation of a page.
 * @param {string} pageTitle what the page shows
 * @param {{name: string, edition: ?string, citation: ?string}[]} sources those of the page; none where its text has them
 */
export function cite(pageTitle, sources) {
  const text = () => {
    const works = [...new Set(sources.map(({ name, edition, citation }) => citation ?? [name, edition].join(", edition ")))];
    const address = location.protocol === "file:" ? location.hash : location.href;
    const today = new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
    const named = works.length ? ` Sources: ${works.map((work) => work.replace(/\.$/, "")).join("; ")}.` : "";
    return `${pageTitle}. ${SITE}, ${address}, accessed on ${today}.${named}`;
  };
  const quoted = el("p", {}, text());
  const status = el("span", { role: "status" });
  const copy = el(
    "button",
    {
      type: "button",
      onclick: async () => {
        try {
          await navigator.clipboard.writeText(text());
          status.textContent = " Copied";
        } catch {
          getSelection().selectAllChildren(quoted);
          status.textContent = " Selected: copy it with the keyboard";
        }
      },
    },
    "Copy",
  );
  const box = el("details", { class: "cite" }, el("summary", {}, "Cite this page"), quoted, copy, status);
  box.addEventListener("toggle", () => {
    quoted.textContent = text();
  });
  return box;
}
