// A measure: its figures in words, its classes, and the year to show first.

import { load, start } from "./data.js";
import { figure } from "./format.js";

const ENOUGH = 0.6; // of the figures of the year that has most: the newest year may have only the first few

/** Return the measure with this code, or the first; its description and its figures in one. */
export async function measure(code) {
  const { measures } = await start();
  const described = measures.find((known) => known.code === code) ?? measures[0];
  const noted = described.noted_in && load(`notes/${described.noted_in}`);
  return { ...described, ...(await load(`measure/${described.code}`)), notes: (await noted) ?? {} };
}

/** Return a country's figure in a year, null if there is none. */
export function valueOf({ values, years }, iso3, year) {
  return values[iso3]?.[years.indexOf(year)] ?? null;
}

/** Return what must be known before a figure is quoted, or an empty text. */
export function noteOf({ notes, note_years: others }, iso3, year) {
  return notes[iso3]?.[others[iso3]?.[year] ?? year] ?? "";
}

/** Return a country's figures as [year, value], null where there is none. */
export function points({ values, years }, iso3) {
  return years.map((year, place) => [year, values[iso3]?.[place] ?? null]);
}

/** Return the year of a country's newest figure, or undefined. */
export function latestYear(shown, iso3) {
  return points(shown, iso3).findLast(([, value]) => value !== null)?.[0];
}

/** Return where a measure is from: the source's name and edition. */
export function origin({ source, edition }, sources) {
  const name = sources.find(({ code }) => code === source)?.name;
  return [name, edition && `edition ${edition}`].filter(Boolean).join(", ");
}

/** Return the newest year for which most countries have a figure. */
export function bestYear({ values, years }) {
  const numbers = years.map((_, place) => Object.values(values).filter((row) => row[place] !== null).length);
  return years[numbers.findLastIndex((number) => number >= ENOUGH * Math.max(...numbers))];
}

/** Return a figure with its unit, as a sentence has it. */
export function inWords(value, { unit }) {
  const written = figure(value, unit);
  if (value === null || unit === "persons" || unit === "%" || unit.includes("US$ per")) return written;
  return `${written} ${unit.replace(/^%|current US\$/, "").trim()}`.trim();
}

/** Return the texts of the classes of a map: "under 1", "1 to 2", "50 and more". */
export function classTexts({ breaks, unit }) {
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
