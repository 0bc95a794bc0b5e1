// Remittances along a country's corridors, as models estimate them.

import { chart } from "../chart.js";
import { country } from "../data.js";
import { el } from "../dom.js";
import { dollars } from "../format.js";
import { moneySource } from "./onecorridor.js";

const MOST = 10;
const WHOSE = { estimated: "our", published: "the World Bank’s" };
const SENTENCE = /\S.*?\.(?= [A-Z]|$)/g;

/** Return an estimate of dollars in two or three digits, as people say it. */
export function estimate(value) {
  if (value === 0) return "less than US$\u00a050";
  const digits = value >= 1e6 && Math.floor(Math.log10(value)) % 3 ? 3 : 2;
  return dollars(Number(value.toPrecision(digits))).replace(/(\d{3})\.0(\u00a0)/, "$1$2");
}

/**
 * Return the section on what is sent along all corridors: as we estimate it for the year chosen, or the latest before
 * it that has estimates, beside the World Bank's newest.
 */
export function moneyCharts(view) {
  const { partners, remittances, state, here, where, words, breakNote } = view;
  const has = (method) => (year) => partners.some((partner) => partner.remittances(method, year) !== null);
  const newest = (method, limit) =>
    (remittances[method]?.years ?? []).filter((year) => year <= limit).findLast(has(method));
  const ours = newest("estimated", state.year);
  const theirs = newest("published", Infinity);
  if (ours === undefined && theirs === undefined) return null;
  const caution = where === "from" && breakNote(here.iso3, ours);
  const drawn = Object.entries({ estimated: ours, published: theirs })
    .filter(([, year]) => year !== undefined)
    .map(([method, year]) => ({ method, year, ...largest(view, method, year) }));
  const most = Math.max(...drawn.map(({ rows: [[, amount]] }) => amount)); // they stand side by side
  return el(
    "section",
    {},
    el("h2", {}, "Remittances"),
    ...[caution, ...cautions(partners, "estimated", ours), ...cautions(partners, "published", theirs)].filter(Boolean).map((text) => el("p", { class: "caution" }, text)),
    el(
      "div",
      { class: "charts" },
      drawn.map((one) => sentChart(view, { ...one, most })),
    ),
    el("p", { class: "note" }, where === "from" ? words.received : words.sent),
  );
}

/** Return the sentences of a note. */
export function sentences(note) {
  return note.match(SENTENCE) ?? [];
}

/** Return the sentences that are true of all amounts of a method and year, and how many amounts have others. */
function cautions(partners, method, year) {
  const sent = partners.filter((partner) => partner.remittances(method, year) !== null);
  const noted = sent.map((partner) => sentences(partner.note(method, year)));
  const common = (noted[0] ?? []).filter((sentence) => noted.every((sentences) => sentences.includes(sentence)));
  const others = noted.filter((sentences) => sentences.length > common.length).length;
  return [
    ...common,
    others && `${others} of ${WHOSE[method]} ${sent.length} estimates ${others === 1 ? "needs" : "need"} care. The table of all corridors says why.`,
  ];
}

/** Return the largest amounts of a method and year as rows of bars, and how a sentence names the first country. */
function largest({ partners }, method, year) {
  const sent = partners
    .map((partner) => [partner.name, partner.remittances(method, year), country(partner.iso3)?.in_sentence])
    .filter(([, amount]) => amount !== null)
    .sort(([, a], [, b]) => b - a);
  const rest = sent.slice(MOST).reduce((sum, [, amount]) => sum + amount, 0);
  const rows = sent.slice(0, MOST).map(([name, amount]) => [name, amount, estimate(amount)]);
  if (rest) rows.push([`${sent.length - MOST} others`, rest, estimate(rest), "rest"]);
  return { rows, first: sent[0][2] };
}

function sentChart({ remittances, here, where, words, breakNote }, { method, year, rows, first, most }) {
  const way = where === "from" ? `Sent to ${here.in_sentence} from` : `Sent from ${here.in_sentence} to`;
  const title = `${way} ${first} above all, ${year}: ${WHOSE[method]} estimate`;
  return chart({
    kind: "bars", title, unit: "US$", rows, most,
    label: `Bar chart. ${title}. ${rows.map(([name, , words]) => `${name} ${words}`).join("; ")}.`,
    source: moneySource({ [method]: remittances[method] }, words),
    note: where === "to" ? words.sent : [words.received, method === "estimated" && breakNote(here.iso3, year)].filter(Boolean).join(" "),
  });
}
