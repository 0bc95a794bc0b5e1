// The pages, in the order of the navigation. A page without a title is opened by links only.

import compare from "./compare.js";
import corridors from "./corridors.js";
import country from "./country.js";
import data from "./data.js";
import map from "./map.js";
import method from "./method.js";
import rankings from "./rankings.js";
import source from "./source.js";
import tables from "./tables.js";

export const pages = [map, country, corridors, compare, rankings, tables, data, method, source];
