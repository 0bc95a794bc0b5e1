"""Reads a record of a mapping column by column, and prints what is left as labelled facts."""

from collections.abc import Sequence
from typing import Any

from diaspora_dw.content import labels
from diaspora_dw.content import model as content
from diaspora_dw.content.part import Entry, Stored
from diaspora_dw.rendering import blocks as b
from diaspora_dw.rendering.mapping import SECTIONS, Record
from diaspora_dw.rendering.wording import UNKNOWN, first_capital, printed_date

_LABELS = {"law": "Defined by", "sdgs": "SDG"}
"""Labels of columns that the views derive."""
_MODELS: dict[str, type[Stored]] = {**SECTIONS, "edition": content.Edition, "actions": content.Action}


def label(view: str, column: str) -> str:
    """Return the label of a column of a view."""
    return labels.label(view, column) or _LABELS.get(column) or first_capital(column.replace("_", " "))


def section_title(section: str) -> str:
    """Return the title of a section of the content model."""
    return content.CountryContent.model_fields[section].title or first_capital(section.replace("_", " "))


class RecordReader:
    """A record whose columns are taken out one after the other, until the rest is printed as labelled facts."""

    def __init__(self, section: str, record: Record) -> None:
        model = _MODELS[section]
        self.view = model.VIEW
        self.left = dict(record)
        self.anchor = ""
        if issubclass(model, Entry):
            self.anchor = f"{section.replace('_', '-')}-{self.left.pop(model.KEY)}"

    def take(self, *columns: str) -> list[Any]:
        """Take the values of columns out."""
        return [self.left.pop(column) for column in columns]

    def text(self, column: str) -> str:
        """Take a text out, empty where there is none."""
        return self.left.pop(column) or ""

    def meaning(self, column: str) -> str:
        """Take a code and its label out, and return what it means in words; empty where there is no code."""
        code, meaning = self.take(column, f"{column}_label")
        return str(meaning or code or "")

    def has(self, *columns: str) -> bool:
        """Return whether any of the columns has a value."""
        return any(self.left.get(column) for column in columns)

    def tags(self, column: str) -> b.Blocks:
        """Take a list of short words out, as tags."""
        values = self.text(column)
        return (b.Tags(label(self.view, column), tuple(values.split("; "))),) if values else ()

    def marks(self, column: str = "footnotes") -> b.Marks:
        """Take footnotes out: those of the record, or those of a field."""
        return tuple(b.Mark(number, self.anchor) for number in self.left.pop(column, ()))

    def facts(self, **instead: str) -> tuple[b.Facts, ...]:
        """Return what is left as labelled facts, some of it in other words."""
        values = {**self.left, **instead}
        known = tuple(
            (label(self.view, column), _value(value))
            for column, value in values.items()
            if value not in (None, "")
        )
        return (b.Facts(known),) if known else ()

    def rest(self) -> str:
        """Return what is left as one text."""
        return " ".join(f"{name}: {b.plain(value)}." for block in self.facts() for name, value in block.facts)

    def entry(self, heading: b.Text, body: Sequence[b.Block], **instead: str) -> b.Entry:
        """Return an entry with a body, then the facts that are left, then the note."""
        marks, note = self.marks(), self.left.pop("note", None)
        return b.Entry(
            heading, marks, (*body, *self.facts(**instead), *b.paragraphs(note, kind="remark")), self.anchor
        )


def _value(value: object) -> b.Text:
    if isinstance(value, list):
        return b.words("; ".join(map(str, value)))
    return b.words(printed_date(str(value)) if _is_date(value) else str(value))


def _is_date(value: object) -> bool:
    return isinstance(value, str) and (value == UNKNOWN or not value.strip("0123456789-–"))
