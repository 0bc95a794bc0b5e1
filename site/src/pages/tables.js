// The tables of rights, institutions, policies, practices and organisations, with filters.

import { href, replace } from "../address.js";
import { cite } from "../cite.js";
import { country, load, start } from "../data.js";
import { clear, el } from "../dom.js";
import { csvButton } from "../download.js";

/** The tables: the names of their data, and what links to them say. */
export const TABLES = [
  ["right", "Rights"],
  ["dual-citizenship", "Dual citizenship"],
  ["institution", "Institutions"],
  ["policy", "Policies"],
  ["practice", "Practices"],
  ["organisation", "Organisations"],
];
const AT_ONCE = 50; // rows shown, and added with "Show more"
const PAUSE = 250; // milliseconds without typing before the entries are filtered
const SYMBOLS = { granted: "✓", conditional: "◐", denied: "✗", unclear: "?" };

export default {
  name: "tables",
  title: "Rights and policies",

  async show(main, parts, page) {
    const isOpen = page.turn();
    const [code = "right", ...chosen] = parts;
    const name = code.toLowerCase();
    if (!TABLES.some(([known]) => known === name)) return page.none("table", "Open the rights", "tables");
    const [table, { sources }] = await Promise.all([load(`table/${name}`), start()]);
    if (!isOpen()) return;
    const choices = Object.fromEntries(chosen.map((part) => [part.split("=", 1)[0], part.slice(part.indexOf("=") + 1)]));
    const rows = table.rows
      .map((row) => ({ ...row, place: country(row.iso3) }))
      .sort((a, b) => a.place.name.localeCompare(b.place.name, "en"));

    const shown = el("div", {});
    const update = () => {
      const found = rows.filter((row) => matches(row, choices));
      clear(shown);
      shown.append(...results(name, table, rows, found, choices, clearAll));
    };
    const choose = (filter, value) => {
      delete choices.entry;
      if (value) choices[filter] = value;
      else delete choices[filter];
      replace("tables", name, ...Object.entries(choices).map(([key, code]) => `${key}=${code}`));
      update();
    };
    const clearAll = () => {
      for (const key of Object.keys(choices)) delete choices[key];
      for (const field of form.elements) field.value = "";
      choose("country", "");
      shown.querySelector(".count").focus();
    };
    const form = filterForm(table, rows, choices, choose);

    page.title(table.title);
    main.append(
      el("h1", {}, table.title),
      el(
        "nav",
        { class: "tabs", "aria-label": "Tables" },
        ...TABLES.map(([code, title]) =>
          el("a", { href: href("tables", code), "aria-current": code === name ? "page" : null }, title),
        ),
      ),
      el("p", {}, table.introduction),
      el("p", { class: "note" }, table.absence),
      form,
      shown,
      cite(table.title, sources.filter((source) => table.sources.some(([, code]) => code === source.code))),
    );
    update();
  },
};

/** A select for each filter: countries and regions of the rows, the table's own choices, and years. */
function filterForm(table, rows, choices, choose) {
  const unique = (pairs) => [...new Map(pairs)].sort((a, b) => a[1].localeCompare(b[1], "en"));
  const filters = [
    ["country", "Country", unique(rows.map(({ iso3, place }) => [iso3, place.name]))],
    ["region", "Region", unique(rows.filter(({ place }) => place.region).map(({ place }) => [place.region, place.region]))],
    ...table.filters.map(({ name, label, options }) => [name, label, options]),
  ];
  let pause;
  const years = yearsOf(rows);
  if (years.length) filters.push(["year", table.year_label, years.map((year) => [`${year}`, `${year}`])]);
  return el(
    "form",
    { class: "filters", "aria-label": "Filters", onsubmit: (event) => event.preventDefault() },
    el(
      "label",
      {},
      el("span", {}, "Contains"),
      el("input", {
        type: "search",
        value: choices.contains,
        oninput: ({ target }) => {
          clearTimeout(pause);
          pause = setTimeout(() => target.isConnected && choose("contains", target.value.trim()), PAUSE);
        },
      }),
    ),
    ...filters
      .filter(([name, , options]) => options.length > 1 || choices[name])
      .map(([name, label, options]) => {
        const select = el(
          "select",
          { name },
          el("option", { value: "" }, "All"),
          ...options.map(([code, words]) => el("option", { value: code }, words)),
        );
        select.value = choices[name] ?? "";
        select.addEventListener("change", () => choose(name, select.value));
        return el("label", {}, el("span", {}, label), select);
      }),
  );
}

/** The years that the filter offers: from the earliest start to the latest date that a row has. */
function yearsOf(rows) {
  const known = rows.flatMap(({ years }) => years ?? []).filter((year) => year !== null);
  if (!known.length) return [];
  const first = Math.min(...known);
  return Array.from({ length: Math.max(...known) - first + 1 }, (_, i) => first + i).reverse();
}

function matches(row, choices) {
  return Object.entries(choices).every(([filter, value]) => {
    switch (filter) {
      case "country":
        return row.iso3 === value;
      case "contains":
        return row.cells.flat().join(" ").toLowerCase().includes(value.toLowerCase());
      case "entry":
        return row.key === value;
      case "region":
        return row.place.region === value;
      case "year":
        return row.years && row.years[0] !== null && row.years[0] <= value && value <= (row.years[1] ?? Infinity);
      default:
        return row.codes[filter]?.includes(value);
    }
  });
}

function results(name, table, rows, found, choices, clearAll) {
  const undated = choices.year && rows.filter(({ years }) => years?.[0] === null).length;
  const all = el("button", { type: "button" }, "Show all");
  all.addEventListener("click", clearAll);
  return [
    el(
      "p",
      { class: "count", role: "status", tabindex: "-1" },
      found.length === rows.length ? `${rows.length} entries.` : `${found.length} of ${rows.length} entries. `,
      found.length < rows.length ? all : null,
    ),
    undated ? el("p", { class: "note" }, `Entries without a known year are left out (${undated} in all).`) : null,
    ...(found.length ? pagesOf(table, found) : []),
    found.length ? csvButton(`${name}s`, () => asRows(table, found)) : null,
  ].filter(Boolean);
}

/** The first rows, and a button for more of them. */
function pagesOf(table, found) {
  const list = records(table, found.slice(0, AT_ONCE));
  const body = list.querySelector("tbody");
  const label = () => `Show more (${found.length - body.rows.length} left)`;
  const more = el("button", { type: "button" });
  more.addEventListener("click", () => {
    const at = body.rows.length;
    body.append(...found.slice(at, at + AT_ONCE).map((row) => record(table, shownColumns(table), row)));
    if (body.rows.length < found.length) more.textContent = label();
    else more.remove();
    body.rows[at].querySelector("a").focus({ preventScroll: true });
  });
  more.textContent = label();
  return body.rows.length < found.length ? [list, more] : [list];
}

function shownColumns({ columns }) {
  return columns.filter(({ is_detail }) => !is_detail);
}

/** A table on screens, a card for each row on phones. The roles stay when styles change the display. */
function records(table, rows) {
  const columns = shownColumns(table);
  const labels = ["Country", ...columns.map(({ label }) => label), "Source"];
  return el(
    "table",
    { class: "records", role: "table" },
    el("caption", {}, table.title),
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...labels.map((label) => el("th", { scope: "col", role: "columnheader" }, label)))),
    el("tbody", { role: "rowgroup" }, ...rows.map((row) => record(table, columns, row))),
  );
}

function record(table, columns, row) {
  const cell = (label, ...content) => el("td", { role: "cell", "data-label": label }, ...content);
  return el(
    "tr",
    { role: "row" },
    cell("Country", el("a", { href: href("country", row.iso3) }, row.place.name)),
    ...columns.map(({ name, label }, i) => {
      const words = content(name, row.cells[i], row);
      return i === 0
        ? el("th", { role: "rowheader", scope: "row", "data-label": label }, el("div", { class: "entry" }, words), ...about(table, row))
        : cell(label, words ?? el("span", { class: "missing" }, "not stated"));
    }),
    cell("Source", source(table, row)),
  );
}

/** What a row says besides its columns: the lead openly, the rest under a label each. */
function about(table, row) {
  const facts = table.columns
    .map((column, i) => ({ ...column, words: content(column.name, row.cells[i], row) }))
    .filter(({ is_detail, words }) => is_detail && words !== null);
  const lead = facts.find(({ is_lead }) => is_lead);
  const rest = facts.filter((fact) => fact !== lead);
  return [
    lead && el("p", {}, lead.words),
    rest.length > 0 &&
      el(
        "details",
        {},
        el("summary", {}, "Details"),
        el("dl", {}, ...rest.flatMap(({ label, words }) => [el("dt", {}, label), el("dd", {}, words)])),
      ),
  ];
}

/** A cell in words: a status with its symbol, goals and themes as tags, addresses as links, other lists as lists. */
function content(name, value, row) {
  if (value === null || value.length === 0) return null;
  if (name === "status_label") {
    const symbol = SYMBOLS[row.codes.status?.[0]];
    return el("span", { class: "status" }, symbol ? el("span", { "aria-hidden": "true" }, `${symbol} `) : null, value);
  }
  if (name === "url") return el("a", { href: value, rel: "external" }, value);
  if (!Array.isArray(value)) return `${value}`;
  const isTag = name === "themes" || name === "sdgs" || name === "activities";
  return el(
    "ul",
    { class: isTag ? "tags" : null },
    ...value.map((text) => el("li", {}, name === "sdgs" ? `SDG ${text}` : text)),
  );
}

/** The source of a row, then the documents that it rests on. */
function source(table, row) {
  const [text, code] = table.sources[row.source];
  return el(
    "div",
    { class: "sources" },
    el("a", { href: href("source", code) }, text),
    row.footnotes.length
      ? el(
          "ul",
          {},
          ...row.footnotes.map((number) => {
            const [note, addresses] = table.footnotes[row.iso3][number];
            return el(
              "li",
              {},
              note,
              ...addresses.flatMap((address) => [" ", el("a", { href: address, rel: "external" }, address)]),
            );
          }),
        )
      : null,
  );
}

/** What is shown, as rows of CSV: all columns, the source and the documents. */
function asRows(table, rows) {
  const text = (value) => (Array.isArray(value) ? value.join("; ") : (value ?? ""));
  return [
    ["Code", "Country", ...table.columns.map(({ label }) => label), "Source", "Documents"],
    ...rows.map((row) => [
      row.iso3,
      row.place.name,
      ...row.cells.map(text),
      table.sources[row.source][0],
      row.footnotes.map((number) => table.footnotes[row.iso3][number].flat().join(" ")).join("; "),
    ]),
  ];
}
