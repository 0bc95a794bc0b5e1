// Builds what the Python package carries: the page, one script, one style sheet and the shapes of the world map.
// The same sources give the same bytes.

import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { world } from "./world.js";

const ASSETS = new URL("../src/diaspora_dw/site/assets/", import.meta.url);
const here = (path) => fileURLToPath(new URL(path, import.meta.url)); // a path may hold spaces

await mkdir(ASSETS, { recursive: true });
const result = await build({
  metafile: true,
  entryPoints: { app: here("src/app.js"), style: here("src/style.css") },
  outdir: fileURLToPath(ASSETS),
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome111", "firefox113", "safari16.4"],
  legalComments: "none",
  logLevel: "warning",
});
const { metafile } = result;
const libraries = Object.keys(metafile.inputs).map((path) => path.match(/node_modules\/([^/]+)\//)?.[1]);
const licences = [await readFile(here("licences.txt"), "utf8")];
for (const library of [...new Set(libraries)].filter(Boolean).sort())
  licences.push(`${library}\n\n${await readFile(here(`node_modules/${library}/LICENSE`), "utf8")}`);
await writeFile(new URL("world.js", ASSETS), `atlas("world",${JSON.stringify(await world())});\n`);
await writeFile(new URL("licences.txt", ASSETS), licences.join("\n"));
await copyFile(here("src/index.html"), new URL("index.html", ASSETS));
