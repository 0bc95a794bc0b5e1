// A source: its editions with licence, citation and address, and what to know about its figures.

import { href } from "../address.js";
import { cite } from "../cite.js";
import { load, start } from "../data.js";
import { el } from "../dom.js";
import { count } from "../format.js";

export default {
  name: "source",

  async show(main, [code], page) {
    const { sources } = await start();
    if (!code) {
      page.title("Sources");
      main.append(el("h1", {}, "Sources"), list(sources), cite("Sources", sources));
      return;
    }
    const name = code.toLowerCase();
    if (!sources.some(({ code: known }) => known === name)) return page.none("source", "See all sources", "source");
    const source = await load(`source/${name}`);
    page.title(`Source: ${source.name}`);
    main.append(
      el("p", { class: "up" }, el("a", { href: href("source") }, "All sources")),
      el("h1", {}, source.name),
      el("h2", {}, "What to know about it"),
      el("ul", {}, ...source.weaknesses.map((text) => el("li", {}, text))),
      el("p", {}, "See also ", el("a", { href: href("method") }, "Method"), "."),
      el("h2", {}, "Editions"),
      ...source.editions.map(edition),
      cite(source.name, sources.filter(({ code: known }) => known === name)),
    );
  },
};

function list(sources) {
  const unique = [...new Map(sources.map((source) => [source.code, source])).values()];
  return el("ul", {}, ...unique.map(({ code, name }) => el("li", {}, el("a", { href: href("source", code) }, name))));
}

function edition(found) {
  const facts = [
    ["Use", found.is_current ? "The figures of this site" : "For comparison with the edition in use"],
    ["Figures and entries", count(found.figures)],
    ["Updated by the publisher", found.updated],
    ["Retrieved", found.retrieved],
    ["From", found.address ? el("a", { href: found.address, rel: "external" }, found.address) : found.origin],
    ["Licence", el("a", { href: found.licence_url, rel: "license external" }, found.licence)],
    ["Cite as", found.citation],
    ["SHA-256 of the files", el("code", {}, found.sha256)],
  ];
  const title = found.country ? `${found.country}: ${found.edition}` : found.edition;
  return el(
    "section",
    {},
    el("h3", {}, title),
    found.is_sample ? el("p", { class: "note" }, "Figures of one country that come with the software.") : null,
    el("dl", { class: "facts" }, ...facts.filter(([, value]) => value).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])),
  );
}
