// The groups of countries as a menu.

import { el } from "./dom.js";

const KINDS = [
  ["World regions", ["un_region", "un_subregion", "un_intermediate_region"]],
  ["Income", ["world_bank_income_group"]],
  ["Development", ["un_development_group"]],
  ["Unions and organisations", ["fixed", "organisation"]],
  ["World Bank regions", ["world_bank_region"]],
];

/** Return the groups as options of a menu, by kind. */
export function groupOptions(groups, chosen) {
  return KINDS.map(([label, types]) =>
    el("optgroup", { label },
      groups.filter(({ type }) => types.includes(type)).map(({ code, name }) => el("option", { value: code, selected: code === chosen }, name))));
}
