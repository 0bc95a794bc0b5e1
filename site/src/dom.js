// Makes elements of the page. Text never becomes HTML.

/** Elements that HTML does not have and SVG does; `a` and `title` are HTML's. */
const SVG = "svg g path circle rect line polyline polygon text tspan defs pattern clipPath use".split(" ");

/**
 * Make an element: `el("p", {class: "note"}, "Text", el("b", {}, "bold"))`.
 * An attribute that is a function listens to the event of its name (`onclick`); true is an attribute without a value;
 * false, null and undefined leave it out. Children that are null or false are left out, and lists are flattened.
 */
export function el(tag, attributes = {}, ...children) {
  const element = SVG.includes(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value);
    else if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Return a closed box under a title. What `make` returns is made when the box is opened: most never are. */
export function folded(title, make, attributes = {}) {
  const box = el("details", attributes, el("summary", {}, title));
  const fill = () => {
    if (box.open && box.children.length === 1) box.append(...[make()].flat());
  };
  box.addEventListener("toggle", fill);
  fill();
  return box;
}

/** Remove all children of an element. */
export function clear(node) {
  node.replaceChildren();
}
