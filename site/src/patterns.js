// Fills of areas and of their keys: a colour, or marks on one, so that colour never speaks alone.

import { el } from "./dom.js";

/** @typedef {string | {ground: string, ink: string, mark: "stripes"|"lines"|"dots"|"grid"}} Fill */

const SIZE = 6;
const LINE = { width: SIZE, height: 1.6 };
const MARKS = {
  stripes: () => el("rect", { width: 2, height: SIZE }),
  lines: () => el("rect", { ...LINE, y: 2 }),
  dots: () => el("circle", { cx: 3, cy: 3, r: 1.5 }),
  grid: () => [el("rect", LINE), el("rect", { width: LINE.height, height: SIZE })],
};

/** What an area without a figure looks like. */
export const MISSING = { ground: "var(--raised)", ink: "var(--rule)", mark: "stripes" };
/** What a legend says of points without a figure, which are too small for stripes. */
export const MISSING_POINTS = "small areas: ◌";

/** Return the fills of a list as the values of `fill`, and the patterns that a drawing needs for them. */
export function painted(fills, id) {
  const patterns = [];
  const values = fills.map((fill, at) => {
    if (typeof fill === "string") return fill;
    patterns.push(pattern(`${id}-${at}`, fill));
    return `url(#${id}-${at})`;
  });
  return { values, patterns };
}

function pattern(id, { ground, ink, mark }) {
  const turn = mark === "stripes" ? "rotate(45)" : null;
  return el(
    "pattern",
    { id, width: SIZE, height: SIZE, patternUnits: "userSpaceOnUse", patternTransform: turn },
    el("rect", { width: SIZE, height: SIZE, fill: ground }),
    el("g", { fill: ink }, MARKS[mark]()),
  );
}
