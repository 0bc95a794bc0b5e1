// Choosing by typing: a box with suggestions, after the combobox pattern of WAI-ARIA.

import { country, load, start } from "./data.js";
import { clear, el } from "./dom.js";

const MOST = 8;
let boxes = 0;

/** Return words in lower case without accents and punctuation, to find "Türkiye" by "turk". */
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

const NO_MATCH = 9;

/** Return how well a name matches words, both plain: as a whole, at its beginning, at that of a word, or within one. */
function rank(name, wanted) {
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  if (name.includes(` ${wanted}`)) return 2;
  return wanted.length > 2 && name.includes(wanted) ? 3 : NO_MATCH;
}

/** Return the entries that match the words, the best first. One that was found by another name says by which. */
function matching(entries, words) {
  const wanted = plain(words);
  if (!wanted) return [];
  return entries
    .map((entry) => {
      const { text, names = [], codes = [] } = entry;
      const own = codes.some((code) => plain(code) === wanted) ? 0 : rank(plain(text), wanted);
      const other = names.reduce((best, name) => Math.min(best, rank(plain(name), wanted)), NO_MATCH);
      if (other >= own) return [own, entry];
      return [other, { ...entry, detail: names.find((name) => rank(plain(name), wanted) === other) }];
    })
    .filter(([order]) => order < NO_MATCH)
    .sort(([one], [other]) => one - other)
    .slice(0, MOST)
    .map(([, entry]) => entry);
}

/**
 * Return a box with suggestions.
 * @param {object} settings `label` its name; `entries` returns a promise of {text, detail, names, codes, …}; `onPick`
 *   takes one; `isNamed` whether the label stands beside it and what was picked stays in it
 */
export function combobox({ label, entries, onPick, isNamed = true }) {
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
  const status = el("p", { role: "status", class: "announcement" });
  let found = [];
  let active = -1;

  const say = (words, isShown = false) => {
    status.textContent = words;
    status.className = isShown ? "none" : "announcement";
  };
  const close = () => {
    list.hidden = true;
    say("");
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
    list.children[active]?.setAttribute("aria-selected", "false");
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
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
    if (found.length) say(found.length === 1 ? "1 suggestion" : `${found.length} suggestions`);
    else say(typed.trim() && "Nothing found", typed.trim() !== "");
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
    } else if (["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      if (list.hidden) suggest();
      else mark(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1));
    }
  });
  const choose = (chosen) => {
    text = chosen;
    input.value = chosen;
  };
  const box = el("div", { class: "picker" }, isNamed && el("label", { for: id }, label), el("div", {}, input, list, status));
  return { box, input, choose };
}

/** Return the countries and areas as entries, with their other names. */
export async function countryEntries() {
  const { countries } = await start();
  const names = await load("names").catch(() => ({})); // they are found by their own names without it
  return countries.map(({ iso3, iso2, name, region }) => ({
    text: name,
    detail: region,
    names: names[iso3],
    codes: [iso3, iso2 ?? iso3],
    iso3,
  }));
}

/** Return a box to choose a country by its name or code. `onPick` takes the ISO 3 code. */
export function countryPicker(label, iso3, onPick) {
  const { box, input, choose } = combobox({ label, entries: countryEntries, onPick: (entry) => onPick(entry.iso3) });
  start().then(() => {
    if (country(iso3) && document.activeElement !== input) choose(country(iso3).name);
  });
  return box;
}
