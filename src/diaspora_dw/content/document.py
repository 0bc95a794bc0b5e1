"""Reads a YAML file as plain data and remembers the line of every part.

Every scalar stays text, so that `no`, 2010-05-29 and 277 mean what they say; nothing, ~ and null are None.
Anchors, aliases and tags are rejected: content needs none, and they let small files grow huge or run code.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from diaspora_dw.content.problem import Location, Problem, escape_unprintable

MAX_BYTES = 500_000
"""Tajikistan's file has about 30,000."""
MAX_DEPTH = 20
"""The model's deepest value lies 6 levels down."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True)
class Document:
    """A YAML file: its data, the line of each part, and its mistakes as YAML.

    `data` is None where the file could not be read at all; `problems` then say why.
    """

    path: Path
    data: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def line(self, location: Location) -> int:
        """Return the line of a part, or of the nearest part around it if it is missing."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)


def read_document(path: Path, stored: bytes | None = None) -> Document:
    """Read a file, or the stored bytes of it. Its mistakes raise no error: they are in the document."""
    try:
        root = _compose(_text(_bytes(path) if stored is None else stored))
    except _UnreadableError as error:
        return Document(path, problems=(Problem(path, error.line, error.what, error.expected),))
    lines: dict[Location, int] = {(): root.start_mark.line + 1}
    problems: list[Problem] = []
    data = _plain(root, (), lines, path, problems)
    if data is None:
        problems.append(Problem(path, 1, "the file is empty", "a mapping of fields"))
    return Document(path, data, lines, tuple(problems))


class _UnreadableError(Exception):
    """The bytes are not text, or the text is not YAML that content may use."""

    def __init__(self, line: int, what: str, expected: str) -> None:
        super().__init__(what)
        self.line, self.what, self.expected = line, what, expected


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise _UnreadableError(1, "the file does not exist", "a YAML file")
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _UnreadableError(1, error.strerror or str(error), "a file that can be read") from error


def _text(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise _UnreadableError(1, "the file is too large", f"at most {MAX_BYTES:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _UnreadableError(
            line, f"byte 0x{content[error.start]:02X} is not UTF-8", "UTF-8 text"
        ) from error


def _compose(text: str) -> yaml.Node:
    """Return the document's nodes. Raise the one error for every error of the YAML library."""
    loader = None
    try:
        loader = _StrictLoader(text)
        root = loader.get_single_node()
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        what = f"the character U+{error.character:04X} is not allowed here"
        raise _UnreadableError(line, what, "printable text") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context or "unreadable"
        raise _UnreadableError(mark.line + 1 if mark else 1, what, "well-formed YAML") from error
    except ValueError as error:  # an escape like "\\U00110000" that no character has
        line = loader.line + 1 if loader else 1
        raise _UnreadableError(line, str(error), "well-formed YAML") from error
    if root is None:
        raise _UnreadableError(1, "the file is empty", "a mapping of fields")
    return root


class _StrictLoader(yaml.SafeLoader):
    """Composes nodes without constructing objects, and rejects anchors, aliases, tags and deep nesting."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            self._refuse("an anchor or alias (& or *)", "the value written out, or text in quotes", event)
        if getattr(event, "tag", None) is not None:
            self._refuse("a tag (!)", "plain values; text that starts with ! in quotes", event)
        if self._depth >= MAX_DEPTH:
            self._refuse("lists and mappings nested too deep", f"at most {MAX_DEPTH} levels", event)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    @staticmethod
    def _refuse(what: str, expected: str, event: yaml.Event) -> None:
        raise _UnreadableError(event.start_mark.line + 1 if event.start_mark else 1, what, expected)


def _plain(
    node: yaml.Node, location: Location, lines: dict[Location, int], path: Path, problems: list[Problem]
) -> Any:
    """Return the node as text, None, lists and dicts. Record lines, and problems such as repeated keys."""
    if isinstance(node, yaml.ScalarNode):
        return None if node.style is None and node.value in _NULLS else node.value
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            lines[(*location, index)] = item.start_mark.line + 1
            items.append(_plain(item, (*location, index), lines, path, problems))
        return items
    mapping: dict[str, Any] = {}
    for name, line, value in _pairs(node, path, problems):
        inside = (*location, name)
        if name in mapping:
            what = f"{escape_unprintable(name)} is repeated (first on line {lines[inside]})"
            problems.append(Problem(path, line, what, "each field once"))
            continue
        lines[inside] = line
        mapping[name] = _plain(value, inside, lines, path, problems)
    return mapping


def _pairs(node: yaml.Node, path: Path, problems: list[Problem]) -> Iterator[tuple[str, int, yaml.Node]]:
    """Yield name, line and value of each field of a mapping."""
    for key, value in node.value:
        line = key.start_mark.line + 1
        if isinstance(key, yaml.ScalarNode):
            yield key.value, line, value
        else:
            problems.append(Problem(path, line, "a list or mapping is used as a field's name", "a name"))
