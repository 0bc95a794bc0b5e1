// The world map of one measure in one year: #/map/MEASURE/YEAR/REGION.

import { start } from "../data.js";
import { el } from "../dom.js";

export default {
  name: "map",
  title: "Map",
  async show(main) {
    const { measures } = await start();
    main.append(el("h1", {}, measures[0]?.name ?? "Map"));
    document.title = "Map – Diaspora atlas";
  },
};
