// The data as files: every table with what its rows and columns mean, and how to cite the sources.

import { href } from "../address.js";
import { cite } from "../cite.js";
import { load, start } from "../data.js";
import { el } from "../dom.js";
import { count } from "../format.js";

export default {
  name: "data",
  title: "Data",

  async show(main, [view], page) {
    const downloads = await load("downloads");
    await (view ? one(main, view, downloads, page) : all(main, downloads, page));
  },
};

async function all(main, downloads, page) {
  const [views, { sources }] = await Promise.all([load("data"), start()]);
  page.title("Data");
  main.append(
    el("h1", {}, "Data"),
    el("p", {}, "Everything that this site shows, as tables to download. CSV files are zipped; in them, an empty field is a missing value. Parquet files hold the meaning and the unit of each column."),
    el("h2", {}, "Sources, licences and how to cite them"),
    el(
      "ul",
      {},
      ...sources.map(({ code, edition, licence, licence_url, citation }) =>
        el("li", {}, `${citation} `, el("a", { href: licence_url, rel: "license external" }, licence), ". ", el("a", { href: href("source", code) }, "About the source")),
      ),
    ),
    el("h2", {}, "Tables"),
    el("p", { class: "note" }, Object.keys(downloads).length ? "" : "This copy of the site comes without the files."),
    el(
      "dl",
      { class: "views" },
      ...views.flatMap(([name, meaning]) => [
        el("dt", {}, el("a", { href: href("data", name) }, name)),
        el("dd", {}, el("p", {}, meaning), files(name, downloads[name])),
      ]),
    ),
    cite("Data", sources),
  );
}

async function one(main, code, downloads, page) {
  const name = code.toLowerCase();
  const views = await load("data");
  if (!views.some(([known]) => known === name)) return page.none("table", "See all tables", "data");
  const view = await load(`view/${name}`);
  page.title(`Data: ${name}`);
  const key = view.columns.filter(({ is_key }) => is_key).map((column) => column.name);
  main.append(
    el("p", { class: "up" }, el("a", { href: href("data") }, "All tables")),
    el("h1", {}, name),
    el("p", {}, view.meaning),
    el("p", {}, "No two rows have the same ", ...key.flatMap((column, i) => [i ? (i === key.length - 1 ? " and " : ", ") : "", el("code", {}, column)]), "."),
    files(name, downloads[name]),
    el("h2", {}, "Columns"),
    el(
      "dl",
      { class: "columns" },
      ...view.columns.flatMap((column) => [
        el("dt", {}, el("code", {}, column.name), el("span", { class: "type" }, [column.type, column.unit].filter(Boolean).join(", "))),
        el("dd", {}, column.meaning, column.aggregation ? el("span", { class: "sum" }, ` Add up: ${column.aggregation === "sum" ? "over any rows" : column.aggregation}.`) : null),
      ]),
    ),
    el("h2", {}, "How it is made"),
    el("details", {}, el("summary", {}, "The query, in SQL"), el("pre", { tabindex: "0" }, el("code", {}, view.sql))),
    el("p", {}, el("a", { href: href("data") }, "Licences and how to cite"), " · ", el("a", { href: href("method") }, "Method")),
    cite(`Data: ${name}`, []),
  );
}

/** The links to the files of a table, with the number of its rows and their sizes; an empty text if there are none. */
function files(name, file) {
  if (!file) return "";
  const link = (ending, title, size) => el("a", { href: `download/${name}.${ending}`, download: "" }, `${title} (${inUnits(size)})`);
  return el(
    "p",
    { class: "files" },
    `${count(file.rows)} ${file.rows === 1 ? "row" : "rows"} · `,
    link("csv.zip", "CSV", file.csv),
    file.parquet ? " · " : null,
    file.parquet ? link("parquet", "Parquet", file.parquet) : null,
  );
}

function inUnits(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
