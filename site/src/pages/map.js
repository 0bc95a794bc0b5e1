// The world map of one measure in one year, or of a right: #/map/MEASURE/YEAR/REGION/GROUP.

import { href, go, replace } from "../address.js";
import { cite } from "../cite.js";
import { country, start } from "../data.js";
import { clear, el, folded } from "../dom.js";
import { csvButton, pictureButtons } from "../download.js";
import { BOUNDARIES } from "../footer.js";
import { figure } from "../format.js";
import { groupOptions } from "../groups.js";
import { bestYear, classTexts, coverage, inWords, measureOrRight, noteOf, origin, sourcesOf, valueOf, withUnit } from "../measures.js";
import { MISSING_POINTS } from "../patterns.js";
import { picture } from "../picture.js";
import { REGIONS } from "../regions.js";
import { table } from "../table.js";
import { classOfValue, legend, ramp, worldMap } from "../worldmap.js";
import { yearChoice } from "../years.js";

/** What areas of a class of a right look like; the classes are made in `src/diaspora_dw/site/categories.py`. */
const LOOKS = {
  yes: "var(--sign-5)",
  abroad: { ground: "var(--sign-3)", ink: "var(--sign-5)", mark: "lines" },
  partly: { ground: "var(--sign-3)", ink: "var(--sign-5)", mark: "dots" },
  no: { ground: "var(--sign-2)", ink: "var(--sign-0)", mark: "grid" },
  unclear: { ground: "var(--paper)", ink: "var(--ink)", mark: "lines" },
};

const WORLD = "world";
const ALL = "all";

export default {
  name: "map",
  title: "Map",
  files: () => ["world"],
  async show(main, [code, year, region = WORLD, group = ALL], page) {
    const isOpen = page.turn();
    const started = await start();
    const state = { region: REGIONS[region] ? region : WORLD, group, year: Number(year) };
    let shown = await measureOrRight(code);
    if (!isOpen()) return;

    const heading = el("h1");
    const covered = el("p", { class: "note" });
    const caution = el("p", { class: "caution" });
    const meaning = el("p", { class: "note" });
    const key = el("div");
    const below = el("div");
    const map = worldMap({
      classOf: () => null,
      fills: [],
      region: state.region,
      onPick: (iso3) => country(iso3) && go("country", iso3),
    });
    const years = yearChoice((wanted) => { state.year = wanted; update(); });
    const chosen = el("select", { onchange: ({ target }) => choose(target.value) },
      [["Figures", started.measures], ["Rights", started.categories]].map(([label, choices]) => el("optgroup", { label },
        choices.map(({ code: known, name }) => el("option", { value: known, selected: known === shown.code }, name)))));
    const part = el("select", { onchange: ({ target }) => { state.region = target.value; map.update({ region: state.region }); update(); } },
      Object.entries(REGIONS).map(([value, { name }]) => el("option", { value, selected: value === state.region }, name)));
    const members = el("select", { onchange: ({ target }) => { state.group = target.value; update(); } },
      el("option", { value: ALL }, "All countries and areas"),
      groupOptions(started.groups, state.group));

    main.append(
      heading, covered,
      el("div", { class: "controls" },
        el("label", {}, "Show", chosen),
        years,
        el("label", {}, "Part of the world", part),
        el("label", {}, "Countries", members)),
      key, map, caution, meaning, below,
    );

    async function choose(wanted) {
      years.stop();
      const isNewest = page.turn();
      try {
        const found = await measureOrRight(wanted);
        if (!isNewest()) return;
        shown = found;
        update();
      } catch (error) {
        if (!isNewest()) return;
        chosen.value = shown.code;
        page.warn(error);
      }
    }

    function update() {
      if (!shown.years.includes(state.year)) state.year = bestYear(shown);
      const view = viewOf(shown, started, state);
      const { title, among, texts, fills, missing, covers, care } = view;
      heading.textContent = title;
      page.title(`Map: ${title}`);
      covered.textContent = covers;
      caution.hidden = !care || shown.classes;
      caution.textContent = `${care} The map says why when you point at a country, and so does the table.`;
      meaning.textContent = [shown.description, shown.unit && `Unit: ${shown.unit}.`].filter(Boolean).join(" ");
      years.update(shown.years, state.year);
      replace("map", shown.code, state.year, ...(state.region !== WORLD || among ? [state.region] : []), ...(among ? [among.code] : []));
      map.update({ label: title, fills, ...painting(view) });
      key.replaceChildren(legend(texts, fills, missing));
      const isOpen = below.querySelector(".shown")?.open ?? false;
      clear(below);
      below.append(...beneath(view, map, isOpen));
    }
    update();
  },
};

/** Return what the page shows of a measure or a right in a year, among all countries or the members of a group. */
function viewOf(shown, started, { year, region, group }) {
  const { classes } = shown;
  const among = started.groups.find(({ code }) => code === group);
  const isShown = (iso3) => !among || among.members.includes(iso3);
  const countries = started.countries.filter(({ iso3 }) => isShown(iso3));
  const rows = countries
    .map(({ iso3 }) => ({ iso3, value: valueOf(shown, iso3, year), note: noteOf(shown, iso3, year) }))
    .filter(({ value }) => value !== null)
    .map((row) => ({ ...row, words: inWords(row.value, shown) }))
    .sort((one, other) => (classes ? one.value - other.value : other.value - one.value));
  const noted = rows.filter(({ note }) => note).length;
  const source = origin(shown, started.sources);
  return {
    shown, year, among, isShown, rows, source,
    sources: sourcesOf(shown, started.sources),
    title: [classes ? shown.name : `${shown.name}, ${year}`, among?.name].filter(Boolean).join(": "),
    fills: classes ? classes.map(([, look]) => LOOKS[look]) : ramp(shown.breaks.length + 1, shown.diverging),
    texts: classTexts(shown),
    missing: `no ${classes ? "entry" : "figure"}${among ? ", or not in the group" : ""} (${MISSING_POINTS})`,
    // A part of the world is a cut of the map: its edges run through countries, so nothing is counted for it.
    covers: `${region === WORLD || among ? "" : "Worldwide, "}${coverage(shown, countries, year)} ${source}.`,
    care: noted ? `${noted} of these figures ${noted === 1 ? "needs" : "need"} care.` : "",
  };
}

/** Return the settings of the map that say how a country is painted and what is said of it. */
function painting({ shown, year, isShown }) {
  const tipOf = (value) => {
    if (shown.classes) return inWords(value, shown);
    return value === null ? `No figure for ${year}` : `${inWords(value, shown)}, ${year}`;
  };
  return {
    classOf: (iso3) => {
      const value = isShown(iso3) ? valueOf(shown, iso3, year) : null;
      return value === null || shown.classes ? value : classOfValue(value, shown.breaks);
    },
    tip: (iso3) => country(iso3) && [country(iso3).name, tipOf(valueOf(shown, iso3, year)), noteOf(shown, iso3, year)],
  };
}

/** Return what stands below the map: downloads, the table, and how to cite it. */
function beneath({ shown, year, among, rows, source, sources, title, texts, fills, missing, covers, care }, map, isOpen) {
  const { classes } = shown;
  const name = [shown.code, year, among?.code].filter(Boolean).join("-");
  const below = [covers, classes ? shown.description : care && `${care} The table of the map says why.`, BOUNDARIES].filter(Boolean);
  return [
    el("div", { class: "actions" },
      csvButton(name, () => [
        ["iso3_code", "country", "region", "measure", "unit", "year", "value", "note", "source"],
        ...rows.map(({ iso3, value, words, note }) => [
          iso3, country(iso3).name, country(iso3).region, shown.name, shown.unit, year, classes ? words : value, note, source,
        ]),
      ]),
      pictureButtons(name, () => picture(map.querySelector("svg"), { title, legend: [texts, fills, missing], below }))),
    shown.table ? el("p", {}, el("a", { href: href("tables", ...shown.table) }, "Conditions, legal articles and sources, country by country")) : "",
    folded("Table of what the map shows", () =>
      table({
        caption: title,
        sortable: true,
        columns: [{ name: "Country or area" }, { name: withUnit(shown), numeric: !classes }, { name: "Note" }],
        rows: rows.map(({ iso3, value, words, note }) => [
          el("a", { href: href("country", iso3) }, country(iso3).name),
          classes ? words : el("span", { "data-value": value }, figure(value, shown.unit)),
          note,
        ]),
      }), { class: "shown", open: isOpen }),
    cite(title, sources),
  ];
}
