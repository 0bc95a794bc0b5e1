// A measure: its figures in words, its classes, and the year to show first.

import { load, start } from "./data.js";
import { figure } from "./format.js";

const ENOUGH = 0.6; // of the figures of the year that has most: the newest year may have only the first few

/** Return the measure with this code, or the first; its description and its figures in one. */
export async function measure(code) {
  const { measures } = await start();
  return read(measures.find((known) => known.code === code) ?? measures[0]);
}

/** Return what the map shows by this code: a measure, or a right whose "figures" are the places of its `classes`. */
export async function measureOrRight(code) {
  const { categories } = await start();
  const right = categories.find((known) => known.code === code);
  return right ? read(right) : measure(code);
}

async function read(described) {
  const noted = Promise.all((described.noted_in ?? []).map((name) => load(`notes/${name}`)));
  const found = await load(`measure/${described.code}`);
  return { ...described, ...found, notes: [...(await noted), found.notes ?? {}] };
}

/** Return a country's figure in a year, null if there is none. */
export function valueOf({ values, years }, iso3, year) {
  return values[iso3]?.[years.indexOf(year)] ?? null;
}

/** Return what must be known before a figure is quoted, or an empty text. */
export function noteOf({ notes }, iso3, year) {
  return notes.map((known) => noteIn(known, iso3, year)).filter(Boolean).join(" ");
}

/** Return what notes say of a country's figure in a year, or an empty text. */
export function noteIn(notes, iso3, year) {
  return Object.entries(notes[iso3] ?? {}).find(([, years]) => years.includes(year))?.[0] ?? "";
}

/** Return a country's figures as [year, value], null where there is none. */
export function points({ values, years }, iso3) {
  return years.map((year, place) => [year, values[iso3]?.[place] ?? null]);
}

/** Return the year of a country's newest figure, or undefined. */
export function latestYear(shown, iso3) {
  return points(shown, iso3).findLast(([, value]) => value !== null)?.[0];
}

/** Return the sources of a measure or a right. */
export function sourcesOf({ sources: codes }, sources) {
  return codes.map((code) => sources.find((source) => source.code === code)).filter(Boolean);
}

/** Return where a measure is from: the name and the edition of each source. */
export function origin(shown, sources) {
  return sourcesOf(shown, sources)
    .map(({ name, edition }) => [name, edition].filter(Boolean).join(", edition "))
    .join("; ");
}

/** Return the newest year for which most countries have a figure. */
export function bestYear({ values, years }) {
  const numbers = years.map((_, place) => Object.values(values).filter((row) => row[place] !== null).length);
  return years[numbers.findLastIndex((number) => number >= ENOUGH * Math.max(...numbers))];
}

/** Return how many of these countries have a figure or an entry in a year, and whether the year is partial. */
export function coverage(shown, countries, year) {
  const known = countries.filter(({ iso3 }) => valueOf(shown, iso3, year) !== null).length;
  const words = `${known} of ${countries.length} countries and areas ${known === 1 ? "has" : "have"} ${shown.classes ? "an entry" : "a figure"}.`;
  if (!shown.partial_years?.includes(year)) return words;
  return `${words} Worldwide, fewer have one than for the year before: the year is partial, so ranks and sums can change.`;
}

/** Return the name of a measure with its unit, unless that is in the name. */
export function withUnit({ name, unit }) {
  return !unit || name.endsWith(unit) ? name : `${name} (${unit})`;
}

/** Return a figure with its unit, as a sentence has it; of a right, the words of the class. */
export function inWords(value, { name, unit, classes }) {
  if (classes) return classes[value]?.[0] ?? "no entry";
  const written = figure(value, unit);
  if (value === null || name.endsWith(unit) || unit === "persons" || unit === "%" || unit.includes("US$ per")) return written;
  return `${written} ${unit.replace(/^%|current US\$/, "").trim()}`.trim();
}

/** Return the texts of the classes of a map: "under 1", "1 to 2", "50 or more"; or the words for those of a right. */
export function classTexts({ breaks, unit, classes }) {
  if (classes) return classes.map(([words]) => words);
  const written = breaks.map((value) => short(value, unit));
  return [
    `under ${written[0]}`,
    ...written.slice(1).map((text, place) => `${written[place]} to ${text}`),
    `${written.at(-1)} or more`,
  ];
}

function short(value, unit) {
  if (unit.includes("US$")) return figure(value, unit).replace(/US\$\u00a0/, "").replace(".0", "");
  return value.toLocaleString("en-US", { notation: Math.abs(value) >= 1e6 ? "compact" : "standard" }).replace("-", "−");
}
