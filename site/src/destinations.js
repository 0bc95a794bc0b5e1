// The small map of a country page: where the largest groups of emigrants live.

import { go } from "./address.js";
import { country } from "./data.js";
import { el } from "./dom.js";
import { count } from "./format.js";
import { whenNear } from "./nearby.js";
import { worldMap } from "./worldmap.js";

const [DESTINATION, OTHER] = [0, 1];
const FILLS = ["var(--class-3)", "var(--raised)"];
const [THINNEST, THICKEST] = [1, 8];

/**
 * Return the map, drawn when it comes near the window.
 * @param {string} iso3
 * @param {[string, number][]} destinations codes of countries and the people there, the largest first
 */
export function destinationsMap(iso3, destinations) {
  const people = new Map(destinations);
  const [, most] = destinations[0];
  const title = `The largest destinations of emigrants from ${country(iso3).in_sentence}`;
  const figure = el("figure", { class: "destinations-map" }, el("figcaption", {}, title));
  whenNear(figure, () =>
    figure.append(
      worldMap({
        label: title,
        classOf: (code) => (code === iso3 ? "here" : people.has(code) ? DESTINATION : OTHER),
        fills: FILLS,
        tip: (code) => [country(code)?.name ?? null, people.has(code) ? `${count(people.get(code))} people` : null],
        onPick: (code) => country(code) && go("country", code),
        region: [iso3, ...people.keys()],
        flows: destinations.map(([to, number]) => ({ from: iso3, to, width: Math.max(THINNEST, THICKEST * Math.sqrt(number / most)) })),
      }),
    ),
  );
  return figure;
}
