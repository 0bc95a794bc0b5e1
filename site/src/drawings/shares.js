// Shares of a whole as one divided bar a row, with the shares in it where they fit.

import { el } from "../dom.js";
import { percent } from "../format.js";
import { tone } from "../tones.js";
import { LINE_HEIGHT, OVER_LINES, paragraph, round, text, widthOf, wrap } from "../lettering.js";

const BAR = 24;

/** Draw `rows` of [label, [[name, tone, percent]…]]. */
export function shares({ rows }, width) {
  const key = legend(rows, width);
  const parts = [...key.parts];
  const marks = [];
  let y = key.height;
  for (const [label, pieces] of rows) {
    const lines = wrap(label, width);
    const top = y;
    parts.push(...paragraph(lines, 0, y + 12));
    y += lines.length * LINE_HEIGHT + 2;
    let x = 0;
    for (const [, shade, share] of pieces) {
      const extent = ((share ?? 0) / 100) * width;
      parts.push(...piece(x, y, extent, shade, share));
      x += extent;
    }
    y += BAR + 10;
    marks.push({
      x: 0, y: top, width, height: y - top - 6,
      lines: [label, ...pieces.map(([name, , share]) => `${name}: ${percent(share)}`)],
    });
  }
  return { height: y, parts, marks };
}

function piece(x, y, extent, shade, share) {
  const drawn = el("rect", {
    x: round(x), y, width: round(Math.max(0, extent - 1)), height: BAR, fill: tone(shade).colour,
  });
  const words = percent(share);
  if (widthOf(words, 600) + 8 > extent) return [drawn];
  const ink = { unknown: "var(--ink)", muted: "var(--paper)" }[shade] ?? "var(--on-series)";
  const place = { "text-anchor": "middle", "font-weight": 600, fill: ink };
  if (shade === "unknown") Object.assign(place, OVER_LINES);
  return [drawn, text(words, x + extent / 2, y + 16, place)];
}

function legend(rows, width) {
  const names = new Map(rows.flatMap(([, pieces]) => pieces.map(([name, shade]) => [name, shade])));
  const parts = [];
  let x = 0;
  let y = 0;
  for (const [name, shade] of names) {
    const extent = 18 + widthOf(name) + 16;
    if (x > 0 && x + extent > width + 16) [x, y] = [0, y + 20];
    parts.push(
      el("rect", { x: round(x), y: y + 2, width: 12, height: 12, fill: tone(shade).colour }),
      text(name, x + 18, y + 12),
    );
    x += extent;
  }
  return { parts, height: y + 26 };
}
