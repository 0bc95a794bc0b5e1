// Parts of the world that a map can show: their names in addresses and menus, and where they lie.

/** West, south, east and north in degrees; a part across the date line ends beyond 180. */
export const REGIONS = {
  world: { name: "The world", box: [-168, -56, 190, 82] },
  africa: { name: "Africa", box: [-27, -36, 60, 38] },
  "middle-east-central-asia": { name: "Middle East and Central Asia", box: [24, 11, 88, 56] },
  asia: { name: "South and East Asia", box: [60, -12, 147, 54] },
  europe: { name: "Europe", box: [-25, 34, 50, 71] },
  "north-america": { name: "North and Central America", box: [-168, 6, -50, 75] },
  caribbean: { name: "The Caribbean", box: [-90, 7, -58, 28] },
  "south-america": { name: "South America", box: [-93, -56, -33, 14] },
  oceania: { name: "Oceania", box: [110, -48, 235, 22] },
};
