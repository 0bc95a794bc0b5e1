// The figures of a country's corridors, as `src/diaspora_dw/site/corridors.py` writes them, by edition and year.

import { country, load } from "../data.js";
import { noteIn } from "../measures.js";

const HUNDRED = 100;
const SAME = "="; // instead of the former edition's figures

/**
 * @typedef {object} Partner a country at the other end of a corridor
 * @property {string} iso3
 * @property {string} name
 * @property {boolean} isUnknown whether it stands for migrants of unknown origin
 * @property {(edition: string, year: number) => ?number} migrants
 * @property {(edition: string, year: number) => ?number} men
 * @property {number[]} revised years in which the editions say very different things
 * @property {(method: "estimated"|"published", year: number) => ?number} remittances in US dollars; 0 for less than 50
 * @property {(method: "estimated"|"published", year: number) => string} note what to know about these remittances, or an empty text
 */

/** Return what all countries share: editions, what destinations name, years of remittances, and words. */
export async function shared() {
  const { countries, editions, remittances, texts, words } = await load("corridors");
  const find = (name) => editions.find((edition) => edition.name === name);
  return {
    countries,
    editions,
    remittances,
    words,
    yearsOf: (name) => find(name).years,
    /** Return how many origins a destination names in an edition and year, with the note on it, if any. */
    coverage(name, iso3, year) {
      const { coverage, years, reassessed } = find(name);
      const [named, notes] = coverage[iso3] ?? [[], []];
      const at = years.indexOf(year);
      return { named: named[at] ?? null, note: texts[notes[at]] ?? null, isReassessed: reassessed.includes(iso3) };
    },
  };
}

/** Return a country's corridors "from" it or "to" it, with its totals, or null if it has none. */
export async function corridorsOf(iso3, where) {
  const common = await shared();
  if (!common.countries.includes(iso3)) return null;
  const [own, breaks] = await Promise.all([load(`corridors/${iso3}`), load("notes/remittance.coverage_note")]);
  const { totals, notes, rows } = own[where];
  const names = common.editions.map(({ name }) => name);
  const at = (edition, year) => common.yearsOf(edition).indexOf(year);
  return {
    total: (edition, year) => totals[names.indexOf(edition)][0][at(edition, year)] ?? null,
    men: (edition, year) => totals[names.indexOf(edition)][1][at(edition, year)] ?? null,
    /** Return the note on a country's figure, which only the newest edition has. */
    note: (edition, year) => (edition === names[0] ? own.texts[notes[at(edition, year)]] ?? null : null),
    /** Return the note on what a country received in a year, which our estimate shares out, or an empty text. */
    breakNote: (origin, year) => noteIn(breaks, origin, year),
    partners: rows.map((row) => partner(row, common, names, own.texts)),
  };
}

function partner(row, common, names, texts) {
  const [iso3, ...packed] = row.split(";");
  const [all, men, formerAll, formerMen, revised, estimated, published, ours = [], theirs = []] = packed.map(unpacked);
  const figures = (edition, [own, former], year) => {
    const isFormer = edition !== names[0] && packed[2] !== SAME;
    const at = common.yearsOf(isFormer ? edition : names[0]).indexOf(year);
    return common.yearsOf(edition).includes(year) ? (isFormer ? former : own)[at] ?? null : null;
  };
  const at = (method, year) => common.remittances[method]?.years.indexOf(year);
  return {
    iso3,
    name: country(iso3)?.name ?? "Unknown origin",
    isUnknown: !country(iso3),
    migrants: (edition, year) => figures(edition, [all, formerAll], year),
    men: (edition, year) => figures(edition, [men, formerMen], year),
    revised,
    remittances(method, year) {
      const amount = { estimated, published }[method][at(method, year)];
      return amount === undefined || amount === null ? null : amount * HUNDRED;
    },
    note: (method, year) => texts[{ estimated: ours, published: theirs }[method][at(method, year)]] ?? "",
  };
}

/** Return figures from their text: in base 36, null where one is missing. */
function unpacked(text) {
  return text ? text.split(",").map((digits) => (digits ? Number.parseInt(digits, 36) : null)) : [];
}
