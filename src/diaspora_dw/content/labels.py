"""The labels of the columns that the views of content publish: the titles of the model's fields."""

from collections.abc import Iterator
from functools import cache

from pydantic import BaseModel

from diaspora_dw.content.model import CountryContent, Stored
from diaspora_dw.content.shape import shape_of


def label(view: str, column: str) -> str | None:
    """Return the label of a view's column, or of the field behind it; None for what no field describes."""
    return _labels().get((view, column))


@cache
def _labels() -> dict[tuple[str, str], str]:
    return {
        (part.VIEW, name): title
        for part in stored_parts(CountryContent)
        for column, title in _titles(part)
        for name in (column, f"{column}_text")
    }


def stored_parts(model: type[BaseModel]) -> Iterator[type[Stored]]:
    """Yield the parts of a country's content that have a table, the parts inside others included."""
    if issubclass(model, Stored):
        yield model
    for field in model.model_fields.values():
        inner = shape_of(field).model
        if inner is not None:
            yield from stored_parts(inner)


def _titles(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """Yield the titles of fields, by the field's name and by its column's."""
    for name, field in model.model_fields.items():
        shape = shape_of(field)
        if shape.model is not None and not shape.many:
            yield from _titles(shape.model)
        for column in {name, shape.column or name}:
            yield column, field.title or name
