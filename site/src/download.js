// Saves what is shown: rows as CSV, a drawing as SVG or PNG.

import { el } from "./dom.js";

const DRAWN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity"];
const WRITTEN = ["font-family", "font-size", "font-weight", "text-anchor", "dominant-baseline"];
const SHARPNESS = 2; // pixels of a PNG for each of the drawing

function save(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function cell(value) {
  if (value === null || value === undefined) return "";
  const text = String(value);
  // A text that begins like a formula would be run by a spreadsheet.
  const safe = typeof value === "string" && /^[=+@\t\r-]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Return a button that saves rows, the first of them the names of columns, as CSV with the name given. */
export function csvButton(name, rows) {
  const write = () => {
    const lines = rows().map((row) => row.map(cell).join(","));
    save(`${name}.csv`, `\ufeff${lines.join("\r\n")}\r\n`, "text/csv;charset=utf-8");
  };
  return el("button", { type: "button", onclick: write }, "Download table (CSV)");
}

/** Return an SVG as a document of its own: colours and fonts of the page are written into it. */
function standalone(svg) {
  const { width, height } = svg.viewBox.baseVal?.width ? svg.viewBox.baseVal : svg.getBoundingClientRect();
  const copy = svg.cloneNode(true);
  const copies = [copy, ...copy.querySelectorAll("*")];
  [svg, ...svg.querySelectorAll("*")].forEach((original, position) => {
    const style = getComputedStyle(original);
    const isText = ["text", "tspan"].includes(original.localName);
    const text = [...DRAWN, ...(isText ? WRITTEN : [])].map((name) => `${name}:${style.getPropertyValue(name)}`).join(";");
    copies[position].setAttribute("style", text);
    copies[position].removeAttribute("class");
    copies[position].removeAttribute("tabindex");
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  const paper = getComputedStyle(document.documentElement).getPropertyValue("--paper");
  copy.prepend(el("rect", { width: "100%", height: "100%", style: `fill:${paper}` }));
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

async function savePng(name, svg) {
  const { text, width, height } = standalone(svg);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = el("canvas", { width: width * SHARPNESS, height: height * SHARPNESS });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => save(`${name}.png`, blob, "image/png"));
}

/** Return buttons that save the drawing that `svg` returns, as SVG and as PNG. */
export function pictureButtons(name, svg) {
  const saveSvg = () => save(`${name}.svg`, standalone(svg()).text, "image/svg+xml");
  return [
    el("button", { type: "button", onclick: saveSvg }, "Download picture (SVG)"),
    el("button", { type: "button", onclick: () => savePng(name, svg()) }, "PNG"),
  ];
}
