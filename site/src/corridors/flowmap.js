// The map of a country's corridors: areas by their share of all, and the largest as flows.

import { country } from "../data.js";
import { el } from "../dom.js";
import { pictureButtons } from "../download.js";
import { count, percent } from "../format.js";
import { picture } from "../picture.js";
import { classOfValue, legend, ramp, worldMap } from "../worldmap.js";

const BREAKS = [0.1, 0.5, 2, 5, 15, 40];
const CLASSES = ["below 0.1 %", "0.1–0.5 %", "0.5–2 %", "2–5 %", "5–15 %", "15–40 %", "40 % or more"];
const COLOURS = ramp(CLASSES.length);
const MISSING = "nobody counted, or no figure";
const MOST_FLOWS = 30;
const IN_VIEW = 12; // flows that the map is sure to show whole
const [THINNEST, THICKEST] = [1, 11];

/** Return the map with its legend. `onPick` takes the country that is chosen on it. */
export function flowMap({ rows, here, where, state, total }, onPick) {
  const all = total(state.edition, state.year);
  const found = new Map(rows.map((row) => [row.iso3, row]));
  const share = (row) => (100 * row.here) / all;
  const title = `${where === "from" ? "Emigrants from" : "Immigrants in"} ${here.in_sentence} by ${where === "from" ? "country of residence" : "country of origin"}, ${state.year}`;
  const flows = rows.filter(({ isUnknown }) => !isUnknown).slice(0, MOST_FLOWS).map((row) => ({
    from: where === "from" ? here.iso3 : row.iso3,
    to: where === "from" ? row.iso3 : here.iso3,
    width: Math.max(THINNEST, THICKEST * Math.sqrt(share(row) / 100)),
  }));
  const map = worldMap({
    label: title,
    classOf(iso3) {
      if (iso3 === here.iso3) return "here";
      const row = found.get(iso3);
      return row ? classOfValue(share(row), BREAKS) : null;
    },
    colours: COLOURS,
    tip(iso3) {
      const row = found.get(iso3);
      const name = country(iso3)?.name;
      if (!name) return [];
      if (row) return [name, `${count(row.here)} people`, `${percent(share(row))} of all`];
      return [name, iso3 === here.iso3 ? null : MISSING];
    },
    onPick: (iso3) => found.has(iso3) && onPick(iso3),
    flows,
    region: [here.iso3, ...flows.slice(0, IN_VIEW).flatMap(({ from, to }) => [from, to])],
  });
  const words = { title, legend: [CLASSES, COLOURS, MISSING], source: `UN DESA, International Migrant Stock, edition ${state.edition}` };
  return el(
    "section",
    { class: "map-of-corridors" },
    map,
    legend(CLASSES, COLOURS, MISSING),
    el("p", { class: "actions" }, pictureButtons(title, () => picture(map.querySelector("svg"), words))),
  );
}
