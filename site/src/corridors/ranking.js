// The countries at the other ends of a country's corridors by their size, with men and women.

import { el } from "../dom.js";
import { count, percent } from "../format.js";

const FIRST = 12;
const FEW = 6;

/** Return the list; `change` takes {other} when one is chosen. */
export function ranking(view, change) {
  const { rows, elsewhere, where, state, all } = view;
  const unknown = rows.filter(({ isUnknown }) => isUnknown);
  const named = rows.filter(({ isUnknown }) => !isUnknown);
  const shown = named.slice(0, named.length > FIRST + 1 ? FIRST : named.length);
  const others = named.slice(shown.length);
  const longest = Math.max(...rows.map(({ here }) => here));
  const list = el("ol", { class: "ranking" }, ...[...shown, ...unknown].map((row) => item(row)));
  const rest = others.reduce((sum, { here }) => sum + here, 0);
  const more = others.length
    ? el("button", { type: "button", onclick: showAll }, `${others.length} others: ${figures(rest)}. Show all`)
    : null;
  return el(
    "section",
    { class: "ranked" },
    el("h2", {}, where === "from" ? "Where they live" : "Where they come from"),
    el("p", { class: "sexes" }, el("span", { class: "men" }, "Men"), el("span", { class: "women" }, "Women")),
    rows.length ? list : el("p", {}, "There are no figures for this edition and year."),
    more,
    elsewhere.rows.length ? el(
      "details",
      { open: elsewhere.rows.length <= FEW },
      el("summary", {}, `Counted in edition ${elsewhere.edition} only: ${largest(elsewhere)}`),
      el("ul", { class: "ranking" }, ...elsewhere.rows.map((row) => el(
        "li",
        { class: "line" },
        row.isUnknown ? row.name : opener(row),
        el("span", { class: "figure" }, `${count(row.there)} in ${elsewhere.year}`),
      ))),
    ) : null,
  );

  function opener({ iso3, name }) {
    const open = { type: "button", class: "name", "aria-pressed": String(iso3 === state.other), onclick: () => change({ other: iso3 }) };
    return el("button", open, name);
  }

  function showAll() {
    list.replaceChildren(...[...named, ...unknown].map((row) => item(row)));
    list.children[shown.length].querySelector("button")?.focus();
    more.remove();
  }

  function figures(people) {
    return all ? `${count(people)} · ${percent((100 * people) / all)}` : count(people);
  }

  function item(row) {
    const name = row.isUnknown ? el("span", { class: "name" }, row.name) : opener(row);
    const { note } = where === "from" ? view.coverage(state.edition, row.iso3, state.year) : {};
    return el(
      "li",
      { class: row.isUnknown ? "unknown" : null },
      el("div", { class: "line" }, name, el("span", { class: "figure" }, figures(row.here))),
      el(
        "div",
        { class: "bar", "aria-hidden": "true" },
        row.isUnknown
          ? part("nobody", row.here)
          : [part("men", row.ofMen ?? 0), part("women", row.here - (row.ofMen ?? 0))],
      ),
      note && el("p", { class: "coverage" }, `⚠ ${note}`),
    );
  }

  function largest({ rows: [first, ...others], year }) {
    const more = others.length ? `, and ${others.length} more` : "";
    return `${first.name}, ${count(first.there)} in ${year}${more}`;
  }

  function part(name, people) {
    const bar = el("i", { class: name });
    bar.style.inlineSize = `${(100 * people) / longest}%`;
    return bar;
  }
}
