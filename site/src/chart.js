// A chart as a figure: its finding as title, the drawing, its table, and ways to take it along. `drawings/` draws.

import { el, folded } from "./dom.js";
import { csvButton, pictureButtons } from "./download.js";
import { bars } from "./drawings/bars.js";
import { columns } from "./drawings/columns.js";
import { lines } from "./drawings/lines.js";
import { shares } from "./drawings/shares.js";
import { FONT, paragraph, wrap } from "./lettering.js";
import { whenNear } from "./nearby.js";
import { table } from "./table.js";
import { withTips } from "./tips.js";

const DRAWINGS = { bars, columns, lines, shares };
const FIRST_WIDTH = 360;
const HEIGHT = 220; // of most drawings
const ROW = 36; // height of a bar with its name
const EDGE = 16;
let patterns = 0;

/**
 * @typedef {object} Chart what a chart shows
 * @property {"bars"|"lines"|"columns"|"shares"} kind
 * @property {string} title the finding
 * @property {string} unit
 * @property {string} label what is shown, for those who do not see it
 * @property {string} source
 * @property {string} [note] what must be known before quoting the figures; downloads hold it, pages say it themselves
 * @property {[string, number, string][] | [string, [string, string, number][]][]} [rows] of bars and of shares
 * @property {{name: string, tone: string, points: [number, number|null][]}[]} [series] of lines
 * @property {[number, number|null][]} [points] of columns
 * @property {[number, number]} [years] first and last year of an axis shared by charts
 * @property {number} [most] the largest figure of a scale shared by charts
 */

/**
 * Return a figure that draws a chart as wide as the place it is put, when that comes near the window.
 * @param {Chart} description
 */
export function chart(description) {
  const place = el("div", { class: "drawing" });
  let width = 0;
  const redraw = (wanted) => {
    if (wanted === width) return;
    width = wanted;
    place.style.minBlockSize = "";
    place.replaceChildren(...withTips(draw(description, width), description.label));
  };
  place.style.minBlockSize = `${description.rows ? description.rows.length * ROW : HEIGHT}px`;
  whenNear(place, (known) => {
    redraw(Math.round(known) || FIRST_WIDTH);
    new ResizeObserver(([entry]) => {
      const wanted = Math.round(entry.contentRect.width);
      if (wanted > 0) redraw(wanted);
    }).observe(place);
  });
  return el(
    "figure",
    { class: "chart" },
    el("figcaption", {}, description.title, " ", el("span", { class: "unit" }, description.unit)),
    place,
    el("p", { class: "source" }, description.source),
    folded("Table and download", () => {
      const rows = tableOf(description);
      return [
        table({ caption: `${description.title} (${description.unit})`, ...rows }),
        el(
          "p",
          { class: "take-along" },
          csvButton(description.title, () => [
            [...rows.columns.map(({ name }) => name), "Source", "Note"],
            ...rows.rows.map((row) => [...row, description.source, description.note]),
          ]),
          " ",
          pictureButtons(description.title, () => shownOnce(picture(description, width), place)),
        ),
      ];
    }),
  );
}

/** Return the drawing as {svg, marks}: the places that tips are for. */
function draw(description, width) {
  const { height, parts, marks } = DRAWINGS[description.kind](description, width);
  const size = { width, height, viewBox: `0 0 ${width} ${height}`, "font-family": FONT.family };
  return { svg: el("svg", size, hatching(parts), ...parts), marks, width, height };
}

/** Give parts of unknown things a pattern of their own drawing, and return it. */
function hatching(parts) {
  const hatched = parts.filter((part) => part.getAttribute("fill") === "url(#unknown)");
  if (!hatched.length) return null;
  patterns += 1;
  const id = `unknown-${patterns}`;
  hatched.forEach((part) => part.setAttribute("fill", `url(#${id})`));
  const stripes = { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
  return el("defs", {}, el(
    "pattern", stripes,
    el("rect", { width: 6, height: 6, fill: "var(--raised)" }),
    el("rect", { width: 2, height: 6, fill: "var(--muted)" }),
  ));
}

/** Return the drawing with its title, source and note, to stand alone. */
function picture(description, width) {
  const drawing = draw(description, width);
  const above = wrap(`${description.title} (${description.unit})`, width, 650);
  const below = [description.source, description.note].filter(Boolean).flatMap((words) => wrap(words, width));
  const top = EDGE + above.length * 16 + 12;
  const height = top + drawing.height + 12 + below.length * 16 + EDGE;
  drawing.svg.setAttribute("x", EDGE);
  drawing.svg.setAttribute("y", top);
  const size = { width: width + 2 * EDGE, height, viewBox: `0 0 ${width + 2 * EDGE} ${height}` };
  return el(
    "svg",
    { ...size, "font-family": FONT.family, class: "passing" },
    ...paragraph(above, EDGE, EDGE + 12, { "font-weight": 650 }),
    drawing.svg,
    ...paragraph(below, EDGE, top + drawing.height + 24, { fill: "var(--muted)" }),
  );
}

/** Put a picture on the page, unseen, for as long as it is read: its colours are those of the page. */
function shownOnce(drawing, place) {
  place.append(drawing);
  setTimeout(() => drawing.remove());
  return drawing;
}

/** Return the columns and rows of a chart's table. */
function tableOf({ kind, unit, rows, series, points }) {
  const number = (name) => ({ name, numeric: true, unit });
  if (kind === "bars") return { columns: [{ name: "Name" }, number(unit)], rows: rows.map((row) => row.slice(0, 2)) };
  if (kind === "shares") {
    const names = [...new Set(rows.flatMap(([, pieces]) => pieces.map(([name]) => name)))];
    const shareOf = (pieces, name) => pieces.find(([of]) => of === name)?.[2] ?? null;
    return {
      columns: [{ name: "Name" }, ...names.map((name) => ({ name, numeric: true, unit: "%" }))],
      rows: rows.map(([label, pieces]) => [label, ...names.map((name) => shareOf(pieces, name))]),
    };
  }
  const drawn = series ?? [{ name: unit, points }];
  const years = [...new Set(drawn.flatMap((one) => one.points.map(([year]) => year)))].sort((a, b) => a - b);
  const maps = drawn.map((one) => new Map(one.points));
  return {
    columns: [{ name: "Year" }, ...drawn.map(({ name }) => number(name))],
    rows: years.map((year) => [String(year), ...maps.map((map) => map.get(year) ?? null)]),
  };
}
