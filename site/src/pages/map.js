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

/** What areas of a class of a right look like; the classes are made in `src/diaspora_dw/site/categories.py`. */
const LOOKS = {
  yes: "var(--sign-5)",
  abroad: { ground: "var(--sign-3)", ink: "var(--sign-5)", mark: "lines" },
  partly: { ground: "var(--sign-3)", ink: "var(--sign-5)", mark: "dots" },
  no: { ground: "var(--sign-2)", ink: "var(--sign-0)", mark: "grid" },
  unclear: { ground: "var(--paper)", ink: "var(--ink)", mark: "lines" },
};

const PACE = 900; // milliseconds a year is shown for
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

    const chosen = el("select", { onchange: ({ target }) => choose(target.value) },
      [["Figures", started.measures], ["Rights", started.categories]].map(([label, choices]) => el("optgroup", { label },
        choices.map(({ code: known, name }) => el("option", { value: known, selected: known === shown.code }, name)))));
    const slider = el("input", { type: "range", step: "1", min: "0", oninput: () => { stop(); setYear(shown.years[slider.value]); } });
    const written = el("output");
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const play = isCalm
      ? el("button", { type: "button", onclick: () => setYear(following()) }, "Next year")
      : el("button", { type: "button", onclick: () => (timer ? stop() : run()) }, "Play");
    const years = el("div", { class: "years" }, el("label", {}, "Year", slider, written), play);
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
      map, key, caution, meaning, below,
    );

    let timer = null;
    /** Return the year after the one that is shown; after the last, the first. */
    function following() {
      return shown.years[shown.years.indexOf(state.year) + 1] ?? shown.years[0];
    }
    function stop() {
      if (!timer) return;
      clearInterval(timer);
      timer = null;
      play.textContent = "Play";
    }
    function run() {
      if (state.year === shown.years.at(-1)) setYear(following());
      play.textContent = "Stop";
      timer = setInterval(() => {
        if (!main.isConnected) return stop();
        setYear(following());
        if (state.year === shown.years.at(-1)) stop();
      }, PACE);
    }
    async function choose(wanted) {
      stop();
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
    function tipOf(value) {
      if (shown.classes) return inWords(value, shown);
      return value === null ? `No figure for ${state.year}` : `${inWords(value, shown)}, ${state.year}`;
    }
    function setYear(wanted) {
      state.year = wanted;
      update();
    }

    function update() {
      if (!shown.years.includes(state.year)) state.year = bestYear(shown);
      const among = started.groups.find(({ code: known }) => known === state.group);
      const isShown = (iso3) => !among || among.members.includes(iso3);
      const countries = started.countries.filter(({ iso3 }) => isShown(iso3));
      const { classes } = shown;
      const rows = countries
        .map(({ iso3 }) => ({ iso3, value: valueOf(shown, iso3, state.year), note: noteOf(shown, iso3, state.year) }))
        .filter(({ value }) => value !== null)
        .map((row) => ({ ...row, words: inWords(row.value, shown) }))
        .sort((one, other) => (classes ? one.value - other.value : other.value - one.value));
      const noted = rows.filter(({ note }) => note).length;
      const title = [classes ? shown.name : `${shown.name}, ${state.year}`, among?.name].filter(Boolean).join(": ");
      const fills = classes ? classes.map(([, look]) => LOOKS[look]) : ramp(shown.breaks.length + 1, shown.diverging);
      const source = origin(shown, started.sources);
      const entry = classes ? "entry" : "figure";
      const name = [shown.code, state.year, among?.code].filter(Boolean).join("-");

      heading.textContent = title;
      page.title(`Map: ${title}`);
      covered.textContent = `${coverage(shown, countries, state.year)} ${source}.`;
      caution.hidden = !noted || classes;
      const care = `${noted} of these figures ${noted === 1 ? "needs" : "need"} care.`;
      caution.textContent = `${care} The map says why when you point at a country, and so does the table.`;
      const beneath = [covered.textContent, classes ? shown.description : noted ? `${care} The table of the map says why.` : "", BOUNDARIES].filter(Boolean);
      meaning.textContent = [shown.description, shown.unit && `Unit: ${shown.unit}.`].filter(Boolean).join(" ");
      slider.max = shown.years.length - 1;
      slider.value = shown.years.indexOf(state.year);
      slider.setAttribute("aria-valuetext", state.year);
      years.hidden = shown.years.length < 2;
      written.textContent = state.year;
      replace("map", shown.code, state.year, ...(state.region !== WORLD || among ? [state.region] : []), ...(among ? [among.code] : []));

      map.update({
        label: title,
        fills,
        classOf: (iso3) => {
          const value = isShown(iso3) ? valueOf(shown, iso3, state.year) : null;
          return value === null || classes ? value : classOfValue(value, shown.breaks);
        },
        tip: (iso3) => country(iso3) && [
          country(iso3).name,
          tipOf(valueOf(shown, iso3, state.year)),
          noteOf(shown, iso3, state.year),
        ],
      });
      const texts = classTexts(shown);
      const missing = `no ${entry}${among ? ", or not in the group" : ""} (${MISSING_POINTS})`;
      key.replaceChildren(legend(texts, fills, missing));
      const isOpen = below.querySelector(".shown")?.open ?? false;
      clear(below);
      below.append(
        el("div", { class: "actions" },
          csvButton(name, () => [
            ["iso3_code", "country", "region", "measure", "unit", "year", "value", "note", "source"],
            ...rows.map(({ iso3, value, words, note }) => [
              iso3, country(iso3).name, country(iso3).region, shown.name, shown.unit, state.year, classes ? words : value, note, source,
            ]),
          ]),
          pictureButtons(name, () => picture(map.querySelector("svg"), { title, legend: [texts, fills, missing], below: beneath }))),
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
        cite(title, sourcesOf(shown, started.sources)),
      );
    }
    update();
  },
};
