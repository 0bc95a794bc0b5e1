// A drawing with what it needs when it stands alone: title, legend, source and notes.

import { el } from "./dom.js";
import { FONT, LINE_HEIGHT, wrap } from "./lettering.js";
import { MISSING, painted } from "./patterns.js";

const LINE = 18;
const SWATCH = 24;
const TITLE = 17; // the size of its letters, as in worldmap.css

/**
 * Return an SVG with a title above another one, and legend, source and notes below. It is in the page until the script that
 * asked for it has read its colours.
 * @param {SVGElement} svg
 * @param {{title: string, legend: [string[], import("./patterns.js").Fill[], string], below: string[]}} words `below` has the source and the notes
 */
export function picture(svg, { title, legend: [texts, fills, missing], below }) {
  const { width, height } = svg.viewBox.baseVal;
  const drawing = svg.cloneNode(true);
  const heading = wrap(title, ((width - 16) * FONT.size) / TITLE, 600);
  const top = LINE * (0.8 + 1.2 * heading.length);
  drawing.setAttribute("y", top);
  drawing.setAttribute("width", width);
  drawing.setAttribute("height", height);
  const { values, patterns } = painted([...fills, MISSING], "picture");
  let x = 8;
  let y = top + height + LINE;
  const entries = [...texts, missing].map((text, place) => {
    const space = SWATCH + 8 + text.length * 7.5 + 16;
    if (x + space > width && x > 8) {
      x = 8;
      y += LINE * 1.3;
    }
    const box = el("rect", { x, y: y - 11, width: SWATCH, height: 13, class: "key" });
    box.style.fill = values[place];
    const entry = [box, el("text", { x: x + SWATCH + 6, y }, text)];
    x += space;
    return entry;
  });
  y += LINE * 1.5;
  const written = below.flatMap((words) => wrap(words, width - 16));
  const bottom = y + written.length * LINE_HEIGHT;
  const whole = el(
    "svg",
    { viewBox: `0 0 ${width} ${bottom}`, class: "picture", width, height: bottom },
    heading.map((line, at) => el("text", { x: 8, y: LINE * 1.2 * (at + 1), class: "title" }, line)),
    el("defs", {}, patterns),
    drawing,
    entries,
    written.map((line, at) => el("text", { x: 8, y: y + at * LINE_HEIGHT, class: "source" }, line)),
  );
  const place = el("div", { class: "worldmap aside", "aria-hidden": "true" }, whole);
  document.body.append(place);
  queueMicrotask(() => place.remove());
  return whole;
}
