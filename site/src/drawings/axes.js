// Axes of charts over time: amounts on the left, above their lines, and years below.

import { scaleLinear } from "d3-scale";
import { el } from "../dom.js";
import { OVER_LINES, round, text, widthOf } from "../lettering.js";

const SIZES = [[1e12, "trillion"], [1e9, "billion"], [1e6, "million"], [1, ""]];
const ROOM_FOR_YEARS = 22;
export const ROOM_ABOVE = 18;

/**
 * Return the scale of amounts from 0, or below it for negative ones, with its lines and, to be drawn over figures, its labels. The top
 * label names the unit; the others are bare numbers.
 */
export function amounts(values, unit, width, height) {
  const known = values.filter((value) => value !== null && value !== undefined);
  const scale = scaleLinear([Math.min(0, ...known), Math.max(0, ...known) || 1], [height - ROOM_FOR_YEARS, ROOM_ABOVE]);
  scale.nice(4);
  const ticks = scale.ticks(4);
  const largest = Math.max(...ticks.map(Math.abs));
  const [size, word] = SIZES.find(([least]) => largest >= least) ?? SIZES.at(-1);
  const words = (tick) => {
    const number = (tick / size).toLocaleString("en-US", { maximumFractionDigits: 6 }).replace("-", "−");
    const named = tick === ticks.at(-1) ? [number, word, unit.startsWith("%") ? "%" : ""] : [number];
    return named.filter(Boolean).join("\u00a0");
  };
  return {
    scale,
    rules: ticks.map((tick) => {
      const y = round(scale(tick));
      return el("line", { x1: 0, x2: round(width), y1: y, y2: y, stroke: tick ? "var(--rule)" : "var(--muted)" });
    }),
    labels: ticks.map((tick) => text(words(tick), 0, scale(tick) - 4, { fill: "var(--muted)", ...OVER_LINES })),
  };
}

/** Return labels of years below: the first, the last, and as many between as have room. */
export function yearLabels(years, place, width, height) {
  const room = widthOf("2000") + 14;
  const last = years.at(-1);
  const order = [last, years[0], ...years.filter((year) => year % 10 === 0), ...years.filter((year) => year % 5 === 0)];
  const taken = [];
  for (const year of order) {
    if (taken.every((other) => Math.abs(place(other) - place(year)) >= room)) taken.push(year);
  }
  return taken.map((year) => {
    const half = widthOf(String(year)) / 2;
    const x = Math.min(width - half, Math.max(half, place(year)));
    return text(String(year), x, height - 4, { "text-anchor": "middle", fill: "var(--muted)" });
  });
}
