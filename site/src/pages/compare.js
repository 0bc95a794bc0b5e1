// Up to four countries side by side: #/compare/TJK,KGZ,UZB,MDA[/all]. `all` shows every measure.

import { href, replace } from "../address.js";
import { chart } from "../chart.js";
import { cite } from "../cite.js";
import { country, start } from "../data.js";
import { el } from "../dom.js";
import { csvButton } from "../download.js";
import { list } from "../format.js";
import { inWords, latestYear, measure, noteOf, origin, points, valueOf } from "../measures.js";
import { countryPicker } from "../picker.js";
import { table } from "../table.js";

const FIRST_COUNTRIES = "TJK,KGZ,UZB,MDA";
const FIRST_MEASURES = ["emigrants-share", "emigrants", "emigrants-women", "immigrants-share", "remittances-share"];
const MOST = 4;
const TONES = ["all", "women", "third", "fourth"];

export default {
  name: "compare",
  title: "Compare",
  async show(main, [codes = FIRST_COUNTRIES, extent], page) {
    const { measures, sources } = await start();
    const state = {
      countries: [...new Set(codes.toUpperCase().split(","))].map(country).filter(Boolean).slice(0, MOST),
      isAll: extent === "all",
    };
    let last = null;
    const controls = el("div", { class: "controls" });
    const heading = el("h1", {});
    const body = el("div", { class: "sheet compare" });
    main.append(heading, el("p", {}, `Up to ${MOST} countries or areas; each measure has one scale for all of them.`), controls, body);
    await update();

    /** Take up what was chosen; the button that had the focus is made anew, so the one now at its place gets it. */
    async function change(choice, at) {
      Object.assign(state, choice);
      try {
        if (!(await update())) return;
      } catch (error) {
        Object.assign(state, last);
        await update();
        page.warn(error);
      }
      const places = controls.querySelectorAll("button, input");
      if (at !== undefined) places[Math.min(at, places.length - 1)].focus();
    }

    /** Show what is chosen; return false if something else was chosen before its figures were there. */
    async function update() {
      const isNewest = page.turn();
      const wanted = measures.filter(({ code }) => state.isAll || FIRST_MEASURES.includes(code));
      const shown = await Promise.all(wanted.map(({ code }) => measure(code))).catch((error) => {
        if (isNewest()) throw error;
      });
      if (!isNewest()) return false;
      last = { ...state };
      const names = state.countries.map(({ in_sentence: name }) => name);
      const title = names.length ? `Compare ${list(names)}` : "Compare countries";
      heading.textContent = title;
      page.title(title);
      replace("compare", state.countries.map(({ iso3 }) => iso3).join(","), ...(state.isAll ? ["all"] : []));
      controls.replaceChildren(...chosen(state, change));
      body.replaceChildren(
        el("div", { class: "charts" }, ...shown.map((one) => comparison(one, state.countries, sources)).filter(Boolean)),
        ...(state.isAll || wanted.length === measures.length ? [] : [el(
          "button", { type: "button", onclick: () => change({ isAll: true }) },
          `Show all ${measures.length} measures`,
        )]),
        ...(names.length ? latest(shown, state.countries) : []),
        el("p", { class: "actions" }, csvButton(title, () => rowsOf(shown, state.countries, sources))),
        cite(title, sources.filter(({ code }) => shown.some(({ sources: codes }) => codes.includes(code)))),
      );
      return true;
    }
  },
};

function chosen(state, change) {
  const { countries } = state;
  const without = (one) => ({ countries: state.countries.filter((other) => other !== one) });
  return [
    ...countries.map((one, at) => el(
      "button",
      { type: "button", class: `chip ${TONES[at]}`, "aria-label": `Remove ${one.name}`, onclick: () => change(without(one), at) },
      one.name, " ×",
    )),
    countries.length < MOST
      ? countryPicker("Add a country", null, (iso3) => {
        if (!state.countries.includes(country(iso3))) change({ countries: [...state.countries, country(iso3)] }, MOST);
      })
      : el("span", { class: "note" }, "Remove one to add another."),
  ];
}

function comparison(one, countries, sources) {
  const series = countries.map(({ iso3, name }, at) => ({ name, tone: TONES[at], points: points(one, iso3) }));
  const known = series.filter(({ points }) => points.some(([, value]) => value !== null));
  if (!known.length) return null;
  const latest = countries
    .map(({ iso3, in_sentence: name }) => [latestYear(one, iso3), iso3, name])
    .filter(([year]) => year !== undefined);
  const noted = latest.filter(([year, iso3]) => noteOf(one, iso3, year));
  const now = latest
    .map(([year, iso3, name]) => [valueOf(one, iso3, year), name]);
  const highest = now.reduce((most, other) => (other[0] > most[0] ? other : most));
  const name = one.name.replace(` ${one.unit}`, ""); // the chart has the unit behind its title
  const finding = now.length > 1 ? `${name}: highest in ${highest[1]}` : name;
  return chart({
    kind: "lines", title: finding, unit: one.unit, series: known, years: [one.years[0], one.years.at(-1)],
    label: `Line chart of ${one.name} by year. Latest: ${now.map(([value, name]) => `${name} ${inWords(value, one)}`).join("; ")}.`,
    source: origin(one, sources),
    note: noted.map(([year, iso3, name]) => `${name}, ${year}: ${noteOf(one, iso3, year)}`).join(" "),
  });
}

/** Return the table of the latest figures and, below it, the notes on them. */
function latest(measures, countries) {
  const notes = [];
  const mark = (note) => {
    if (!notes.includes(note)) notes.push(note);
    return el("sup", {}, String(notes.indexOf(note) + 1));
  };
  const rows = measures.map((one) => [one.name, ...countries.map(({ iso3 }) => {
    const year = latestYear(one, iso3);
    if (year === undefined) return "no figure";
    const note = noteOf(one, iso3, year);
    return el("span", {}, `${inWords(valueOf(one, iso3, year), one)} (${year})`, note && mark(note));
  })]);
  const heads = countries.map(({ iso3, name }) => ({ name: el("a", { href: href("country", iso3) }, name), numeric: true }));
  return [
    el("h2", {}, "Latest figures"),
    table({ caption: "Latest figure of each measure, with its year", columns: [{ name: "Measure" }, ...heads], rows }),
    notes.length ? el("ol", { class: "note" }, ...notes.map((note) => el("li", {}, note))) : null,
  ].filter(Boolean);
}

function rowsOf(measures, countries, sources) {
  return [
    ["Measure", "Unit", "Code", "Country", "Year", "Value", "Note", "Source"],
    ...measures.flatMap((one) => countries.flatMap(({ iso3, name }) => points(one, iso3)
      .filter(([, value]) => value !== null)
      .map(([year, value]) => [one.name, one.unit, iso3, name, year, value, noteOf(one, iso3, year), origin(one, sources)]))),
  ];
}
