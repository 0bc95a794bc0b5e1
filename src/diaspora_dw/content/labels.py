"""The words for what the tables and views of content publish: labels and meanings, from the model's fields."""

from collections import defaultdict
from functools import cache

from pydantic import BaseModel

from diaspora_dw.content.columns import sections, stored_tables
from diaspora_dw.content.marks import Column
from diaspora_dw.content.model import Edition
from diaspora_dw.content.part import Stored
from diaspora_dw.content.shape import shape_of


def label(view: str, column: str) -> str | None:
    """Return the label of a view's column, or of the field behind it; None if no field describes it."""
    words = _fields().get((view, column)) or _fields().get((view, column.removesuffix("_text")))
    return words and words[0]


def meaning(relation: str, column: str) -> str | None:
    """Return what a column of a table or a view of content holds; None if the model does not say."""
    words = _fields().get((relation, column))
    return _columns().get((relation, column)) or (f"{words[1]}." if words else None)


@cache
def shared_meanings() -> dict[str, str]:
    """Return the meanings of the columns that mean the same in every table of content."""
    meanings: defaultdict[str, set[str]] = defaultdict(set)
    for (_, column), found in _columns().items():
        meanings[column].add(found)
    return {column: found.pop() for column, found in meanings.items() if len(found) == 1}


def all_meanings() -> list[tuple[tuple[str, str], str]]:
    """Return every meaning by relation and column, in order."""
    return sorted(_columns().items()) + sorted((place, words[1]) for place, words in _fields().items())


@cache
def _fields() -> dict[tuple[str, str], tuple[str, str]]:
    """Return label and description of each field, by its view and its name, and by the name of its column."""
    found: dict[tuple[str, str], tuple[str, str]] = {}

    def add(view: str, model: type[BaseModel]) -> None:
        for name, field in model.model_fields.items():
            shape = shape_of(field)
            if shape.model is not None and not shape.many:
                add(view, shape.model)
            words = field.title or name.replace("_", " ").capitalize(), shape.description
            column = shape.note(Column)
            found[view, name] = words
            found[view, column.name if column else name] = words

    for part in _stored_parts():
        add(part.VIEW, part)
    return found


@cache
def _columns() -> dict[tuple[str, str], str]:
    """Return the meanings of the stored columns, by table and by the view that publishes it."""
    views = {part.TABLE: part.VIEW for part in _stored_parts()}
    return {
        (relation, column.name): column.meaning
        for table in stored_tables().values()
        for column in table.columns
        for relation in (table.name, views.get(table.name))
        if relation is not None and column.meaning is not None
    }


def _stored_parts() -> list[type[Stored]]:
    return [Edition, *sections().values()]
