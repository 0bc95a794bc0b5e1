"""The middle form of a factsheet: blocks, built once from the figures and the mapping, then printed in any format.

A printer needs a case for each kind of block and nothing else. What stands where, and under which label, is
decided in `figure_sections.py`, `mapping_sections.py` and `sections.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

Tone = Literal["all", "men", "women", "muted", "accent", "rest", "unknown"]
TOGETHER = ("rest", "unknown")
"""Tones of bars that stand for many countries, or for none that is known."""
Point = tuple[int, float, str]
"""A year, its value, and the value in words."""


@dataclass(frozen=True)
class Words:
    """A run of text; its ISO 639 language where that differs from the page's, its address where it is a link."""

    text: str
    language: str = ""
    address: str = ""


Text = tuple[Words, ...]


@dataclass(frozen=True)
class Mark:
    """A footnote's number beside an entry; `anchor` is the entry's."""

    number: int
    anchor: str


Marks = tuple[Mark, ...]


class Block:
    """A part of a factsheet."""


Blocks = Sequence[Block]


@dataclass(frozen=True)
class Section(Block):
    """A part that the contents list. If it is `expected` and empty, the factsheet says that it is missing."""

    title: str
    anchor: str
    body: Blocks
    expected: bool = False


@dataclass(frozen=True)
class Group(Block):
    """Blocks under a heading that the contents do not list; `kind` is "level" or empty."""

    title: str
    body: Blocks
    kind: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Entry(Block):
    """A thing with a heading, its footnotes, and what there is to say about it."""

    heading: Text
    marks: Marks
    body: Blocks
    anchor: str = ""


@dataclass(frozen=True)
class Timeline(Block):
    """Points in time, each with what happened there."""

    body: Sequence[Entry]


@dataclass(frozen=True)
class Span:
    """A policy on the axis of time, from its first year to its last, None where the year is not known."""

    title: str
    anchor: str
    period: str
    status: str
    first: int | None
    last: int | None


@dataclass(frozen=True)
class Spans(Block):
    """Ranges of years on one axis. Those without an end go on in `latest`, the year that they were described in."""

    spans: Sequence[Span]
    years: tuple[int, int]
    latest: int

    def shape(self, span: Span) -> str:
        """Return the path of a range in a picture of 100 by 10: one without an end is an arrow."""
        end = self._place((span.last or max(self.latest, span.first or 0)) + 1)
        start = 0 if span.first is None else self._place(span.first)
        neck = end if span.last else max(end - 2, start)
        return f"M{start:g} 1H{neck:g}L{end:g} 5L{neck:g} 9H{start:g}Z"

    def _place(self, year: int) -> float:
        """Return where a year begins, in per cent of the axis."""
        first, last = self.years
        return round(100 * (year - first) / (last + 1 - first), 2)


@dataclass(frozen=True)
class Right(Block):
    """A right in a table of them: whether it is granted, in a symbol and a word, and how."""

    name: str
    symbol: str
    status: str
    entry: Entry


@dataclass(frozen=True)
class Rights(Block):
    """Rights, one a row."""

    rights: Sequence[Right]

    @property
    def body(self) -> Blocks:
        """Return what the rights hold, with its footnotes."""
        return [right.entry for right in self.rights]


@dataclass(frozen=True)
class Tree(Block):
    """Entries with others beneath them."""

    body: Sequence[Entry]


@dataclass(frozen=True)
class Paragraph(Block):
    """A paragraph; `kind` is "meta", "note", "definition", "remark" (of an entry), "source" or empty."""

    text: Text
    kind: str = ""
    marks: Marks = ()


@dataclass(frozen=True)
class Items(Block):
    """A list of short texts, under a label where it needs one. An item may hold further blocks."""

    body: Sequence["Item"]
    label: str = ""


@dataclass(frozen=True)
class Item(Block):
    """One item of a list."""

    text: Text
    marks: Marks = ()
    body: Blocks = ()


@dataclass(frozen=True)
class Facts(Block):
    """Labels and their values."""

    facts: Sequence[tuple[str, Text]]


@dataclass(frozen=True)
class Tags(Block):
    """Short words that classify an entry."""

    label: str
    tags: Sequence[str]


@dataclass(frozen=True)
class Box(Block):
    """Something that a reader must not miss."""

    body: Blocks
    title: str = ""
    anchor: str = ""
    is_warning: bool = False


@dataclass(frozen=True)
class Figure:
    """A figure in words, with all that a reader needs to trust it; `note` warns of what may mislead."""

    label: str
    value: str
    year: str
    source: str
    detail: str = ""
    note: str = ""
    is_known: bool = True


@dataclass(frozen=True)
class Figures(Block):
    """Key figures; `kind` is "glance", where a note opens on demand, or empty."""

    figures: Sequence[Figure]
    kind: str = ""


@dataclass(frozen=True)
class Table(Block):
    """A table. Its first column names the rows; `texts` are the other columns that hold no numbers.

    A page shows a folded table on demand.
    """

    title: str
    source: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    texts: frozenset[str] = frozenset()
    note: str = ""
    is_folded: bool = False


@dataclass(frozen=True)
class Series:
    """A line of a chart: its name, the colour that it has by its meaning, and its values with their words."""

    name: str
    tone: Tone
    points: Sequence[Point]


@dataclass(frozen=True)
class Chart(Block):
    """A picture of a table's figures, described so that any printer can draw it.

    The title says what it shows, `label` says it to those who do not see it. `data` is, by kind: bars of a label,
    a value, and its words; points of columns; series of lines; or names with the parts of their whole in per cent.
    Charts that share `years` can be compared, and so can bars with `beside`, the bars of all charts on the same scale.
    Where `is_listed`, formats without pictures print the table. `note` is what must be known before quoting the
    figures, and goes where the picture goes without the page.
    """

    kind: Literal["bars", "columns", "lines", "shares"]
    title: str
    unit: str
    label: str
    data: Sequence[Any]
    table: Table
    years: tuple[int, int] | None = None
    is_listed: bool = False
    note: str = ""
    beside: Sequence[Any] = ()

    @property
    def longest(self) -> float:
        """The value of the longest bar on the scale. All others together, or those unknown, do not stretch it."""
        named = (value for _, value, _, tone in (*self.data, *self.beside) if tone not in TOGETHER)
        return max(named, default=0) or 1

    def described(self) -> dict[str, object]:
        """Return the chart without its table and source, as JSON can hold it in few bytes.

        Values have the digits that a picture can show: of columns from the first year on, of lines in the years `at`,
        null where there is none. Bars have the tone "all" unless another is named. Bars and shares say themselves what
        their label says.
        """
        described = {"kind": self.kind, "title": self.title, "unit": self.unit}
        if self.kind in {"columns", "lines"}:
            described["label"] = self.label
        match self.kind:
            case "columns":
                first, last = self.data[0][0], self.data[-1][0]
                data = {"from": first, "values": _values(self.data, range(first, last + 1))}
            case "lines":
                years = sorted({year for line in self.data for year, *_ in line.points})
                series = [
                    {"name": line.name, "tone": line.tone, "values": _values(line.points, years)}
                    for line in self.data
                ]
                data = {"at": years, "series": series}
            case "bars":
                rows = [
                    (name, _shown(value), text, *(() if tone == "all" else (tone,)))
                    for name, value, text, tone in self.data
                ]
                data = {"rows": rows}
                if self.longest > replace(self, beside=()).longest:
                    data["most"] = _shown(self.longest)
            case "shares":
                parted = [
                    (name, [(part, tone, _shown(value)) for part, tone, value in parts])
                    for name, parts in self.data
                ]
                data = {"rows": parted}
        note = " ".join(filter(None, (self.note, self.table.note)))
        more = {"years": self.years, "note": note}
        return {**described, **data, **{name: value for name, value in more.items() if value}}


def _values(points: Sequence[Point], years: Iterable[int]) -> list[float | None]:
    found = {year: _shown(value) for year, value, _ in points}
    return [found.get(year) for year in years]


def _shown(value: float) -> float:
    shown = value if isinstance(value, int) else float(f"{value:.5g}")
    return int(shown) if shown == int(shown) else shown


@dataclass(frozen=True)
class Abreast(Block):
    """Blocks that stand side by side where there is room."""

    body: Blocks


@dataclass(frozen=True)
class Footnotes(Block):
    """All footnotes, each with its printed number."""

    notes: Sequence[tuple[int, Text]]


def words(*parts: str | Words | None) -> Text:
    """Return a text made of parts, without those that are empty. A web address becomes a link to itself."""
    return tuple(
        part if isinstance(part, Words) else Words(part, address=part if _is_address(part) else "")
        for part in parts
        if part
    )


def plain(text: Text) -> str:
    """Return a text without its languages and links."""
    return "".join(run.text for run in text)


def link(title: str, address: str | None) -> Words:
    """Return a title that leads to an address, if the address is one of the web."""
    return Words(title, address=address if address and _is_address(address) else "")


def figures(figures: Iterable[Figure]) -> Blocks:
    """Return key figures, if there are any."""
    listed = list(figures)
    return [Figures(listed)] if listed else []


def paragraphs(*texts: str | None, kind: str = "") -> Blocks:
    """Return a paragraph for each text that there is."""
    return [Paragraph(words(text), kind) for text in texts if text]


def all_marks(blocks: Blocks) -> Iterator[Mark]:
    """Return the footnote marks in blocks and all they hold, in printed order."""
    for block in blocks:
        yield from getattr(block, "marks", ())
        yield from all_marks(getattr(block, "body", ()))


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))
