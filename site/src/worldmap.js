// The world in the Equal Earth projection: areas by class, small ones as points, flows as arcs.

import { geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import { load } from "./data.js";
import { clear, el } from "./dom.js";
import { BOUNDARIES } from "./footer.js";
import { MISSING, painted } from "./patterns.js";
import { REGIONS } from "./regions.js";

const FLATNESS = 0.48; // height of a map for its width
const SMALL = 26; // square pixels; a smaller area is drawn as a point
const NARROW = 640; // on a narrower map points are smaller
const MARGIN = 6; // degrees around the countries that a map is to show
const LEFT_OUT = "ATA"; // Antarctica, which has no figures and takes a third of the height
let maps = 0;
let shapes;

/** Return the colours of this many classes, from low to high; with `diverging`, of classes on both sides of zero. */
export function ramp(classes, diverging = false) {
  const name = diverging ? "sign" : "class";
  const steps = diverging ? 6 : 7;
  const step = (position) => Math.round((position * (steps - 1)) / Math.max(classes - 1, 1));
  return Array.from({ length: classes }, (_, position) => `var(--${name}-${step(position)})`);
}

/** Return the class of a value: how many breaks it reaches. */
export function classOfValue(value, breaks) {
  return breaks.filter((start) => value >= start).length;
}

/**
 * Return the legend of a map: a fill and a text for each class, and what hatching means.
 * @param {string[]} texts
 * @param {import("./patterns.js").Fill[]} fills
 */
export function legend(texts, fills, missing = "no figure") {
  const { values, patterns } = painted([...fills, MISSING], `key-${++maps}`);
  const swatch = (fill) => el("svg", { class: "swatch", "aria-hidden": "true" }, el("rect", { width: "100%", height: "100%", fill }));
  return el(
    "ul",
    { class: "legend" },
    [...texts, missing].map((text, position) => el("li", {}, swatch(values[position]), text)),
    patterns.length ? el("svg", { class: "announcement", "aria-hidden": "true" }, el("defs", {}, patterns)) : null,
  );
}

/** Return the shapes, the places and the sizes of countries and areas by ISO 3 code. */
async function geography() {
  const world = await load("world");
  shapes ??= new Map([
    ...feature(world, world.objects.countries).features.filter(({ id }) => id !== LEFT_OUT).map((shape) => {
      const [longitude, latitude, size] = world.places[shape.id];
      return [shape.id, { shape, place: [longitude, latitude], size }];
    }),
    ...Object.entries(world.points).map(([code, place]) => [code, { place, size: 0 }]),
  ]);
  return shapes;
}

/** Return the shortest span of longitudes that has all of these. It may cross the date line: then it ends beyond 180. */
function shortestSpan(longitudes) {
  const sorted = [...longitudes].sort((one, other) => one - other);
  const gaps = sorted.map((west, at) => (sorted[at + 1] ?? sorted[0] + 360) - west);
  const widest = gaps.indexOf(Math.max(...gaps));
  const west = sorted[(widest + 1) % sorted.length];
  return [west, west + 360 - gaps[widest]];
}

/** Return the projection that shows a region, or the countries of a list, in a drawing of this size. */
function projection(region, places, width, height) {
  let [west, south, east, north] = (REGIONS[region] ?? REGIONS.world).box;
  if (Array.isArray(region)) {
    const known = region.map((code) => places.get(code)?.place).filter(Boolean);
    if (known.length) {
      [west, east] = shortestSpan(known.map(([longitude]) => longitude));
      [west, east] = east - west > 360 - 4 * MARGIN ? [-180, 180] : [west - 2 * MARGIN, east + 2 * MARGIN];
      south = Math.max(Math.min(...known.map(([, latitude]) => latitude)) - MARGIN, -56);
      north = Math.min(Math.max(...known.map(([, latitude]) => latitude)) + MARGIN, 82);
    }
  }
  const middle = (west + east) / 2;
  const edges = [];
  for (let step = 0; step <= 8; step++) {
    const longitude = west + ((east - west) * step) / 8;
    const latitude = south + ((north - south) * step) / 8;
    edges.push([longitude, south], [longitude, north], [west, latitude], [east, latitude]);
  }
  // 0.01: a point on the seam could be projected to either side.
  const inside = edges.map(([longitude, latitude]) => [Math.min(Math.max(longitude, middle - 179.99), middle + 179.99), latitude]);
  return geoEqualEarth()
    .rotate([-middle, 0])
    .fitExtent([[4, 4], [width - 4, height - 4]], { type: "MultiPoint", coordinates: inside })
    .clipExtent([[-1, -1], [width + 1, height + 1]]);
}

/**
 * Return a map. It draws itself again when it gets wider or narrower.
 * @param {object} settings
 * @param {string} settings.label what the map shows, for those who do not see it
 * @param {(iso3: string) => number|"here"|null|undefined} settings.classOf the class of a country; null has no figure
 * @param {import("./patterns.js").Fill[]} settings.fills those of the classes
 * @param {(iso3: string) => (string|null)[]} [settings.tip] lines on a country, its name first
 * @param {(iso3: string) => void} [settings.onPick]
 * @param {string|string[]} [settings.region] a name of `REGIONS`, or codes of the countries to show
 * @param {{from: string, to: string, width: number}[]} [settings.flows] widths in pixels
 * @returns {HTMLElement & {update: (changes: object) => void}} `update` takes settings that changed
 */
export function worldMap(settings) {
  const id = `map-${++maps}`;
  const svg = el("svg", { role: "application", tabindex: "0", "aria-roledescription": "map" });
  const tip = el("div", { class: "tip", hidden: true });
  const spoken = el("div", { class: "announcement", role: "status" });
  const frame = el("div", { class: "frame" }, svg);
  const map = el(
    "div",
    { class: "worldmap" },
    frame,
    tip,
    spoken,
    el("p", { class: "note" }, `Equal Earth projection. ${BOUNDARIES}`),
  );
  let places = new Map();
  let drawn = new Map(); // what each country is drawn as: its element and its place in the drawing
  let active = null;
  let touched = null;
  let width = 0;
  const defs = el("defs");

  function draw() {
    if (!width || !places.size) return;
    const height = Math.round(width * FLATNESS);
    const project = projection(settings.region, places, width, height);
    const path = geoPath(project).digits(1);
    const radius = (width < NARROW ? 2.5 : 4) * (settings.region && settings.region !== "world" ? 1.5 : 1);
    drawn = new Map();
    const areas = [];
    const points = [];
    const least = (SMALL / project.scale() ** 2) * 1e6; // Equal Earth keeps areas
    for (const [code, { shape, place, size }] of places) {
      const [x, y] = project(place) ?? [NaN, NaN];
      const outline = shape && path(shape);
      if (outline) {
        const area = el("path", { d: outline, "data-code": code });
        areas.push(area);
        drawn.set(code, { elements: [area], x, y });
      }
      if (size >= least || !(x > 0 && y > 0 && x < width && y < height)) continue;
      const point = el("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: radius, "data-code": code });
      points.push(point);
      drawn.set(code, { elements: [...(drawn.get(code)?.elements ?? []), point], x, y });
    }
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    clear(svg);
    svg.append(
      defs,
      el("g", { class: "areas" }, areas),
      el("g", { class: "flows" }, flows()),
      el("g", { class: "points" }, points),
    );
    paint();
  }

  function paint() {
    svg.setAttribute("aria-label", `${settings.label ?? "Map"}. Arrow keys go from country to country, Enter opens one.`);
    const { values, patterns } = painted([...settings.fills, MISSING], id);
    defs.replaceChildren(...patterns);
    for (const [code, { elements }] of drawn) {
      const found = settings.classOf(code);
      const fill = found === "here" ? "var(--here)" : values[found ?? values.length - 1];
      for (const element of elements) {
        const isHollow = element.localName === "circle" && (found ?? null) === null;
        element.classList.toggle("hollow", isHollow);
        element.style.fill = isHollow ? "var(--paper)" : fill;
      }
    }
  }

  function flows() {
    return (settings.flows ?? []).map(({ from, to, width: thickness }) => {
      const [start, end] = [drawn.get(from), drawn.get(to)];
      if (![start?.x, end?.x].every(Number.isFinite)) return null;
      const bend = 0.18;
      const x = (start.x + end.x) / 2 + (end.y - start.y) * bend;
      const y = (start.y + end.y) / 2 - Math.abs(end.x - start.x) * bend;
      return el("path", { d: `M${start.x} ${start.y}Q${x} ${y} ${end.x} ${end.y}`, "stroke-width": thickness });
    });
  }

  function point(code, isSpoken = false) {
    if (active !== code) drawn.get(active)?.elements.forEach((element) => element.classList.remove("active"));
    active = code;
    const known = drawn.get(code);
    const lines = (known && settings.tip?.(code))?.filter(Boolean) ?? [];
    tip.hidden = !lines.length;
    if (!known) return;
    known.elements.forEach((element) => {
      element.classList.add("active");
      element.parentNode.append(element); // above its neighbours
    });
    tip.replaceChildren(...lines.map((line, position) => el(position ? "div" : "b", {}, line)));
    if (isSpoken) spoken.textContent = lines.join(". ");
  }

  function place(x, y) {
    const scale = frame.clientWidth / width || 1;
    const left = Math.min(Math.max(x * scale - tip.offsetWidth / 2, 0), frame.clientWidth - tip.offsetWidth);
    const above = y * scale - tip.offsetHeight - 14;
    tip.style.left = `${left}px`;
    tip.style.top = `${above < 0 ? y * scale + 18 : above}px`;
  }

  /** Return the country nearest to the active one in the direction of an arrow key. */
  function next(key) {
    const here = drawn.get(active);
    const inside = [...drawn].filter(([, { x, y }]) => x >= 0 && y >= 0 && x <= width && y <= width * FLATNESS);
    if (!here) return inside.sort(([, one], [, other]) => Math.hypot(one.x - width / 2, one.y - width / 4) - Math.hypot(other.x - width / 2, other.y - width / 4))[0]?.[0];
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    const ahead = inside
      .map(([code, { x, y }]) => [code, (x - here.x) * dx + (y - here.y) * dy, Math.abs((x - here.x) * dy) + Math.abs((y - here.y) * dx)])
      .filter(([code, forward, aside]) => code !== active && forward > 0 && aside <= forward)
      .sort((one, other) => one[1] + one[2] - other[1] - other[2]);
    return ahead[0]?.[0] ?? active;
  }

  svg.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    point(event.target.dataset?.code ?? null);
    place(...inDrawing(event));
  });
  svg.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") point(null);
  });
  svg.addEventListener("click", (event) => {
    const code = nearest(event);
    const isSecond = touched === code;
    touched = code;
    // A finger cannot point without tapping: the first tap shows, the second opens.
    if (code && (event.pointerType !== "touch" || isSecond || !settings.tip)) settings.onPick?.(code);
    else if (code) {
      point(code);
      tip.append(settings.onPick ? el("div", { class: "more" }, "Tap again to open") : "");
      place(...inDrawing(event));
    } else point(null);
  });
  svg.addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      point(next(event.key), true);
      const known = drawn.get(active);
      if (known) place(known.x, known.y);
    } else if (event.key === "Enter" && active) settings.onPick?.(active);
    else if (event.key === "Escape") point(null);
  });
  svg.addEventListener("blur", () => point(null));

  function inDrawing(event) {
    const box = svg.getBoundingClientRect();
    const scale = width / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  }

  /** Return the country that a click or tap meant: on a point, a finger is wider than it. */
  function nearest(event) {
    const direct = event.target.dataset?.code;
    if (event.pointerType !== "touch") return direct;
    const [x, y] = inDrawing(event);
    const near = [...svg.querySelectorAll("circle")]
      .map((circle) => [Math.hypot(circle.getAttribute("cx") - x, circle.getAttribute("cy") - y), circle.dataset.code])
      .filter(([distance]) => distance < 12)
      .sort(([one], [other]) => one - other)[0];
    return near?.[1] ?? direct;
  }

  map.update = (changes) => {
    Object.assign(settings, changes);
    if ("region" in changes || "flows" in changes) draw();
    else paint();
    if (active) point(active);
  };
  new ResizeObserver(([entry]) => {
    const wanted = Math.round(entry.contentRect.width);
    if (!wanted || wanted === width) return;
    width = wanted;
    draw();
  }).observe(frame);
  geography().then((known) => {
    places = known;
    draw();
  });
  return map;
}
