// Axes of charts over time: amounts on the left, and years below.

import { scaleLinear } from "d3-scale";
import { el } from "../dom.js";
import { round, text, widthOf } from "../lettering.js";

const SIZES = [[1e12, "trillion"], [1e9, "billion"], [1e6, "million"], [1, ""]];
const GAP = 6;
const ROOM_FOR_YEARS = 22;
export const ROOM_ABOVE = 18;

/**
 * Return the scale of amounts from 0, or below it for negative ones, with its lines and labels, and where on the left
 * the labels end. The top label names the unit; the others are bare numbers.
 */
export function amounts(values, unit, width, height) {
  const known = values.filter((value) => value !== null && value !== undefined);
  const scale = scaleLinear([Math.min(0, ...known), Math.max(0, ...known) || 1], [height - ROOM_FOR_YEARS, ROOM_ABOVE]);
  scale.nice(4);
  const ticks = scale.ticks(4);
  const largest = Math.max(...ticks.map(Math.abs));
  const [size, word] = SIZES.find(([least]) => largest >= least) ?? SIZES.at(-1);
  const numbers = ticks.map((tick) => (tick / size).toLocaleString("en-US", { maximumFractionDigits: 6 }).replace("-", "−"));
  const sign = word || (unit.startsWith("%") ? "%" : "");
  const left = Math.max(...numbers.map((number) => widthOf(number))) + GAP;
  const parts = ticks.flatMap((tick, at) => {
    const y = round(scale(tick));
    return [
      el("line", { x1: round(left), x2: round(width), y1: y, y2: y, stroke: tick ? "var(--rule)" : "var(--muted)" }),
      text(numbers[at], left - GAP, y + 4, { fill: "var(--muted)", "text-anchor": "end" }),
    ];
  });
  parts.push(text(sign, left, scale(ticks.at(-1)) - 5, { fill: "var(--muted)" }));
  return { scale, left, parts };
}

/** Return labels of years below: the first, the last, and as many between as have room. */
export function yearLabels(years, place, [left, right], height) {
  const room = widthOf("2000") + 14;
  const last = years.at(-1);
  const order = [last, years[0], ...years.filter((year) => year % 10 === 0), ...years.filter((year) => year % 5 === 0)];
  const taken = [];
  for (const year of order) {
    if (taken.every((other) => Math.abs(place(other) - place(year)) >= room)) taken.push(year);
  }
  return taken.map((year) => {
    const half = widthOf(String(year)) / 2;
    const x = Math.min(right - half, Math.max(left, place(year)));
    return text(String(year), x, height - 4, { "text-anchor": "middle", fill: "var(--muted)" });
  });
}
