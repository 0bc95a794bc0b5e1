"""What the parts of a country's content are made of: the base classes, and short ways to declare a field."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from diaspora_dw.content.fields import Key


def required(description: str, label: str | None = None, **limits: Any) -> Any:
    """Declare a field that every entry has. Its label is its name in words unless another one is given."""
    return Field(title=label, description=description, **limits)


def optional(description: str, label: str | None = None, **limits: Any) -> Any:
    """Declare a field that an entry may have."""
    return required(description, label, default=None, **limits)


def several(description: str, label: str | None = None) -> Any:
    """Declare a list that may be empty."""
    return required(description, label, default=())


class Strict(BaseModel):
    """The base of parts and vocabularies: they have the declared fields only, and never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Stored(Strict):
    """A part that has a table of its own, and a view that publishes it."""

    TABLE: ClassVar[str]
    VIEW: ClassVar[str]


class Entry(Stored):
    """An item of a section, known by its key. The key is stored in the column `KEY`."""

    KEY: ClassVar[str]

    key: Key = required("Stable name in lower-case letters, digits and hyphens; it never changes")
