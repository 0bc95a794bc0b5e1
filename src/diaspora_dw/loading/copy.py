"""Renders tidy frames as the text that COPY reads, in one canonical form, so that a digest can stand for them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from psycopg import sql
from sqlalchemy import Table

from diaspora_dw.database import Connection
from diaspora_dw.errors import ContentError
from diaspora_dw.schema import metadata

NULL = "\\N"
RELEASE_COLUMN = "release_id"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True)
class CopyText:
    """The rows of one table: its columns but for the release, and a line for each row in the order of the key."""

    table: Table
    columns: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def is_partitioned(self) -> bool:
        """Whether each release of the table is a partition of its own."""
        return self.table.dialect_options["postgresql"]["partition_by"] is not None

    def send(self, connection: Connection, into: sql.Composable, release_id: int, options: str = "") -> None:
        """COPY the rows into a table, each with its release."""
        statement = sql.SQL("copy {} ({}) from stdin {}").format(
            into,
            sql.SQL(", ").join(map(sql.Identifier, (RELEASE_COLUMN, *self.columns))),
            sql.SQL(options),
        )
        with connection.cursor().copy(statement) as copy:
            if self.lines:
                start = f"{release_id}\t"
                copy.write(start + f"\n{start}".join(self.lines) + "\n")


def render(table_name: str, frame: pd.DataFrame) -> CopyText:
    """The canonical text of a frame that holds a table's columns, every one but `release_id`, in any order.

    Rows come in the order of the table's key and values in one spelling each, so equal frames give equal text.
    Raises `ValueError` naming columns that are missing or that the table does not have.
    """
    table = metadata.tables[table_name]
    keys = [column.name for column in table.primary_key if column.name != RELEASE_COLUMN]
    columns = [column.name for column in table.columns if column.name != RELEASE_COLUMN]
    if odd := set(columns) ^ set(frame.columns):
        raise ValueError(f"the frame for {table_name} and the table differ in: {', '.join(sorted(odd))}")
    ordered = frame.sort_values(keys, kind="stable")
    cells = [_rendered(ordered[column]) for column in columns]
    return CopyText(table, tuple(columns), tuple(map("\t".join, zip(*cells, strict=True))))


def digest(texts: Iterable[CopyText], dimensions: Mapping[str, pd.DataFrame]) -> str:
    """SHA-256 over rendered tables and dimension rows: the same figures give the same digest, whenever read.

    Raises `ContentError` for a text that no table can hold.
    """
    total = hashlib.sha256()
    for text in sorted(texts, key=lambda text: text.table.fullname):
        total.update(f"{text.table.fullname}({','.join(text.columns)})\n".encode())
        total.update(_bytes_of(text.lines, text.table.fullname))
    for name in sorted(dimensions):
        rows = dimensions[name]
        ordered = rows.sort_values(list(rows.columns), kind="stable")
        total.update(f"{name}({','.join(rows.columns)})\n".encode())
        lines = map("\t".join, zip(*(_rendered(ordered[c]) for c in rows), strict=True))
        total.update(_bytes_of(lines, name))
    return total.hexdigest()


def _bytes_of(lines: Iterable[str], table_name: str) -> bytes:
    """The lines as they go to the database, which takes neither the null character nor half a character."""
    try:
        data = "\n".join(lines).encode()
    except UnicodeEncodeError as fault:
        odd = fault.object[fault.start]
    else:
        if b"\0" not in data:
            return data
        odd = "\0"
    raise ContentError(
        f"what was read for {table_name} holds the character U+{ord(odd):04X}, which no table can",
        advice="The publisher has sent a damaged text; run again when it is mended.",
    )


def _rendered(values: pd.Series) -> list[str]:
    missing = values.isna().to_numpy()
    if pd.api.types.is_bool_dtype(values.dtype):
        texts = ["t" if value else "f" for value in values.fillna(False)]
    elif pd.api.types.is_integer_dtype(values.dtype):
        texts = _spelt_once(values.fillna(0).to_numpy(dtype=np.int64))
    elif pd.api.types.is_float_dtype(values.dtype):
        texts = list(map(repr, values.fillna(0.0).to_numpy(dtype=np.float64).tolist()))
    else:
        codes, distinct = pd.factorize(values)
        spelt = [_escaped(value) for value in distinct] or [NULL]
        texts = [spelt[code] for code in codes.tolist()]
    if missing.any():
        texts = [NULL if gone else text for text, gone in zip(texts, missing.tolist(), strict=True)]
    return texts


def _spelt_once(values: np.ndarray) -> list[str]:
    """Integers as text; keys repeat thousands of times, so each is spelt once."""
    known: dict[int, str] = {}
    numbers = values.tolist()
    for number in set(numbers):
        known[number] = str(number)
    return [known[number] for number in numbers]


def _escaped(value: object) -> str:
    if isinstance(value, (list, tuple)):
        inner = ",".join('"' + str(item).replace("\\", "\\\\").replace('"', '\\"') + '"' for item in value)
        return f"{{{inner}}}".translate(_ESCAPES)
    return str(value).translate(_ESCAPES)
