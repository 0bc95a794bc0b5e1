// What the other edition says of the same corridors, where the two are far apart.

import { el } from "../dom.js";
import { NO_FIGURE, count } from "../format.js";

const MOST = 6;

/** Return what two editions count in a place, as a sentence. */
export function disagreement(place, year, figures) {
  const counted = figures.map(
    ([edition, people]) => `${people === null ? NO_FIGURE : count(people)} in edition ${edition}`,
  );
  return `${place}, ${year}: ${counted.join(", ")}.`;
}

/** Return the box of a country's largest disagreements in the year chosen, or in the latest year with any before it. */
export function disagreements({ editions, partners, words, here, where, state, total }, change) {
  const [newest, former] = editions.map(({ name }) => name);
  const years = partners.flatMap(({ revised }) => revised).filter((year) => year <= state.year);
  if (!years.length) return null;
  const year = Math.max(...years);
  const figures = (partner) => [former, newest].map((edition) => [edition, partner.migrants(edition, year)]);
  const size = (partner) => Math.abs((partner.migrants(newest, year) ?? 0) - (partner.migrants(former, year) ?? 0));
  const apart = partners.filter(({ revised }) => revised.includes(year)).sort((a, b) => size(b) - size(a));
  const totals = [former, newest].map((edition) => [edition, total(edition, year)]);
  return el(
    "section",
    { class: "box warning" },
    el("h3", {}, "Editions disagree"),
    el("p", {}, disagreement(where === "from" ? `All emigrants from ${here.in_sentence}` : `All immigrants in ${here.in_sentence}`, year, totals)),
    el("ul", {}, ...apart.slice(0, MOST).map((partner) => el(
      "li",
      {},
      disagreement(partner.name, year, figures(partner)),
      " ",
      partner.isUnknown ? null : el("button", {
        type: "button", class: "link", onclick: () => change({ other: partner.iso3 }),
      }, "Over time"),
    ))),
    apart.length > MOST ? el("p", {}, `${apart.length - MOST} more${year === state.year ? "" : `: choose ${year}`}. The table of all corridors has both editions${year === state.year ? "" : " then"}.`) : null,
    el("p", { class: "note" }, words.editions),
  );
}
