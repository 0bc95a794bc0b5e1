// Where people from a country live, or where those in it come from:
// #/corridors/TJK/from|to/YEAR[/EDITION][/OTHER]. OTHER is the country at the other end that is looked at closely.

import { fileOf, go, href, replace } from "../address.js";
import { cite } from "../cite.js";
import { allCorridors } from "../corridors/allcorridors.js";
import { disagreements } from "../corridors/disagreements.js";
import { corridorsOf, shared } from "../corridors/figures.js";
import { flowMap } from "../corridors/flowmap.js";
import { moneyCharts } from "../corridors/money.js";
import { oneCorridor } from "../corridors/onecorridor.js";
import { ranking } from "../corridors/ranking.js";
import { country, start } from "../data.js";
import { el } from "../dom.js";
import { count, percent } from "../format.js";
import { countryPicker } from "../picker.js";

const FIRST_COUNTRY = "TJK";
const SOURCES = ["undesa", "worldbank", "remittance_matrix"];

export default {
  name: "corridors",
  title: "Corridors",
  files: ([code = FIRST_COUNTRY]) => ["corridors", ...fileOf("corridors", code), "notes/remittance.coverage_note", "world"],
  async show(main, [code = FIRST_COUNTRY, where = "from", ...rest], page) {
    const iso3 = code.toUpperCase();
    const isOpen = page.turn();
    const common = await shared();
    const here = country(iso3);
    if (!here) return page.none("country", "Choose one", "corridors");
    if (!["from", "to"].includes(where)) return page.none("page", "Choose a country", "corridors");
    const corridors = await corridorsOf(iso3, where);
    const { sources } = await start();
    if (!isOpen()) return;
    if (!corridors) return withoutFigures(main, here, page);
    const state = stateOf(common, iso3, where, rest);
    const view = { ...common, ...corridors, here, where, state };
    const head = el("div", {});
    const map = flowMap((other) => change({ other }));
    const list = el("div", {});
    const below = el("div", {});
    main.append(
      head,
      controls(view, change),
      el("div", { class: "corridors sheet" }, el("div", { class: "map-and-list" }, map.section, list), below),
    );
    update();

    function change(choice) {
      Object.assign(state, choice);
      update();
      if (choice.other) below.querySelector("h2").focus();
    }

    /** Show what is chosen, and say so in the address. */
    function update() {
      const shown = { ...view, rows: ranked(view), elsewhere: elsewhere(view), cautions: cautions(view), all: view.total(state.edition, state.year) };
      head.replaceChildren(...heading(shown));
      page.title(titleOf(view));
      replace("corridors", iso3, where, String(state.year), state.edition, ...(state.other ? [state.other] : []));
      map.show(shown);
      list.replaceChildren(ranking(shown, change));
      const parts = [oneCorridor(shown), disagreements(shown, change), moneyCharts(shown), allCorridors(shown)];
      below.replaceChildren(...parts.filter(Boolean), cite(titleOf(view), sources.filter(({ code }) => SOURCES.includes(code))));
    }
  },
};

function stateOf(common, iso3, where, rest) {
  const names = common.editions.map(({ name }) => name);
  const [year, ...others] = rest;
  const edition = others.find((part) => names.includes(part)) ?? names[0];
  const years = common.yearsOf(edition);
  return {
    edition,
    year: years.includes(Number(year)) ? Number(year) : years.at(-1),
    other: others.find((part) => country(part) && part !== iso3) ?? null,
  };
}

/** Return the partners that have a figure in the edition and year chosen, the largest first. */
function ranked({ partners, state: { edition, year } }) {
  return partners
    .map((partner) => ({ ...partner, here: partner.migrants(edition, year), ofMen: partner.men(edition, year) }))
    .filter((partner) => partner.here > 0)
    .sort((a, b) => a.isUnknown - b.isUnknown || b.here - a.here || a.name.localeCompare(b.name, "en"));
}

/** Return those that only the other edition counts, by its figures of the latest year up to the one chosen. */
function elsewhere({ partners, editions, yearsOf, state: { edition, year } }) {
  const other = editions.map(({ name }) => name).find((name) => name !== edition);
  const latest = other && yearsOf(other).findLast((known) => known <= year);
  const isCounted = (partner) => [year, latest].some((known) => partner.migrants(edition, known) > 0);
  const rows = latest === undefined ? [] : partners
    .map((partner) => ({ ...partner, there: partner.migrants(other, latest) }))
    .filter((partner) => partner.there > 0 && !isCounted(partner))
    .sort((a, b) => b.there - a.there);
  return { edition: other, year: latest, rows };
}

function titleOf({ here, where, state }) {
  const name = here.in_sentence;
  return where === "from" ? `Emigrants from ${name}, ${state.year}` : `Immigrants in ${name}, ${state.year}`;
}

/** Return what must be known before the figures of the edition and year chosen are quoted. */
function cautions({ here, where, state, note, coverage, editions }) {
  const there = where === "to" ? coverage(state.edition, here.iso3, state.year) : null;
  const newest = editions[0].name;
  const isReplaced = state.edition !== newest && `Edition ${state.edition} has been replaced by edition ${newest}.`;
  return [note(state.edition, state.year) ?? there?.note, isReplaced].filter(Boolean);
}

function heading(view) {
  const { here, where, rows, state, words, total, men } = view;
  const people = total(state.edition, state.year);
  const known = rows.filter(({ isUnknown }) => !isUnknown).length;
  const share = people ? percent((100 * men(state.edition, state.year)) / people) : null;
  const places = `${count(known)} ${known === 1 ? "country or area" : "countries and areas"}`;
  const sentence = people === null
    ? `There is no figure of all ${where === "from" ? "emigrants" : "immigrants"} for this year, so shares are not known.`
    : where === "from"
      ? `${count(people)} people from ${here.in_sentence} are counted in ${places}. ${share} are men.`
      : `${count(people)} people from elsewhere live in ${here.in_sentence}. ${share} are men. ${places} of origin are named.`;
  return [
    el("h1", {}, titleOf(view)),
    el("p", { class: "lead" }, `${sentence} UN DESA, edition ${state.edition}.`),
    ...view.cautions.map((text) => el("p", { class: "caution" }, text)),
    el("p", { class: "note" }, words[where]),
    el("p", {}, el("a", { href: href("country", here.iso3) }, `All figures of ${here.in_sentence}`)),
  ];
}

function controls(view, change) {
  const { here, where, state, editions, yearsOf } = view;
  const year = el("output", {}, String(state.year));
  const slider = el("input", { type: "range", id: "year", min: 0, step: 1 });
  const fit = () => {
    const years = yearsOf(state.edition);
    slider.max = years.length - 1;
    slider.value = years.indexOf(state.year);
    slider.setAttribute("aria-valuetext", state.year);
    year.textContent = state.year;
  };
  slider.addEventListener("input", () => {
    state.year = yearsOf(state.edition)[slider.value];
    fit();
    change({});
  });
  const choose = (edition) => {
    const years = yearsOf(edition);
    state.year = years.includes(state.year) ? state.year : years.at(-1);
    state.edition = edition;
    fit();
    change({});
  };
  fit();
  const open = (iso3, direction) => go("corridors", iso3, direction, String(state.year), state.edition);
  return el(
    "div",
    { class: "controls" },
    countryPicker("Country", here.iso3, (iso3) => open(iso3, where)),
    choice("Direction", [["from", "from here"], ["to", "to here"]], where, (direction) => open(here.iso3, direction)),
    choice("Edition", editions.map(({ name }) => [name, name]), state.edition, choose),
    el("label", { for: "year" }, "Year", slider, year),
  );
}

function choice(legend, options, chosen, onChoice) {
  return el(
    "fieldset",
    { class: "choice" },
    el("legend", {}, legend),
    ...options.map(([value, words]) => el(
      "label",
      {},
      el("input", {
        type: "radio", name: legend, value, checked: value === chosen, onchange: () => onChoice(value),
      }),
      words,
    )),
  );
}

function withoutFigures(main, here, page) {
  main.append(
    el("h1", {}, `Corridors of ${here.in_sentence}`),
    el("p", {}, `UN DESA has no separate figures for ${here.in_sentence}.`),
    countryPicker("Another country", here.iso3, (iso3) => go("corridors", iso3, "from")),
  );
  page.title(`Corridors of ${here.in_sentence}`);
}
