"""Prints a factsheet for a terminal: its blocks as lines of text."""

import textwrap
from collections.abc import Iterable, Iterator
from itertools import chain

from diaspora_dw.rendering import blocks as b
from diaspora_dw.rendering import wording
from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.sections import sections

WIDTH = 96
Lines = Iterator[str]


def as_text(sheet: Factsheet) -> str:
    """Return the factsheet as lines of text, each figure with its year and its source."""
    found, missing = sections(sheet)
    lines = list(_title(sheet, missing))
    for section in found:
        lines += ["", section.title.upper(), *_all(section.body, "  ")]
    return "\n".join(lines).replace(wording.NO_BREAK, " ")


def _title(sheet: Factsheet, missing: list[str]) -> Lines:
    title = f"{sheet.country.country_name} ({sheet.country.iso3_code})"
    yield from ("", title, "=" * len(title))
    if sheet.is_sample:
        yield from _wrap(f"SAMPLE. {wording.SAMPLE}")
    if missing:
        yield from _wrap(f"Not in this factsheet: {'; '.join(missing)}.")


def _print(block: b.Block, indent: str) -> Lines:  # noqa: PLR0912 - one case a kind of block
    match block:
        case b.Section(title, _, body):
            yield from ("", title, "-" * len(title))
            yield from _all(body, indent)
        case b.Group(title, body):
            yield from ("", title)
            yield from _all(body, indent)
        case b.Timeline(points):
            for point in points:
                yield from ("", f"{_text(point.heading)}{_marks(point.marks)}")
                yield from _all(point.body, indent)
        case b.Entry(heading, marks, body) if heading:
            yield from _wrap(f"- {_text(heading)}{_marks(marks)}", indent)
            yield from _all(body, f"{indent}  ")
        case b.Entry(_, _, (b.Paragraph(text, _, marks), *body)):
            yield from _wrap(f"- {_text(text)}{_marks(marks)}", indent)
            yield from _all(body, f"{indent}  ")
        case b.Rights(rights):
            for right in rights:
                yield from _print(right.entry, indent)
        case b.Spans():
            pass  # the timeline says it in words
        case b.Tree(entries):
            yield from _all(entries, indent)
        case b.Paragraph(text, kind, marks):
            note = "Note: " if kind == "remark" else ""
            yield from _wrap(f"{note}{_text(text)}{_marks(marks)}", indent, hanging="")
        case b.Items(items, label):
            yield from _wrap(f"{label}:", indent) if label else ()
            for item in items:
                yield from _wrap(f"- {_text(item.text)}{_marks(item.marks)}", indent)
                yield from _all(item.body, f"{indent}  ")
        case b.Facts(facts):
            for label, value in facts:
                yield from _wrap(f"{label}: {_text(value)}", indent)
        case b.Tags(label, tags):
            yield from _wrap(f"{label}: {'; '.join(tags)}", indent)
        case b.Figures(figures):
            for figure in figures:
                detail = f"({figure.detail})" if figure.detail else ""
                yield from _wrap(wording.join_parts(" ", f"{figure.label}:", figure.value, detail), indent)
                stands = wording.join_parts("; ", figure.year, figure.source)
                yield from _wrap(f"  {stands}", indent) if stands else ()
                yield from _wrap(f"  Note: {figure.note}", indent) if figure.note else ()
        case b.Table():
            yield from _table(block, indent)
        case b.Chart(table=table, is_listed=True):
            yield from _table(table, indent)
        case b.Abreast(body):
            yield from _all(body, indent)
        case b.Box(body, title):
            yield from ("", f"! {title}") if title else ()
            yield from _all(body, indent)
        case b.Footnotes(notes):
            for number, text in notes:
                yield from _wrap(f"[{number}] {_text(text)}", indent)


def _all(blocks: Iterable[b.Block], indent: str) -> Lines:
    return chain.from_iterable(_print(block, indent) for block in blocks)


def _text(text: b.Text) -> str:
    return "".join(f"{run.text} ({run.address})" if _is_elsewhere(run) else run.text for run in text)


def _is_elsewhere(run: b.Words) -> bool:
    return bool(run.address) and not run.address.startswith("#") and run.address != run.text


def _marks(marks: b.Marks) -> str:
    return "".join(f" [{mark.number}]" for mark in marks)


def _table(table: b.Table, indent: str) -> Lines:
    yield ""
    yield from _wrap(f"{table.title}. {table.source}", indent)
    yield from _rows(table)
    if table.note:
        yield from _wrap(table.note, indent)


def _rows(table: b.Table) -> Lines:
    """Return the head and the rows in columns: texts flush left, numbers flush right."""
    rows = (table.columns, *table.rows)
    widths = [max(len(row[n]) for row in rows) for n in range(len(table.columns))]
    for row in rows:
        cells = (
            text.ljust(width) if n == 0 or name in table.texts else text.rjust(width)
            for n, (name, text, width) in enumerate(zip(table.columns, row, widths, strict=True))
        )
        yield f"  {'  '.join(cells)}".rstrip()


def _wrap(text: str, indent: str = "  ", hanging: str = "  ") -> list[str]:
    """Return lines no wider than a terminal. An address stays whole, to be copied."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
