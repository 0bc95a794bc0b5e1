"""What the annotation of a model's field says: one value or many, text or a model, and the mark it bears.

Template, messages and link checks all go by this, so that none of them repeats the model.
"""

import types
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from diaspora_dw.content.marks import Mark


@dataclass(frozen=True)
class Shape:
    """A field's values: `item` is the type of one of them."""

    item: Any
    many: bool
    mark: Mark | None

    @property
    def model(self) -> type[BaseModel] | None:
        """The model of the values, or None where they are plain."""
        return self.item if isinstance(self.item, type) and issubclass(self.item, BaseModel) else None


def shape_of(field: FieldInfo) -> Shape:
    """Take an annotation like `tuple[Annotated[str, mark], ...]` or `Model | None` apart."""
    mark = next((part for part in field.metadata if isinstance(part, Mark)), None)
    item, many = field.annotation, False
    while (origin := get_origin(item)) is not None:
        first, *rest = get_args(item)
        if origin is Annotated:
            mark = next((part for part in rest if isinstance(part, Mark)), mark)
        elif origin is tuple:
            many = True
        elif origin not in (Union, types.UnionType):
            break
        item = first
    return Shape(item, many, mark)


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
