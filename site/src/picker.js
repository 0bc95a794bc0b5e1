// Choosing by typing: a box with suggestions, after the combobox pattern of WAI-ARIA.

import { go, href } from "./address.js";
import { load, start } from "./data.js";
import { clear, el } from "./dom.js";

const MOST = 8;
let boxes = 0;

/** Return words in lower case without accents, to find "Türkiye" by "turk". */
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Return the entries that match the words: those that begin with them first, then those with a word that does. */
function matching(entries, words) {
  const wanted = plain(words.trim());
  if (!wanted) return [];
  const place = ({ text, codes = [] }) => {
    const known = plain(text);
    if (codes.some((code) => plain(code) === wanted)) return 0;
    if (known.startsWith(wanted)) return 1;
    if (known.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted)) || known.includes(` ${wanted}`)) return 2;
    return wanted.length > 2 && known.includes(wanted) ? 3 : 9;
  };
  return entries
    .map((entry) => [place(entry), entry])
    .filter(([order]) => order < 9)
    .sort(([one], [other]) => one - other)
    .slice(0, MOST)
    .map(([, entry]) => entry);
}

/**
 * Return a box with suggestions.
 * @param {object} settings `label` its name; `entries` returns a promise of {text, detail, codes, …}; `onPick` takes one;
 *   `isNamed` whether the label stands beside it and what was picked stays in it
 */
function combobox({ label, entries, onPick, isNamed = true }) {
  let text = "";
  const id = `box-${++boxes}`;
  const list = el("ul", { id: `${id}-list`, role: "listbox", "aria-label": label, hidden: true });
  const input = el("input", {
    id,
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-label": isNamed ? null : label,
    placeholder: isNamed ? null : `${label} …`,
  });
  let found = [];
  let active = -1;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const pick = (entry) => {
    text = isNamed ? entry.text : "";
    input.value = text;
    close();
    onPick(entry);
  };
  const mark = (position) => {
    list.children[active]?.removeAttribute("aria-selected");
    active = (position + found.length) % found.length;
    list.children[active].setAttribute("aria-selected", "true");
    list.children[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", list.children[active].id);
  };
  const suggest = async () => {
    const typed = input.value;
    const all = await entries();
    if (input.value !== typed || document.activeElement !== input) return;
    found = matching(all, typed);
    clear(list);
    active = -1;
    list.append(
      ...found.map((entry, position) =>
        el(
          "li",
          {
            id: `${id}-${position}`,
            role: "option",
            "aria-selected": "false",
            onmousedown: (event) => event.preventDefault(), // the box keeps the focus
            onclick: () => pick(entry),
          },
          entry.text,
          entry.detail && el("small", {}, entry.detail),
        ),
      ),
    );
    if (!found.length && typed.trim()) list.append(el("li", { class: "none" }, "Nothing found"));
    list.hidden = !list.children.length;
    input.setAttribute("aria-expanded", String(!list.hidden && found.length > 0));
  };

  input.addEventListener("input", suggest);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => {
    close();
    input.value = text;
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      input.value = text;
      close();
    } else if (event.key === "Enter" && found.length && !list.hidden) {
      event.preventDefault();
      pick(found[Math.max(active, 0)]);
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && !list.hidden && found.length) {
      event.preventDefault();
      mark(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1));
    }
  });
  const choose = (chosen) => {
    text = chosen;
    input.value = chosen;
  };
  const box = el("div", { class: "picker" }, isNamed && el("label", { for: id }, label), el("div", {}, input, list));
  return { box, input, choose };
}

async function countryEntries() {
  const { countries } = await start();
  return countries.map(({ iso3, iso2, name, region }) => ({
    text: name,
    detail: region,
    codes: [iso3, iso2 ?? iso3],
    iso3,
  }));
}

/** Return a box to choose a country by its name or code. `onPick` takes the ISO 3 code. */
export function countryPicker(label, iso3, onPick) {
  const { box, input, choose } = combobox({ label, entries: countryEntries, onPick: (entry) => onPick(entry.iso3) });
  countryEntries().then((entries) => {
    const chosen = entries.find((entry) => entry.iso3 === iso3);
    if (chosen && document.activeElement !== input) choose(chosen.text);
  });
  return box;
}

/** Return the search of the header: countries first, then measures, sources and entries of the tables. */
export function searchBox() {
  const entries = async () => {
    const { measures, sources } = await start();
    const named = [
      ...measures.map(({ code, name }) => ({ text: name, detail: "measure", address: href("map", code) })),
      ...sources.map(({ code, name }) => ({ text: name, detail: "source", address: href("source", code) })),
    ];
    const more = await load("search").catch(() => []); // the others are there without it
    const rest = more.map(([title, kind, iso3, address]) => ({ text: title, detail: kind, iso3, address }));
    return [...(await countryEntries()), ...named, ...rest];
  };
  const open = ({ iso3, address }) => (address ? (location.hash = address) : go("country", iso3));
  return combobox({ label: "Find a country or a topic", entries, onPick: open, isNamed: false }).box;
}
