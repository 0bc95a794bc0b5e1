// How the figures are made, what they leave out, and what is not known: #/method/SECTION.

import { href } from "../address.js";
import { cite } from "../cite.js";
import { load, start } from "../data.js";
import { el } from "../dom.js";
import { reach, stayOnThePage } from "../sections.js";

export default {
  name: "method",
  title: "Method",

  async show(main, [section], page) {
    const [{ html }, { sources }] = await Promise.all([load("method"), start()]);
    const text = el("div", { class: "method" });
    text.innerHTML = html; // a template of ours, which escapes what it fills in
    page.title("Method");
    main.append(el("h1", {}, "Method"), contents(text), text, cite("Method", sources));
    stayOnThePage(main, "method");
    reach(section);
  },
};

/** Return links to the sections of the text. */
function contents(text) {
  return el(
    "ul",
    { class: "contents" },
    ...[...text.querySelectorAll("h2[id]")].map((heading) =>
      el("li", {}, el("a", { href: href("method", heading.id) }, heading.textContent)),
    ),
  );
}
