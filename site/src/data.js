// Loads data. A page opened from a disk may not fetch files, but may run them: each calls `atlas(name, value)`.

const entries = new Map();
const countries = new Map();

function entry(name) {
  if (!entries.has(name)) {
    const made = {};
    made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
    entries.set(name, made);
  }
  return entries.get(name);
}

globalThis.atlas = (name, value) => entry(name).resolve(value);

/** A file of the atlas that cannot be loaded; the message is for readers. */
export class MissingFile extends Error {
  constructor(path) {
    super(`The file ${path} is missing or cannot be read: reload the page, or copy the whole folder of the atlas anew.`);
  }
}

/**
 * Return the value of a data file, loading it the first time.
 * @param {string} name as in "measure/emigrants"
 */
export function load(name) {
  const wanted = entry(name);
  if (!wanted.requested) {
    wanted.requested = true;
    const script = document.createElement("script");
    const path = name === "world" ? "assets/world.js" : `data/${name}.js`;
    script.src = path;
    script.onerror = () => {
      entries.delete(name);
      script.remove();
      wanted.reject(new MissingFile(path));
    };
    document.head.append(script);
  }
  return wanted.promise;
}

/** Return what every page needs: the countries, groups, measures, editions and sources. */
export async function start() {
  const value = await load("start");
  if (!countries.size) for (const country of value.countries) countries.set(country.iso3, country);
  return value;
}

/** Return the country or area with this ISO 3166 code, or undefined; only after `start`. */
export function country(iso3) {
  return countries.get(iso3);
}
