// A table of figures or entries that can be sorted and, on a narrow screen, scrolled within itself.

import { el } from "./dom.js";
import { figure } from "./format.js";

/**
 * Return a table.
 * @param {object} description
 * @param {string} description.caption
 * @param {{name: string, numeric?: boolean, unit?: string}[]} description.columns
 * @param {(string|number|null|Node)[][]} description.rows a number is printed in its column's unit; a node sorts by
 *   its `data-value` if it has one, else by its text
 * @param {boolean} [description.sortable]
 */
export function table({ caption, columns, rows, sortable = false }) {
  const body = el("tbody", {}, ...rows.map((row) => line(row, columns)));
  const heads = columns.map((column) => el("th", { scope: "col", class: classOf(column) }, column.name));
  if (sortable) heads.forEach((head, at) => makeSortable(head, at, heads, columns[at], body));
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el("table", {}, el("caption", {}, caption), el("thead", {}, el("tr", {}, ...heads)), body),
  );
}

function line(row, columns) {
  return el("tr", {}, ...row.map((cell, at) => {
    const content = typeof cell === "number" || cell === null ? figure(cell, columns[at].unit ?? "") : cell;
    const attributes = { class: classOf(columns[at]) };
    if (typeof cell === "number") attributes["data-value"] = cell;
    return at ? el("td", attributes, content) : el("th", { scope: "row", ...attributes }, content);
  }));
}

function classOf({ numeric }) {
  return numeric ? "number" : "";
}

function makeSortable(head, at, heads, { name, numeric }, body) {
  const button = el("button", { type: "button", class: "sort" }, name);
  head.replaceChildren(button);
  button.addEventListener("click", () => {
    const falls = numeric ? head.ariaSort !== "descending" : head.ariaSort === "ascending";
    heads.forEach((other) => (other.ariaSort = null));
    head.ariaSort = falls ? "descending" : "ascending";
    const keyed = [...body.rows].map((row) => [keyOf(row.cells[at], numeric), row]);
    keyed.sort(([a], [b]) => order(a, b, falls));
    body.append(...keyed.map(([, row]) => row));
  });
}

/** Return what a cell is sorted by: a number or a text, or null for a figure that is missing. */
function keyOf(cell, numeric) {
  const value = cell.dataset.value ?? cell.querySelector("[data-value]")?.dataset.value;
  if (value !== undefined) return Number(value);
  if (!numeric) return cell.textContent.trim();
  const number = Number.parseFloat(cell.textContent.replaceAll(",", "").replace("−", "-"));
  return Number.isNaN(number) ? null : number;
}

/** Compare two keys; what is missing comes last either way. */
function order(a, b, falls) {
  if (a === null || b === null) return (a === null) - (b === null);
  const rises = typeof a === "number" ? a - b : a.localeCompare(b, "en");
  return falls ? -rises : rises;
}
