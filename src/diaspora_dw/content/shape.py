"""What the annotation of a model's field says: one value or many, text or a model, and the mark it bears.

Template, messages and link checks all go by this, so that none of them repeats the model.
"""

import types
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from diaspora_dw.content.marks import Column, Mark


@dataclass(frozen=True)
class Shape:
    """A field's values: `item` is the type of one of them, `column` its column where that has another name."""

    item: Any
    many: bool
    mark: Mark | None
    column: str | None

    @property
    def model(self) -> type[BaseModel] | None:
        """The model of the values, or None where they are plain."""
        return self.item if isinstance(self.item, type) and issubclass(self.item, BaseModel) else None


def shape_of(field: FieldInfo) -> Shape:
    """Take an annotation like `tuple[Annotated[str, mark], ...]` or `Model | None` apart."""
    item, many, notes = field.annotation, False, list(field.metadata)
    while (origin := get_origin(item)) is not None:
        first, *rest = get_args(item)
        if origin is Annotated:
            notes += rest
        elif origin is tuple:
            many = True
        elif origin not in (Union, types.UnionType):
            break
        item = first
    mark = next((note for note in notes if isinstance(note, Mark)), None)
    column = next((note.name for note in notes if isinstance(note, Column)), None)
    return Shape(item, many, mark, column)


def model_at(model: type[BaseModel], location: Sequence[str | int]) -> type[BaseModel] | None:
    """The model that stands at a location of another's data, or None where there is none."""
    found: type[BaseModel] | None = model
    for step in location:
        if isinstance(step, int):
            continue
        if found is None or step not in found.model_fields:
            return None
        found = shape_of(found.model_fields[step]).model
    return found
