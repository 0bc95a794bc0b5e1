// Figures of years as columns, the last and the highest with their figures.

import { scaleBand } from "d3-scale";
import { el } from "../dom.js";
import { figure } from "../format.js";
import { OVER_LINES, round, text, widthOf } from "../lettering.js";
import { amounts, yearLabels } from "./axes.js";

const HEIGHT = 220;

/** Draw `points` of [year, value]. Years between the first and the last without a figure keep an empty place. */
export function columns({ points, unit, years }, width) {
  const found = new Map(points);
  const [first, last] = years ?? [points[0][0], points.at(-1)[0]];
  const all = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const axis = amounts([...found.values()], unit, width, HEIGHT);
  const x = scaleBand(all, [axis.left, width]).paddingInner(0.25);
  const middle = (year) => x(year) + x.bandwidth() / 2;
  const known = points.filter(([, value]) => value !== null && value !== undefined);
  const parts = [...axis.parts, ...yearLabels(all, middle, [axis.left, width], HEIGHT)];
  for (const [year, value] of known) {
    const [top, bottom] = [axis.scale(Math.max(0, value)), axis.scale(Math.min(0, value))];
    const place = { x: round(x(year)), y: round(top), width: round(x.bandwidth()), height: round(bottom - top) };
    parts.push(el("rect", { ...place, fill: "var(--series-all)" }));
  }
  parts.push(...labelled(known).map(([year, value]) => label(year, value)));
  const marks = all.map((year) => ({
    x: x(year), y: 0, width: x.step(), height: HEIGHT,
    lines: [String(year), figure(found.get(year) ?? null, unit)],
  }));
  return { height: HEIGHT, parts, marks };

  function label(year, value) {
    const words = figure(value, unit);
    const half = widthOf(words, 600) / 2;
    const place = Math.min(width - half, Math.max(half, middle(year)));
    const below = known.filter(([other]) => x(other) < place + half && x(other) + x.bandwidth() > place - half);
    const above = axis.scale(Math.max(0, ...below.map(([, height]) => height))) - 4;
    return text(words, place, above, { "text-anchor": "middle", "font-weight": 600, ...OVER_LINES });
  }

  function labelled(figures) {
    const newest = figures.at(-1);
    const highest = figures.reduce((most, one) => (one[1] > most[1] ? one : most), newest);
    const apart = Math.abs(middle(highest[0]) - middle(newest[0]));
    return apart > widthOf(figure(newest[1], unit), 600) * 1.1 ? [newest, highest] : [newest];
  }
}
