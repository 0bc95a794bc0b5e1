// The map of a country's corridors: areas by their share of all, and the largest as flows.

import { country } from "../data.js";
import { el } from "../dom.js";
import { pictureButtons } from "../download.js";
import { BOUNDARIES } from "../footer.js";
import { count, percent } from "../format.js";
import { MISSING_POINTS } from "../patterns.js";
import { picture } from "../picture.js";
import { classOfValue, legend, ramp, worldMap } from "../worldmap.js";

const BREAKS = [0.1, 0.5, 2, 5, 15, 40];
const CLASSES = ["below 0.1 %", "0.1–0.5 %", "0.5–2 %", "2–5 %", "5–15 %", "15–40 %", "40 % or more"];
const FILLS = ramp(CLASSES.length);
const ELSEWHERE = { ground: "var(--raised)", ink: "var(--class-4)", mark: "dots" };
const MISSING = "nobody counted, or no figure";
const MOST_FLOWS = 30;
const IN_VIEW = 12; // flows that the map is sure to show whole
const [THINNEST, THICKEST] = [1, 11];

/**
 * Return the map with its legend, and `show`, which makes it show a view. `onPick` takes the country that is chosen.
 */
export function flowMap(onPick) {
  let shown = null;
  const map = worldMap({ classOf: () => null, fills: FILLS, onPick: (iso3) => shown.has(iso3) && onPick(iso3) });
  const key = el("div");
  const downloads = el("p", { class: "actions" });
  const section = el("section", { class: "map-of-corridors" }, key, map, downloads);
  return {
    section,
    show(view) {
      shown = contents(view);
      map.update(shown);
      const { label: title, below, fills } = shown;
      const classes = [[...CLASSES, ...shown.more], fills, `${MISSING} (${MISSING_POINTS})`];
      key.replaceChildren(el("p", {}, title), legend(...classes));
      const words = { title, legend: classes, below };
      downloads.replaceChildren(...pictureButtons(title, () => picture(map.querySelector("svg"), words)));
    },
  };
}

/** Return what the map shows of a view, by the names of the map's settings. */
function contents({ rows, elsewhere, cautions, coverage, here, where, state, all, words }) {
  const found = new Map(rows.map((row) => [row.iso3, row]));
  const others = new Map(elsewhere.rows.map((row) => [row.iso3, row]));
  const share = (row) => (all ? (100 * row.here) / all : null);
  const flows = rows.filter(({ isUnknown }) => !isUnknown).slice(0, MOST_FLOWS).map((row) => ({
    from: where === "from" ? here.iso3 : row.iso3,
    to: where === "from" ? row.iso3 : here.iso3,
    width: Math.max(THINNEST, THICKEST * Math.sqrt(share(row) / 100)),
  }));
  const subject = where === "from"
    ? `Emigrants from ${here.in_sentence} by country of residence`
    : `Immigrants in ${here.in_sentence} by country of origin`;
  return {
    has: (iso3) => found.has(iso3) || others.has(iso3),
    fills: others.size ? [...FILLS, ELSEWHERE] : FILLS,
    more: others.size ? [`counted in edition ${elsewhere.edition} only`] : [],
    label: `${subject}, per cent of all, ${state.year}`,
    below: [`${words.stock}, edition ${state.edition}.`, ...cautions, BOUNDARIES],
    classOf(iso3) {
      if (iso3 === here.iso3) return "here";
      if (others.has(iso3)) return FILLS.length;
      const row = found.get(iso3);
      return row && all ? classOfValue(share(row), BREAKS) : null;
    },
    tip(iso3) {
      const row = found.get(iso3);
      const name = country(iso3)?.name;
      if (!name) return [];
      const note = where === "from" ? coverage(state.edition, iso3, state.year).note : null;
      if (row) return [name, `${count(row.here)} people`, all ? `${percent(share(row))} of all` : null, note];
      const other = others.get(iso3);
      if (other) return [name, `Edition ${state.edition}: no figure`, `Edition ${elsewhere.edition}: ${count(other.there)} people in ${elsewhere.year}`, note];
      return [name, iso3 === here.iso3 ? null : MISSING];
    },
    flows,
    region: [here.iso3, ...flows.slice(0, IN_VIEW).flatMap(({ from, to }) => [from, to])],
  };
}
