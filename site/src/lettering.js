// Text in drawings: how wide it is, how it breaks into lines, and how labels keep out of each other's way.

import { el } from "./dom.js";

export const LINE_HEIGHT = 16;
/** Attributes of text that crosses lines. */
export const OVER_LINES = { "paint-order": "stroke", stroke: "var(--paper)", "stroke-width": 4 };
export const FONT = { family: "system-ui, sans-serif", size: 12.5 };

/** Return one line of text at a place; `more` overrides its attributes. */
export function text(content, x, y, more = {}) {
  return el("text", { x: round(x), y: round(y), fill: "var(--ink)", "font-size": FONT.size, ...more }, content);
}

/** Return lines of text below each other, the first with its baseline at y. */
export function paragraph(lines, x, y, more = {}) {
  return lines.map((line, at) => text(line, x, y + at * LINE_HEIGHT, more));
}


let pen;

/** Return the width of a text in pixels, in the font of pictures. */
export function widthOf(content, weight = 400) {
  pen ??= document.createElement("canvas").getContext("2d");
  pen.font = `${weight} ${FONT.size}px ${FONT.family}`;
  return pen.measureText(content).width;
}

/** Return a text as lines that are no wider than `width`, broken between words. */
export function wrap(content, width, weight = 400) {
  const lines = [];
  for (const word of content.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && widthOf(longer, weight) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * Return places for labels, as near to where they belong as they can be without overlaps.
 * @param {{y: number, height: number}[]} labels wanted middles and heights
 * @param {number} top
 * @param {number} bottom
 * @returns {number[]} the middles, in the order of the labels
 */
export function dodge(labels, top, bottom) {
  const order = labels.map((_, at) => at).sort((a, b) => labels[a].y - labels[b].y);
  const places = [];
  let free = top;
  for (const at of order) {
    places[at] = Math.max(labels[at].y, free + labels[at].height / 2);
    free = places[at] + labels[at].height / 2;
  }
  let limit = bottom;
  for (const at of order.reverse()) {
    places[at] = Math.min(places[at], limit - labels[at].height / 2);
    limit = places[at] - labels[at].height / 2;
  }
  return places;
}

/** Return a coordinate with one decimal, which is finer than any screen. */
export function round(value) {
  return Math.round(value * 10) / 10;
}
