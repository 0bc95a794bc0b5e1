// Countries by the size of a measure: #/rankings/MEASURE/YEAR[/GROUP].

import { href, replace } from "../address.js";
import { chart } from "../chart.js";
import { cite } from "../cite.js";
import { start } from "../data.js";
import { el } from "../dom.js";
import { csvButton } from "../download.js";
import { groupOptions } from "../groups.js";
import { bestYear, coverage, inWords, measure, noteOf, origin, sourcesOf, valueOf, withUnit } from "../measures.js";
import { table } from "../table.js";

const IN_CHART = 15;
const IN_TABLE = 25; // rows shown before all are asked for
const ALL = "all";

export default {
  name: "rankings",
  title: "Rankings",
  async show(main, [code, year, group], page) {
    const { countries, groups, measures, sources } = await start();
    const state = {
      code,
      year: Number(year),
      group: groups.some((one) => one.code === group) ? group : ALL,
    };
    let shown = null;
    const heading = el("h1", {});
    const controls = el("div", { class: "controls" });
    const body = el("div", { class: "sheet rankings" });
    main.append(heading, controls, body);
    await update();

    async function change(choice, focus) {
      Object.assign(state, choice);
      try {
        if (!(await update())) return;
      } catch (error) {
        Object.assign(state, shown);
        await update();
        page.warn(error);
      }
      controls.querySelector(`#${focus}`)?.focus();
    }

    function menu(id, label, options, chosen, choice, more = []) {
      const all = options.map(([value, words]) => el("option", { value, selected: value === chosen }, words));
      const onchange = ({ target }) => change(choice(target.value), id);
      return el("label", { for: id }, label, el("select", { id, onchange }, all, more));
    }

    /** Show what is chosen; return false if something else was chosen before its figures were there. */
    async function update() {
      const isNewest = page.turn();
      const one = await measure(state.code).catch((error) => {
        if (isNewest()) throw error;
      });
      if (!isNewest()) return false;
      state.code = one.code;
      if (!one.years.includes(state.year)) state.year = bestYear(one);
      shown = { ...state };
      const source = origin(one, sources);
      const members = groups.find((other) => other.code === state.group);
      const all = members ? countries.filter(({ iso3 }) => members.members.includes(iso3)) : countries;
      const title = `${one.name}, ${state.year}${members ? `: ${members.name}` : ""}`;
      heading.textContent = title;
      page.title(`Rankings: ${title}`);
      controls.replaceChildren(
        menu("measure", "Measure", measures.map(({ code: value, name }) => [value, name]), state.code, (value) => ({ code: value })),
        menu("year", "Year", [...one.years].reverse().map((value) => [value, value]), state.year, (value) => ({ year: Number(value) })),
        menu("group", "Countries", [[ALL, "All countries and areas"]], state.group, (value) => ({ group: value }), groupOptions(groups, state.group)),
      );
      const ranked = rank(one, all, state.year);
      const without = all.filter(({ iso3 }) => valueOf(one, iso3, state.year) === null);
      const noted = ranked.filter(({ note }) => note).length;
      const covered = coverage(one, all, state.year);
      body.replaceChildren(...[
        el("p", {}, one.description),
        el(
          "p", { class: "note" },
          `${covered} ${noted ? `${noted} ${noted === 1 ? "figure has" : "figures have"} a note to read before quoting (†).` : ""}`,
        ),
        ranked.length ? drawing(one, ranked, state.year, source, covered) : null,
        ranked.length ? shortened(one, ranked, title) : null,
        without.length ? el(
          "details", {}, el("summary", {}, `No figure: ${without.length} countries and areas`),
          el("p", {}, without.map(({ name }) => name).join("; ")),
        ) : null,
        el("p", { class: "actions" }, csvButton(title, () => rowsOf(one, ranked, state.year, source))),
        cite(title, sourcesOf(one, sources)),
      ].filter(Boolean));
      replace("rankings", state.code, String(state.year), ...(state.group === ALL ? [] : [state.group]));
      return true;
    }
  },
};

/** Return the countries with a figure, the highest first; equal figures share a rank. */
function rank(one, countries, year) {
  const found = countries
    .map(({ iso3, name, in_sentence: inSentence }) => ({ iso3, name, inSentence, value: valueOf(one, iso3, year), note: noteOf(one, iso3, year) }))
    .filter(({ value }) => value !== null)
    .sort((a, b) => b.value - a.value || a.name.localeCompare(b.name, "en"));
  return found.map((row) => ({ ...row, rank: 1 + found.findIndex(({ value }) => value === row.value) }));
}

function drawing(one, ranked, year, source, covered) {
  const drawn = ranked.slice(0, IN_CHART);
  const noted = drawn.filter(({ note }) => note);
  const rows = drawn.map(({ name, value, note }) => [`${name}${note ? " †" : ""}`, value, inWords(value, one)]);
  const finding = `Highest in ${ranked[0].inSentence}, ${inWords(ranked[0].value, one)}`;
  return chart({
    kind: "bars", title: finding, unit: `${withUnit(one)}, ${year}`, rows, source,
    note: [covered, ...noted.map(({ name, note }) => `† ${name}: ${note}`)].join(" "),
    label: `Bar chart of the ${rows.length} highest: ${rows.map(([name, , words]) => `${name} ${words}`).join("; ")}.`,
  });
}

/** Return the table of the first countries with a button for the rest. Only all of them can be sorted. */
function shortened(one, ranked, title) {
  if (ranked.length <= IN_TABLE) return listing(one, ranked, title, true);
  const first = listing(one, ranked.slice(0, IN_TABLE), title, false);
  const more = el("button", { type: "button" }, `Show all ${ranked.length}`);
  more.addEventListener("click", () => {
    const all = listing(one, ranked, title, true);
    box.replaceChildren(all);
    all.querySelectorAll("tbody a")[IN_TABLE].focus({ preventScroll: true });
  });
  const box = el("div", {}, first, el("p", { class: "actions" }, more));
  return box;
}

function listing(one, ranked, title, sortable) {
  return table({
    caption: title,
    sortable,
    columns: [{ name: "Rank", numeric: true }, { name: "Country or area" }, { name: one.unit, numeric: true }],
    rows: ranked.map(({ iso3, name, value, note, rank: place }) => [
      el("span", { "data-value": place }, String(place)),
      el(
        "div", {}, el("a", { href: href("country", iso3) }, name),
        note ? el("details", { class: "note" }, el("summary", { "aria-label": `Note on ${name}` }, "† Note"), note) : null,
      ),
      el("span", { "data-value": value }, inWords(value, one)),
    ]),
  });
}

function rowsOf(one, ranked, year, source) {
  return [
    ["Rank", "Code", "Country or area", "Year", withUnit(one), "Note", "Source"],
    ...ranked.map(({ iso3, name, value, note, rank: place }) => [place, iso3, name, year, value, note, source]),
  ];
}
