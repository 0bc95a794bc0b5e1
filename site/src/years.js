// The choice of a year: a slider, and a button that plays the years one after the other.

import { el } from "./dom.js";

const PACE = 900; // milliseconds a year is shown for

/**
 * Return the element with `stop()`, which ends playing, and `update(years, year)`, which shows the choice.
 * @param {(year: number) => void} onChoose has to call `update`
 */
export function yearChoice(onChoose) {
  let years = [];
  let current;
  let timer = null;
  const slider = el("input", { type: "range", step: "1", min: "0", oninput: () => { stop(); onChoose(years[slider.value]); } });
  const written = el("output");
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const play = isCalm
    ? el("button", { type: "button", onclick: () => onChoose(following()) }, "Next year")
    : el("button", { type: "button", onclick: () => (timer ? stop() : run()) }, "Play");
  const choice = el("div", { class: "years" }, el("label", {}, "Year", slider, written), play);

  /** Return the year after the current one; after the last, the first. */
  function following() {
    return years[years.indexOf(current) + 1] ?? years[0];
  }
  function stop() {
    if (!timer) return;
    clearInterval(timer);
    timer = null;
    play.textContent = "Play";
  }
  function run() {
    if (current === years.at(-1)) onChoose(following());
    play.textContent = "Stop";
    timer = setInterval(() => {
      if (!choice.isConnected) return stop();
      onChoose(following());
      if (current === years.at(-1)) stop();
    }, PACE);
  }
  function update(choices, year) {
    [years, current] = [choices, year];
    slider.max = years.length - 1;
    slider.value = years.indexOf(year);
    slider.setAttribute("aria-valuetext", year);
    written.textContent = year;
    choice.hidden = years.length < 2;
  }
  return Object.assign(choice, { stop, update });
}
