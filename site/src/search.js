// The search of the header: countries, pages, measures, sources and entries of the tables.

import { go, href } from "./address.js";
import { load, start } from "./data.js";
import { pages } from "./pages/index.js";
import { TABLES } from "./pages/tables.js";
import { combobox, countryEntries } from "./picker.js";

/** Return the box of the search. */
export function searchBox() {
  const open = ({ iso3, address }) => (address ? (location.hash = address) : go("country", iso3));
  return combobox({ label: "Find a country or a topic", entries, onPick: open, isNamed: false }).box;
}

async function entries() {
  const { measures, categories, sources } = await start();
  const more = await load("search").catch(() => []); // the others are there without it
  return [
    ...(await countryEntries()),
    ...pages.filter(({ title }) => title).map(({ name, title }) => ({ text: title, detail: "Page", address: href(name) })),
    ...TABLES.map(([code, title]) => ({ text: title, detail: "Table", address: href("tables", code) })),
    ...categories.map(({ code, name }) => ({ text: name, detail: "Map", address: href("map", code) })),
    ...measures.flatMap(({ code, name }) => [
      { text: name, detail: "Map", address: href("map", code) },
      { text: name, detail: "Ranking", address: href("rankings", code) },
    ]),
    ...sources.map(({ code, name }) => ({ text: name, detail: "Source", address: href("source", code) })),
    ...more.map(([text, detail, iso3, address]) => ({ text, detail, iso3, address })),
  ];
}
