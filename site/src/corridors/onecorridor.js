// One corridor closely: over time in both editions, what they disagree on, and what is sent along it.

import { href } from "../address.js";
import { chart } from "../chart.js";
import { country } from "../data.js";
import { el } from "../dom.js";
import { count, list, percent } from "../format.js";
import { disagreement } from "./disagreements.js";
import { estimate, sentences } from "./money.js";

/** Return the section on the corridor that is chosen, or else on the largest. */
export function oneCorridor(view) {
  const { partners, rows, state, here, where, editions, remittances, words, coverage, breakNote } = view;
  const other = partners.find(({ iso3 }) => iso3 === state.other) ?? rows.find(({ isUnknown }) => !isUnknown);
  if (!other) return null;
  const ends = [here.in_sentence, country(other.iso3)?.in_sentence ?? "unknown origins"];
  const [from, to] = where === "from" ? ends : [...ends].reverse();
  const destination = where === "from" ? other.iso3 : here.iso3;
  const people = other.migrants(state.edition, state.year);
  const { named, note } = coverage(state.edition, destination, state.year);
  const [newest, former] = editions;
  const years = other.revised;
  return el(
    "section",
    { class: "one-corridor", id: "corridor" },
    el("h2", { tabindex: "-1" }, `From ${from} to ${to}`),
    people === null
      ? el("p", {}, `Edition ${state.edition} has no figure for ${state.year}.`)
      : el("p", {}, `${count(people)} people in ${state.year}`, sexes(other.men(state.edition, state.year), people), "."),
    named === null ? null : el("p", {}, `Edition ${state.edition} names ${count(named)} origins of the migrants in ${to}. ${note ?? ""}`),
    ...years.slice(-1).map((year) => el("p", { class: "caution" }, disagreement(`Migrants from ${from} in ${to}`, year, [
      [former.name, other.migrants(former.name, year)], [newest.name, other.migrants(newest.name, year)],
    ]))),
    el("div", { class: "charts" }, peopleOverTime(), moneyOverTime()),
    other.isUnknown ? null : el("p", {}, el(
      "a", { href: href("corridors", other.iso3, where === "from" ? "to" : "from", state.year, state.edition, here.iso3) },
      where === "from" ? `All immigrants in ${to}` : `All emigrants from ${from}`,
    )),
  );

  function peopleOverTime() {
    const series = editions.map(({ name, years: covered }) => ({
      name: `Edition ${name}`,
      points: covered.map((year) => [year, other.migrants(name, year)]),
    }));
    const drawn = series.filter(({ points }) => points.some(([, value]) => value !== null));
    if (!drawn.length) return null;
    const [[first, before], [last, now]] = [0, -1].map((at) => drawn[0].points.filter(([, value]) => value !== null).at(at));
    return chart({
      kind: "lines",
      title: `Migrants from ${from} in ${to}: ${count(before)} in ${first}, ${count(now)} in ${last}`,
      unit: "people",
      label: `Line chart of migrants from ${from} in ${to} by year in ${drawn.map(({ name }) => name.toLowerCase()).join(" and ")}.`,
      source: drawn.length > 1
        ? `${words.stock}. ${words.editions}`
        : `${words.stock}, ${drawn[0].name.toLowerCase()}${former ? ", the only one with figures of this corridor" : ""}.`,
      note,
      series: [...drawn].reverse().map((one, at) => ({ ...one, tone: drawn.length > 1 && !at ? "muted" : "all" })),
      years: [newest.years[0], newest.years.at(-1)],
    });
  }

  function moneyOverTime() {
    const named = { estimated: "Our estimate", published: "World Bank’s estimate" };
    const series = Object.entries(named).map(([method, name]) => ({
      name,
      tone: method === "estimated" ? "all" : "accent",
      points: (remittances[method]?.years ?? []).map((year) => [year, other.remittances(method, year)]),
    }));
    const drawn = series.filter(({ points }) => points.some(([, value]) => value !== null));
    if (!drawn.length) return null;
    const estimated = drawn[0].name === named.estimated ? drawn[0].points.filter(([, value]) => value !== null) : [];
    const only = estimated.length > 1 ? ` Our estimate is drawn for ${list(estimated.map(([year]) => year))} only.` : "";
    const latest = estimated.at(-1)?.[0];
    const notes = [
      breakNote(where === "from" ? here.iso3 : other.iso3, latest), other.note("estimated", latest),
      ...(remittances.published?.years ?? []).map((year) => other.note("published", year)),
    ];
    const caution = [...new Set(notes.flatMap(sentences))].join(" ");
    const both = remittances.published?.years.filter((year) => drawn.length > 1 && other.remittances("estimated", year) !== null) ?? [];
    return el(
      "div",
      {},
      chart({
        kind: "lines",
        title: `Remittances from ${to} to ${from}, estimates`,
        unit: "US$",
        label: `Line chart of estimated remittances from ${to} to ${from} by year.`,
        source: `${moneySource(remittances, words)}${only}`,
        series: drawn,
        years: [newest.years[0], newest.years.at(-1)],
      }),
      ...both.map((year) => el("p", {}, `${year}: the World Bank estimates ${estimate(other.remittances("published", year))}, we estimate ${estimate(other.remittances("estimated", year))}.`)),
      caution && el("p", { class: "caution" }, caution),
      el("p", { class: "note" }, where === "from" ? words.received : words.sent),
    );
  }
}

function sexes(men, people) {
  return men === null || people < 50 ? "" : `, ${percent((100 * men) / people)} men and ${percent(100 - (100 * men) / people)} women`;
}

/** Return where estimates of remittances are from. */
export function moneySource({ estimated, published }, words) {
  const ours = estimated && `Our estimate: made from ${words.stock}, edition ${estimated.stock}, and ${words.indicators}, edition ${estimated.edition}.`;
  const theirs = published && `${words.matrix}, edition ${published.edition}.`;
  return [ours, theirs].filter(Boolean).join(" ");
}
