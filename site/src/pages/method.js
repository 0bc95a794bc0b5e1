// How the figures are made, what they leave out, and what is not known.

import { cite } from "../cite.js";
import { load, start } from "../data.js";
import { el } from "../dom.js";

export default {
  name: "method",
  title: "Method",

  async show(main, parts, page) {
    const [{ html }, { sources }] = await Promise.all([load("method"), start()]);
    const text = el("div", { class: "method" });
    text.innerHTML = html; // a template of ours, which escapes what it fills in
    page.title("Method");
    main.append(el("h1", {}, "Method"), contents(text), text, cite("Method", sources));
  },
};

/** Links to the parts of the text; the address belongs to the site's pages, so they scroll without changing it. */
function contents(text) {
  return el(
    "ul",
    { class: "contents" },
    ...[...text.querySelectorAll("h2")].map((heading) => {
      const link = el("button", { type: "button", class: "link" }, heading.textContent);
      link.addEventListener("click", () => {
        heading.tabIndex = -1;
        heading.scrollIntoView();
        heading.focus();
      });
      return el("li", {}, link);
    }),
  );
}
