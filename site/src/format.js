// Puts figures into the words of factsheets: 5.0 %, 514,478, US$ 4.6 billion.

const GAP = "\u00a0";
export const NO_FIGURE = "no figure";
const UNITS = [
  [1e12, "trillion"],
  [1e9, "billion"],
  [1e6, "million"],
];

/** Formats by their decimals: to make one takes a hundred times as long as to use it. */
const FORMATS = [0, 1, 2].map(
  (digits) => new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);

/** Return a number with commas and this many decimals. */
function number(value, digits = 0) {
  const rounded = Number(value.toFixed(digits)) || 0; // no −0
  return FORMATS[digits].format(rounded).replace("-", "−");
}

/** Return a number of persons with commas. */
export function count(value) {
  return value === null || value === undefined ? NO_FIGURE : number(value);
}

/** Return per cent. A share too small to show is below the smallest that can be shown. */
export function percent(value, digits = 1) {
  if (value === null || value === undefined) return NO_FIGURE;
  const smallest = 10 ** -digits;
  if (value > 0 && value < smallest / 2) return `<${GAP}${smallest.toFixed(digits)}${GAP}%`;
  return `${number(value, digits)}${GAP}%`;
}

/** Return dollars as people say them. */
export function dollars(value) {
  if (value === null || value === undefined) return NO_FIGURE;
  for (const [size, unit] of UNITS)
    if (Number((Math.abs(value) / size).toFixed(4)) >= 1) return `US$${GAP}${number(value / size, 1)}${GAP}${unit}`;
  return `US$${GAP}${number(value)}`;
}

/** Return a value in its unit, by the names that the data give to units. */
export function figure(value, unit = "") {
  if (value === null || value === undefined) return NO_FIGURE;
  if (unit.startsWith("%")) return percent(value);
  if (unit.includes("US$")) return dollars(value);
  if (unit.startsWith("per 100 ")) return number(value, 1);
  if (unit === "percentage points") return `${value > 0 ? "+" : ""}${number(value, 1)}`;
  if (unit === "ratio" || unit === "") return number(value, 2);
  return count(value);
}

/** Return a list of words as a sentence says it: one, two and three. */
export function list(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
