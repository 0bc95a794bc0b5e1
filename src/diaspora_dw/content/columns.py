"""Where the parts of a country's content are stored: tables and their columns, derived from the model.

A plain value is a column of its entry's table: a key in `<field>_key`, a list of keys in `<field>_keys`, a flag in
`is_<field>`, a date in four columns, a part in the columns of its own fields, any other value in `<field>`, unless
a `Column` names another one. An entry inside another has the other's key. Lists with a `Bridge` have rows in its
table. Positions are the order in the file, from 1.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any

from annotated_types import Le
from pydantic import BaseModel

from diaspora_dw.content.dates import PartialDate
from diaspora_dw.content.marks import (
    Bridge,
    CodeOf,
    CodeOfCountry,
    Column,
    KeyOf,
    NotStored,
    RowEach,
    TagOf,
    Unit,
)
from diaspora_dw.content.model import CitedEntry, CountryContent
from diaspora_dw.content.part import Entry, Stored
from diaspora_dw.content.shape import Shape, shape_of

SMALLINT_MAX = 32_767


class Kind(StrEnum):
    """The type of a column's values; a country is the key of its row in `dim_country`."""

    TEXT = "text"
    TEXTS = "texts"
    BOOLEAN = "boolean"
    SMALL = "small integer"
    INTEGER = "integer"
    DATE = "date"
    COUNTRY = "country"


@dataclass(frozen=True)
class StoredColumn:
    """A column. `read` returns its value for a part; None if the value depends on where the part stands."""

    name: str
    kind: Kind = Kind.TEXT
    meaning: str | None = None
    read: Callable[[Any], Any] | None = None
    required: bool = True
    key: bool = False
    entry: type[Entry] | None = None
    """The entry of the same release that the value is the key of."""
    vocabulary: str | None = None
    """The vocabulary that the value is a code of."""


@dataclass(frozen=True)
class StoredTable:
    """A table of content. Each has the keys of the release and the country besides `columns`."""

    name: str
    meaning: str
    columns: tuple[StoredColumn, ...]


POSITION = StoredColumn("position", Kind.SMALL)


@cache
def stored_tables() -> dict[str, StoredTable]:
    """Return every table of content by its name."""
    return {
        table.name: table
        for shape in map(shape_of, CountryContent.model_fields.values())
        if shape.model is not None and issubclass(shape.model, Stored)
        for table in _tables_of(shape.model, shape.description, ())
    }


@cache
def sections() -> dict[str, type[Entry]]:
    """Return the entries of each section by the section's name; those inside others by `<other>_<field>`."""
    found: dict[str, type[Entry]] = {}
    for name, entry in _entries_in(CountryContent):
        found[name] = entry
        found |= {f"{noun(entry)}_{inner_name}": inner for inner_name, inner in _entries_in(entry)}
    return found


def _entries_in(model: type[BaseModel]) -> list[tuple[str, type[Entry]]]:
    return [(name, entry) for name, field in model.model_fields.items() if (entry := shape_of(field).entry)]


def noun(entry: type[Entry]) -> str:
    """Return what an entry is called: the name of its key column without the ending."""
    return entry.KEY.removesuffix("_key")


def fields_in_order(model: type[BaseModel]) -> list[tuple[str, Shape]]:
    """Return the shapes of a model's fields; those that all cited entries share come last."""
    names = sorted(model.model_fields, key=lambda name: name in CitedEntry.model_fields)
    return [(name, shape_of(model.model_fields[name])) for name in names]


def _tables_of(model: type[Stored], meaning: str, owners: tuple[type[Entry], ...]) -> Iterator[StoredTable]:
    """Yield the table of a model, those of its bridges, and those of the entries inside it."""
    keys: list[StoredColumn] = []
    rest: list[StoredColumn] = []
    for name, shape in fields_in_order(model):
        bridge, row_each = shape.note(Bridge), shape.note(RowEach)
        if shape.entry is not None:
            assert issubclass(model, Entry)  # noqa: S101 - only entries hold entries
            yield from _tables_of(shape.entry, shape.description, (*owners, model))
        elif row_each is not None:
            keys.append(replace(_value(row_each.column, shape), key=True, read=None))
        else:
            if bridge is not None:
                yield _bridge_table(bridge, shape)
            rest += _columns_of(name, shape)
    if issubclass(model, Entry):
        key = StoredColumn(model.KEY, meaning=f"Key of the {noun(model)}.", read=attrgetter("key"), key=True)
        keys = [key, *keys, POSITION, *map(_owner, owners)]
    yield StoredTable(model.TABLE, f"{meaning}.", (*keys, *rest))


def _owner(entry: type[Entry]) -> StoredColumn:
    return StoredColumn(entry.KEY, meaning=f"Key of the {noun(entry)}.", entry=entry)


def _bridge_table(bridge: Bridge, shape: Shape) -> StoredTable:
    by_key = {entry.KEY: entry for entry in sections().values()}
    owner = [
        replace(_owner(by_key[name]), key=True) if name in by_key else StoredColumn(name, key=True)
        for name in bridge.owner
    ]
    if shape.model is None:
        value = _value(bridge.column, shape)
        meaning = None if value.kind is Kind.COUNTRY else value.meaning
        values = [replace(value, meaning=meaning, read=lambda item: item, key=True)]
    else:
        inner = fields_in_order(shape.model)
        values = [replace(column, key=True) for part in inner for column in _columns_of(*part)]
    columns = [*owner, *values]
    if bridge.within is not None:
        (section,) = (name for name, entry in sections().items() if bridge.within == entry.KEY)
        part, whole = noun(sections()[section]), noun(by_key[bridge.owner[0]])
        meaning = f"Key of the {part}: an entry of {section}; empty for the {whole} as a whole."
        columns = [*values, *owner, StoredColumn(bridge.within, meaning=meaning, key=True)]
    if bridge.is_ordered:
        columns.append(POSITION)
    if bridge.flag is not None:
        columns.append(StoredColumn(bridge.flag[0], Kind.BOOLEAN))
    return StoredTable(bridge.table, f"{bridge.meaning}.", tuple(columns))


def _columns_of(name: str, shape: Shape) -> Iterator[StoredColumn]:
    column, read = shape.note(Column), attrgetter(name)
    elsewhere = shape.note(NotStored) or (shape.note(Bridge) and not column)
    if name == "key" or elsewhere:
        return
    if shape.item is PartialDate:
        yield from _date_columns(column.name if column else name, shape.description, read)
    elif shape.model is not None and not shape.many:
        for part in fields_in_order(shape.model):
            yield from (_inside(read, inner) for inner in _columns_of(*part))
    else:
        value = _value(column.name if column else _default_name(name, shape), shape)
        if shape.many:
            value = replace(value, kind=Kind.TEXTS, required=True, entry=None)
            yield replace(value, read=lambda part: tuple(map(str, read(part))))
        else:
            yield replace(value, read=read)


def _default_name(name: str, shape: Shape) -> str:
    if shape.note(KeyOf) is not None:
        return f"{name}_keys" if shape.many else f"{name}_key"
    return f"is_{name}" if shape.item is bool else name


def _inside(read: Callable[[Any], Any], column: StoredColumn) -> StoredColumn:
    """Return a column of an optional part, seen from the entry around it."""
    inner, is_list = column.read, column.kind is Kind.TEXTS
    assert inner is not None  # noqa: S101 - the columns of fields can be read

    def read_inside(entry: Any) -> Any:
        part = read(entry)
        return inner(part) if part is not None else () if is_list else None

    return replace(column, required=is_list, read=read_inside)


def _date_columns(name: str, description: str, read: Callable[[Any], Any]) -> Iterator[StoredColumn]:
    def column(attribute: str, kind: Kind, meaning: str | None = None) -> StoredColumn:
        def read_attribute(part: Any) -> Any:
            return (value := read(part)) and getattr(value, attribute)

        return StoredColumn(f"{name}_{attribute}", kind, meaning, read_attribute, required=False)

    meaning, mark, rest = description.partition(";")
    text = meaning if meaning.endswith("as printed") else f"{meaning}, as written"
    yield column("text", Kind.TEXT, f"{text}{mark}{rest}.")
    yield column("precision", Kind.TEXT)
    yield column("earliest", Kind.DATE)
    yield column("latest", Kind.DATE)


def _value(column: str, shape: Shape) -> StoredColumn:
    """Return the column of plain values, without the way to read them."""
    meaning, kind = shape.description, Kind.TEXT
    entry: type[Entry] | None = None
    vocabulary: str | None = None
    inside = f"{meaning[:1].lower()}{meaning[1:]}"
    match shape.mark:
        case KeyOf(name=section):
            entry = sections()[section]
            if column == entry.KEY:
                meaning = f"Key of the {noun(entry)}"
            elif shape.many:
                meaning = f"Keys of {inside}: entries of {section}"
            else:
                meaning = f"Key of {inside}: an entry of {section}"
        case CodeOf(name=codes):
            vocabulary, meaning = codes, f"{meaning}: a code of {codes}"
        case TagOf(name=tags):
            meaning = f"{meaning}: a code of {tags}, or a free tag"
    if shape.note(CodeOfCountry):
        kind, meaning = Kind.COUNTRY, f"Key of the {inside}"
    elif shape.item is bool:
        kind = Kind.BOOLEAN
    elif shape.item is int:
        highest = shape.note(Le)
        kind = Kind.SMALL if highest and int(str(highest.le)) <= SMALLINT_MAX else Kind.INTEGER
    unit = shape.note(Unit)
    meaning = f"{meaning}. Unit: {unit.name}." if unit else f"{meaning}."
    required = shape.required or shape.many
    return StoredColumn(column, kind, meaning, None, required, entry=entry, vocabulary=vocabulary)
