// What the series of a chart look like: a colour, and a dash so that colour never speaks alone.

const TONES = {
  all: { colour: "var(--series-all)" },
  men: { colour: "var(--series-men)", dash: "6 3" },
  women: { colour: "var(--series-women)", dash: "2 3" },
  muted: { colour: "var(--muted)", dash: "6 3" },
  rest: { colour: "var(--muted)" },
  accent: { colour: "var(--series-women)" },
  unknown: { colour: "url(#unknown)" },
  third: { colour: "var(--series-third)", dash: "10 4" },
  fourth: { colour: "var(--series-fourth)", dash: "8 3 2 3" },
};

/** Return colour and dash of a tone. */
export function tone(name) {
  return TONES[name] ?? TONES.all;
}
