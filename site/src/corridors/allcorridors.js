// All corridors of a country as a table, and as a file of what is shown.

import { el, folded } from "../dom.js";
import { csvButton } from "../download.js";
import { count, percent } from "../format.js";
import { table } from "../table.js";
import { estimate } from "./money.js";

/** Return the table, closed, with its download. */
export function allCorridors(view) {
  const { partners, rows, editions, where, state, here, remittances, coverage, all } = view;
  const other = editions.find(({ name }) => name !== state.edition)?.name;
  const matrix = remittances.published?.years.at(-1);
  const both = other && view.yearsOf(other).includes(state.year);
  const figuresOf = (partner) => {
    const people = partner.migrants(state.edition, state.year);
    const men = partner.men(state.edition, state.year);
    const destination = where === "from" ? partner.iso3 : here.iso3;
    const { named: origins, note } = coverage(state.edition, destination, state.year);
    return [
      people, men, men === null ? null : people - men, people === null || !all ? null : (100 * people) / all,
      ...(both ? [partner.migrants(other, state.year)] : []),
      partner.remittances("estimated", state.year), partner.note("estimated", state.year),
      ...(matrix ? [partner.remittances("published", matrix), partner.note("published", matrix)] : []),
      origins, note ?? "",
    ];
  };
  const named = new Set(rows.map(({ iso3 }) => iso3));
  const isElsewhere = (partner) => !named.has(partner.iso3) && figuresOf(partner).slice(4, -2).some(Boolean);
  const lines = [...rows, ...partners.filter(isElsewhere)].map((partner) => [partner, figuresOf(partner)]);
  const names = [
    "Migrants", "Men", "Women", "Share of all, %",
    ...(both ? [`Migrants, edition ${other}`] : []),
    `Remittances ${state.year}, US$, our estimate`, "Note on our estimate",
    ...(matrix ? [`Remittances ${matrix}, US$, World Bank’s estimate`, "Note on the World Bank’s estimate"] : []),
    "Origins named there", "Note",
  ];
  const columns = [
    { name: where === "from" ? "Country of residence" : "Country of origin" },
    ...names.map((name) => ({ name, numeric: !name.startsWith("Note") })),
  ];
  const words = (value, at) => {
    const name = names[at];
    if (typeof value === "string") return value;
    const written = name.startsWith("Remittances") ? estimate : name.includes("%") ? percent : count;
    return el("span", { "data-value": value }, value === null && name.startsWith("Rem") ? "no figure" : written(value));
  };
  const title = `${where === "from" ? "From" : "To"} ${here.name}, ${state.year}, edition ${state.edition}`;
  const shown = () => table({
    caption: title, columns, sortable: true,
    rows: lines.map(([partner, figures]) => [partner.name, ...figures.map(words)]),
  });
  const file = () => [
    ["Code", ...columns.map(({ name }) => name)],
    ...lines.map(([partner, figures]) => [partner.iso3, partner.name, ...figures]),
  ];
  return el(
    "section",
    {},
    folded(`Table of all corridors: ${lines.length}`, shown),
    el("p", { class: "actions" }, csvButton(title, file)),
  );
}
