"""Reads a YAML file as plain data and remembers the line of every part.

Every scalar stays text, so that `no`, 2010-05-29 and 277 mean what they say; nothing, ~ and null are None.
Anchors, aliases and tags are rejected: content needs none, and they let small files grow huge or run code.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from diaspora_dw.content.fields import is_placeholder
from diaspora_dw.content.marks import Known
from diaspora_dw.content.problem import Location, Problem, describe_location, escape_unprintable, explain
from diaspora_dw.yaml_text import SAFE_LOADER

MAX_BYTES = 500_000
"""Tajikistan's file has about 30,000."""
MAX_DEPTH = 20
"""The model's deepest value lies 6 levels down."""

_REPLACE = "what the source says; leave an optional field out if it says nothing"
_EMPTY = ("the file is empty", "a mapping of fields")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

M = TypeVar("M", bound=BaseModel)


@dataclass
class Document:
    """A YAML file: its data, the line of each part, and the problems found so far.

    `data` is None where the file could not be read at all; `problems` then say why.
    """

    path: Path
    data: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    placeholders: dict[Location, str] = field(default_factory=dict)
    """Values of the template that were not replaced. Each is one of the problems."""

    def line(self, location: Location) -> int:
        """Return the line of a part, or of the nearest part around it if it is missing."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)

    def problem(self, location: Location, what: str, expected: str) -> Problem:
        """Return the problem of a part, which its text names."""
        what = f"{describe_location(location, self.data)}: {what}"
        return Problem(self.path, self.line(location), what, expected)

    def validate(self, model: type[M], known: Known | None = None) -> M | None:
        """Return the data as a model; None if they are invalid, with one more problem for each error."""
        try:
            return model.model_validate(self.data, context=known)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                location = detail["loc"]
                if any(place[: len(location)] == location for place in self.placeholders):
                    continue  # the placeholder is the problem
                line = self.line(location)
                self.problems.append(Problem(self.path, line, *explain(detail, model, self.data)))
            self.problems.sort(key=lambda problem: problem.line)
        return None


def read_document(path: Path, stored: bytes | None = None) -> Document:
    """Read a file, or the stored bytes of it. Its mistakes raise no error: they are in the document."""
    document = Document(path)
    try:
        root = _compose(_read_text(path, stored))
    except _UnreadableError as error:
        document.problems.append(Problem(path, *error.args))
        return document
    document.data = _plain(root, (), document)
    if document.data is None:
        document.problems.append(Problem(path, 1, *_EMPTY))
    for location, text in document.placeholders.items():
        document.problems.append(document.problem(location, f"found the placeholder {text}", _REPLACE))
    return document


class _UnreadableError(Exception):
    """The bytes are not text, or the text is not YAML that content may use: on which line, what, what is expected."""


def _read_text(path: Path, stored: bytes | None) -> str:
    if stored is None and not path.is_file():
        raise _UnreadableError(1, "the file does not exist", "a YAML file")
    try:
        if stored is None:
            with path.open("rb") as file:
                stored = file.read(MAX_BYTES + 1)
        if len(stored) > MAX_BYTES:
            raise _UnreadableError(1, "the file is too large", f"at most {MAX_BYTES:,} bytes")
        return stored.decode("utf-8-sig")
    except OSError as error:
        raise _UnreadableError(1, error.strerror or str(error), "a file that can be read") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{error.object[error.start]:02X} is not UTF-8"
        raise _UnreadableError(line, what, "UTF-8 text") from error


def _compose(text: str) -> yaml.Node:
    """Return the document's nodes. Raise the one error for every error of the YAML library."""
    with suppress(yaml.YAMLError):  # what it means, the other one says better
        return _whole(_FastLoader(text))
    try:
        loader = _StrictLoader(text)
        return _whole(loader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        what = f"the character U+{error.character:04X} is not allowed here"
        raise _UnreadableError(line, what, "printable text") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context or "unreadable"
        raise _UnreadableError(mark.line + 1 if mark else 1, what, "well-formed YAML") from error
    except ValueError as error:  # an escape like "\\U00110000" that no character has
        raise _UnreadableError(loader.line + 1, str(error), "well-formed YAML") from error


def _whole(loader: yaml.composer.Composer) -> yaml.Node:
    root = loader.get_single_node()
    if root is None:
        raise _UnreadableError(1, *_EMPTY)
    return root


class _Strict(yaml.composer.Composer):
    """Composes nodes without constructing objects, and rejects anchors, aliases, tags and deep nesting."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[attr-defined]
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            what = "an anchor or alias (& or *)"
            raise _UnreadableError(line, what, "the value written out, or text in quotes")
        if getattr(event, "tag", None) is not None:
            raise _UnreadableError(line, "a tag (!)", "plain values; text that starts with ! in quotes")
        if self._depth >= MAX_DEPTH:
            what = "lists and mappings nested too deep"
            raise _UnreadableError(line, what, f"at most {MAX_DEPTH} levels")
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


class _StrictLoader(_Strict, yaml.SafeLoader):
    """Reads in Python, slowly, and says in plain words what it cannot read."""


class _FastLoader(_Strict, SAFE_LOADER):  # type: ignore[misc]
    """Reads the same, as fast as can be."""

    __init__ = SAFE_LOADER.__init__


def _plain(node: yaml.Node, location: Location, document: Document) -> Any:
    """Return the node as text, None, lists and dicts. Record lines, and problems such as repeated keys."""
    document.lines.setdefault(location, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        if is_placeholder(node.value):
            document.placeholders[location] = node.value
        return None if not node.style and node.value in _NULLS else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*location, index), document) for index, item in enumerate(node.value)]
    mapping: dict[str, Any] = {}
    for key, value in node.value:
        line, inside = key.start_mark.line + 1, (*location, key.value)
        if not isinstance(key, yaml.ScalarNode):
            what = "a list or mapping is used as a field's name"
            document.problems.append(Problem(document.path, line, what, "a name"))
        elif key.value in mapping:
            what = f"{escape_unprintable(key.value)} is repeated (first on line {document.lines[inside]})"
            document.problems.append(Problem(document.path, line, what, "each field once"))
        else:
            document.lines[inside] = line
            mapping[key.value] = _plain(value, inside, document)
    return mapping
