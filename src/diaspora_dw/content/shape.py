"""What the annotation of a model's field says: one value or many, plain values or models, and their marks.

Template, messages, link checks, tables and labels all read the model through this module.
"""

import types
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from diaspora_dw.content.marks import Mark
from diaspora_dw.content.part import Entry

N = TypeVar("N")


@dataclass(frozen=True)
class Shape:
    """A field's values: `item` is the type of one of them; `notes` are the parts of its annotation."""

    item: Any
    many: bool
    notes: tuple[Any, ...]
    description: str
    required: bool

    @property
    def model(self) -> type[BaseModel] | None:
        """Return the model of the values, or None if they are plain."""
        return self.item if isinstance(self.item, type) and issubclass(self.item, BaseModel) else None

    @property
    def entry(self) -> type[Entry] | None:
        """Return the model of the values if they are entries, or None."""
        return self.model if self.model is not None and issubclass(self.model, Entry) else None

    @property
    def mark(self) -> Mark | None:
        """Return the mark that validates the values, or None."""
        return self.note(Mark)

    def note(self, kind: type[N]) -> N | None:
        """Return the first note of a kind, or None."""
        return next((note for note in self.notes if isinstance(note, kind)), None)


def shape_of(field: FieldInfo) -> Shape:
    """Return the shape of a field, from an annotation like `tuple[Annotated[str, mark], ...]` or `Model | None`."""
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
    return Shape(item, many, tuple(notes), field.description or "", field.is_required())
