// Tips on a drawing: what a mark says, under the pointer, a finger or the arrow keys.

import { el } from "./dom.js";
import { round } from "./lettering.js";

/**
 * Return the elements of a drawing that says its figures: itself, and its tip.
 * @param {{svg: SVGElement, marks: {x: number, y: number, width: number, height: number, line?: number,
 *   lines: string[]}[], width: number}} drawing `line` is where a vertical line shows the mark
 * @param {string} label
 */
export function withTips({ svg: drawing, marks, width }, label) {
  drawing.setAttribute("aria-label", label);
  if (!marks.length) {
    drawing.setAttribute("role", "img");
    return [drawing];
  }
  drawing.setAttribute("role", "group");
  for (const part of drawing.children) part.setAttribute("aria-hidden", "true");
  const tip = el("div", { class: "tip", "aria-hidden": "true", hidden: "" });
  const targets = marks.map((mark, at) => target(mark, at === marks.length - 1));
  const hide = () => (tip.hidden = true);
  targets.forEach((one, at) => {
    one.addEventListener("pointerenter", () => show(at));
    one.addEventListener("focus", () => show(at));
    one.addEventListener("blur", hide);
  });
  drawing.addEventListener("pointerleave", hide);
  drawing.addEventListener("keydown", (event) => {
    const next = moved(event.key, targets.indexOf(event.target), targets.length);
    if (next === undefined) return;
    event.preventDefault();
    targets.forEach((one, at) => one.setAttribute("tabindex", at === next ? "0" : "-1"));
    targets[next].focus();
  });
  drawing.append(...targets);
  return [drawing, tip];

  function show(at) {
    const mark = marks[at];
    const [first, ...others] = mark.lines;
    tip.replaceChildren(el("strong", {}, first), ...others.map((line) => el("div", {}, line)));
    tip.hidden = false;
    const middle = (mark.line ?? mark.x + mark.width / 2) / width;
    tip.style.insetInlineStart = `${round(middle * 100)}%`;
    tip.style.translate = `${round(-middle * 100)}% 0`;
  }
}

function target(mark, isFirstStop) {
  const place = { x: round(mark.x), y: round(mark.y), width: round(mark.width), height: round(mark.height) };
  const says = { role: "img", "aria-label": mark.lines.join(", "), tabindex: isFirstStop ? 0 : -1 };
  const line = mark.line === undefined ? null : el("line", {
    x1: round(mark.line), x2: round(mark.line), y1: mark.y, y2: mark.y + mark.height - 20, class: "pointer",
  });
  return el("g", { class: "mark", ...says }, el("rect", { ...place, fill: "transparent" }), line);
}

function moved(key, at, count) {
  const steps = { ArrowLeft: at - 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowDown: at + 1, Home: 0, End: count - 1 };
  return key in steps ? Math.min(count - 1, Math.max(0, steps[key])) : undefined;
}
