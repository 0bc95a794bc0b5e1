// The pages, in the order of the navigation. A page without a title is opened by links only.

import corridors from "./corridors.js";
import map from "./map.js";

export const pages = [map, corridors];
