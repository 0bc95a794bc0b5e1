// The pages, in the order of the navigation. A page without a title is opened by links only.

import compare from "./compare.js";
import corridors from "./corridors.js";
import map from "./map.js";
import rankings from "./rankings.js";

export const pages = [map, corridors, compare, rankings];
