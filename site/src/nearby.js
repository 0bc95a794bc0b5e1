// Puts work off until its element comes near the window. What is left is done while the page is idle, so that it can be
// searched and read aloud, and before it is printed.

const waiting = new Map();
const whenIdle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 200));
const observer = new IntersectionObserver(
  (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => run(entry.target, entry.boundingClientRect.width)),
  { rootMargin: "50%" },
);

/** Do some work for an element, once; it is told how wide the element is. */
export function whenNear(element, work) {
  if (!waiting.size) requestAnimationFrame(() => whenIdle(runNext)); // what is seen comes first
  waiting.set(element, work);
  observer.observe(element);
}

function run(element, width = element.clientWidth) {
  const work = waiting.get(element);
  observer.unobserve(element);
  waiting.delete(element);
  work?.(width);
}

function runNext() {
  const [element] = waiting.keys();
  if (!element) return;
  whenIdle(runNext); // before the work: if it fails, the next is done all the same
  run(element);
}

addEventListener("beforeprint", () => [...waiting.keys()].forEach((element) => run(element)));
