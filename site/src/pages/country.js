// The factsheet of a country: #/country/TJK/SECTION. Its text comes as HTML from the builder, its charts are drawn here.

import { fileOf, go, href } from "../address.js";
import { chart } from "../chart.js";
import { cite } from "../cite.js";
import { country, load, start } from "../data.js";
import { destinationsMap } from "../destinations.js";
import { el } from "../dom.js";
import { percent } from "../format.js";
import { countryPicker } from "../picker.js";
import { reach, stayOnThePage } from "../sections.js";

const FIRST_COUNTRY = "TJK";

export default {
  name: "country",
  files: ([code = FIRST_COUNTRY]) => fileOf("country", code),
  async show(main, [code = FIRST_COUNTRY, section], page) {
    const iso3 = code.toUpperCase();
    const isOpen = page.turn();
    const { sources } = await start();
    if (!country(iso3)) return page.none("country", "Open the map", "map");
    const sheet = await load(`country/${iso3}`);
    if (!isOpen()) return;
    const text = el("article", { class: "sheet" });
    text.innerHTML = sheet.html; // made by the builder, which escapes all text
    for (const place of text.querySelectorAll("[data-chart]"))
      place.replaceWith(chart(described(sheet, place.dataset.chart)));
    if (sheet.destinations.length) text.querySelector("#top-destinations")?.after(destinationsMap(iso3, sheet.destinations));
    const used = sources.filter(({ code }) => sheet.sources.includes(code));
    main.append(
      el(
        "header",
        { class: "country-head" },
        el("h1", {}, sheet.title),
        el("p", {}, sheet.summary),
        countryPicker("Another country", iso3, (picked) => go("country", picked)),
      ),
      contents(iso3, text),
      text,
      el(
        "p",
        { class: "note" },
        el("a", { href: href("method") }, "What these words mean, and what is not known"),
      ),
      cite(`${sheet.title}: diaspora engagement factsheet`, used),
    );
    page.title(sheet.title);
    stayOnThePage(main, "country", iso3);
    reach(section);
  },
};

/** Return a chart of the sheet as `chart` wants it: the sheet leaves out what follows from the rest. */
function described({ charts, chart_sources: origins }, place) {
  const { source, from, at, values, series, ...description } = charts[place];
  const points = (years, figures) => years.map((year, index) => [year, figures[index]]).filter(([, value]) => value !== null);
  const { kind, title, rows } = description;
  if (kind === "columns") description.points = points(values.map((_, index) => from + index), values);
  if (kind === "lines") description.series = series.map((line) => ({ ...line, points: points(at, line.values) }));
  const listed = (parts) => parts.map(([name, , share]) => `${name} ${percent(share)}`).join(", ");
  if (rows) description.label = `Bar chart. ${title}: ${rows.map(([name, parts, words]) => `${name} ${words ?? listed(parts)}`).join("; ")}.`;
  return { ...description, source: origins[source] };
}

/** Return links to the sections, and to other pages about the country. */
function contents(iso3, text) {
  const sections = [...text.querySelectorAll("h2[id], section > h3[id]")];
  return el(
    "nav",
    { class: "country-contents", "aria-label": "Sections" },
    el(
      "ul",
      {},
      ...sections.map((heading) =>
        el("li", {}, el("a", { href: href("country", iso3, heading.id) }, heading.textContent)),
      ),
      el("li", {}, el("a", { href: href("corridors", iso3) }, "Corridors from and to here")),
      el("li", {}, el("a", { href: href("compare", iso3) }, "Compare with other countries")),
      el("li", {}, el("a", { href: href("rankings") }, "Rankings")),
    ),
  );
}
