// A ranked list as bars: the name and its figure above each bar.

import { scaleLinear } from "d3-scale";
import { el } from "../dom.js";
import { LINE_HEIGHT, paragraph, round, text, widthOf, wrap } from "../lettering.js";
import { tone } from "../tones.js";

const BAR = 10;

const TOGETHER = ["rest", "unknown"]; // tones of bars that stand for many, or for none that is known

/**
 * Draw `rows` of [label, value, text, tone]. All others together, or those unknown, have no bar where it would be longer
 * than every named one. `most` is the longest of them in this chart and in those beside it.
 */
export function bars({ rows, most = 0 }, width) {
  const values = rows.filter(([, , , name]) => !TOGETHER.includes(name)).map(([, value]) => value ?? 0);
  const longest = Math.max(...values, most);
  const place = scaleLinear([Math.min(0, ...values), Math.max(0, longest) || 1], [0, width]);
  const parts = [];
  let y = 0;
  for (const [label, value, figure, name] of rows) {
    const lines = wrap(label, width - widthOf(figure, 600) - 12);
    parts.push(
      paragraph(lines, 0, y + 12),
      text(figure, width, y + 12, { "text-anchor": "end", "font-weight": 600 }),
    );
    y += lines.length * LINE_HEIGHT + 2;
    if (TOGETHER.includes(name) && value > longest) {
      y += 6;
      continue;
    }
    const extent = Math.max(value ? 1.5 : 0, Math.abs(place(value ?? 0) - place(0)));
    const x = value < 0 ? place(0) - extent : place(0);
    parts.push(el("rect", { x: round(x), y, width: round(extent), height: BAR, fill: tone(name).colour }));
    y += BAR + 8;
  }
  return { height: y, parts: parts.flat(), marks: [] };
}
