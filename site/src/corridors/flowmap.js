// The map of a country's corridors: areas by their share of all, and the largest as flows.

import { el } from "../dom.js";
import { pictureButtons } from "../download.js";
import { count, percent } from "../format.js";
import { worldMap } from "../worldmap.js";

const BREAKS = [0.1, 0.5, 2, 5, 15, 40];
const CLASSES = ["below 0.1 %", "0.1–0.5 %", "0.5–2 %", "2–5 %", "5–15 %", "15–40 %", "40 % or more"];
const COLOURS = CLASSES.map((_, at) => `var(--share-${at + 1})`);
const MOST_FLOWS = 30;
const [THINNEST, THICKEST] = [1, 11];

/** Return the map with its legend. `onPick` takes the country that is chosen on it. */
export async function flowMap({ rows, here, where, state, total }, onPick) {
  const all = total(state.edition, state.year);
  const found = new Map(rows.map((row) => [row.iso3, row]));
  const share = (row) => (100 * row.here) / all;
  const flows = rows.filter(({ isUnknown }) => !isUnknown).slice(0, MOST_FLOWS).map((row) => ({
    from: where === "from" ? here.iso3 : row.iso3,
    to: where === "from" ? row.iso3 : here.iso3,
    width: Math.max(THINNEST, THICKEST * Math.sqrt(share(row) / 100)),
  }));
  const map = await worldMap({
    classOf(iso3) {
      if (iso3 === here.iso3) return "here";
      const row = found.get(iso3);
      return row ? BREAKS.filter((limit) => share(row) >= limit).length : null;
    },
    colours: COLOURS,
    tip(iso3) {
      const row = found.get(iso3);
      if (!row) return [iso3 === here.iso3 ? "The country itself" : "Nobody counted, or no figure"];
      return [`${count(row.here)} people`, `${percent(share(row))} of all`];
    },
    onPick: (iso3) => found.has(iso3) && onPick(iso3),
    flows,
  });
  const name = `${where === "from" ? "Emigrants from" : "Immigrants in"} ${here.name} ${state.year}`;
  return el(
    "section",
    { class: "map-of-corridors" },
    map,
    legend(),
    el("p", { class: "actions" }, pictureButtons(name, () => map.querySelector("svg"))),
  );
}

function legend() {
  const swatch = (colour) => {
    const box = el("i", { class: colour ? "swatch" : "swatch missing" });
    if (colour) box.style.background = colour;
    return box;
  };
  return el(
    "ul",
    { class: "classes", "aria-label": "Colours of the map: share of all" },
    ...CLASSES.map((words, at) => el("li", {}, swatch(COLOURS[at]), words)),
    el("li", {}, swatch(null), "nobody counted, or no figure"),
  );
}
