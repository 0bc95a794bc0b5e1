// Figures over the years as lines, each with its name and last figure at its end.

import { scaleLinear } from "d3-scale";
import { el } from "../dom.js";
import { figure } from "../format.js";
import { tone } from "../tones.js";
import { LINE_HEIGHT, dodge, paragraph, round, widthOf, wrap } from "../lettering.js";
import { ROOM_ABOVE, amounts, yearLabels } from "./axes.js";

const HEIGHT = 220;
const DOTS_UP_TO = 12;
const GAP = 8;

/** Draw `series` of {name, tone, points: [[year, value]…]}. A value of null is a gap; `years` shares an axis. */
export function lines({ series, unit, years, most }, width) {
  const drawn = series.filter(({ points }) => points.some(isKnown));
  const all = [...new Set(series.flatMap(({ points }) => points.map(([year]) => year)))].sort((a, b) => a - b);
  const labels = drawn.map((one) => endLabel(one, unit, drawn.length > 1, width * 0.4));
  const right = width - Math.max(0, ...labels.map((label) => label.width)) - GAP;
  const values = drawn.flatMap(({ points }) => points.map(([, value]) => value));
  const axis = amounts([...values, most], unit, right, HEIGHT);
  const x = scaleLinear(years ?? [all[0], all.at(-1)], [axis.left + 6, right - 6]);
  const parts = [
    ...axis.parts,
    ...yearLabels(years ? span(years) : all, x, [axis.left, right], HEIGHT),
    ...drawn.flatMap((one) => line(one, x, axis.scale)),
  ];
  const places = dodge(
    labels.map((label) => ({ y: axis.scale(label.value), height: label.lines.length * LINE_HEIGHT })),
    ROOM_ABOVE - 12, HEIGHT,
  );
  labels.forEach((label, at) => {
    const top = places[at] - (label.lines.length * LINE_HEIGHT) / 2 + 12;
    parts.push(...paragraph(label.lines, right + GAP, top, { "font-weight": 600, fill: label.colour }));
  });
  return { height: HEIGHT, parts, marks: all.map((year, at) => mark(year, at)) };

  function mark(year, at) {
    const from = at ? (x(all[at - 1]) + x(year)) / 2 : axis.left;
    const to = at < all.length - 1 ? (x(year) + x(all[at + 1])) / 2 : right;
    const words = series.map(({ name, points }) => {
      const value = points.find(([of]) => of === year)?.[1] ?? null;
      return series.length > 1 ? `${name}: ${figure(value, unit)}` : figure(value, unit);
    });
    return {
      x: from, y: 0, width: to - from, height: HEIGHT, line: x(year), lines: [String(year), ...words],
    };
  }
}

function isKnown([, value]) {
  return value !== null && value !== undefined;
}

function span([first, last]) {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

function endLabel({ name, tone: shade, points }, unit, named, most) {
  const [, value] = points.filter(isKnown).at(-1);
  const words = [...(named ? wrap(name, most, 600) : []), ...wrap(figure(value, unit), most, 600)];
  const colour = shade === "unknown" ? "var(--muted)" : tone(shade).colour;
  return { lines: words, value, colour, width: Math.max(...words.map((word) => widthOf(word, 600))) };
}

function line({ tone: shade, points }, x, y) {
  const { colour, dash } = tone(shade);
  let open = false;
  let path = "";
  const dots = [];
  points.forEach((point, at) => {
    if (!isKnown(point)) {
      open = false;
      return;
    }
    const [year, value] = point;
    path += `${open ? "L" : "M"}${round(x(year))},${round(y(value))}`;
    const alone = !open && !(points[at + 1] && isKnown(points[at + 1]));
    open = true;
    if (points.length <= DOTS_UP_TO || alone || at === points.length - 1) {
      dots.push(el("circle", { cx: round(x(year)), cy: round(y(value)), r: 3, fill: colour }));
    }
  });
  const stroke = { d: path, fill: "none", stroke: colour, "stroke-width": 2, "stroke-dasharray": dash };
  return [el("path", { ...stroke, "stroke-linejoin": "round" }), ...dots];
}
