"""Renders tidy frames as the text that COPY reads, in one canonical form, and loads it.

Equal frames give equal text, so a digest of the text identifies the content of a release.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from psycopg import sql
from sqlalchemy import Table

from diaspora_dw import composing
from diaspora_dw.database import Connection
from diaspora_dw.errors import ContentError
from diaspora_dw.schema import metadata
from diaspora_dw.schema.base import RELEASE_COLUMN

NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True)
class CopyText:
    """The rows of one table: its columns without the release, and a line for each row, in the order of the key."""

    table: Table
    columns: tuple[str, ...]
    lines: tuple[str, ...]

    def load(self, connection: Connection, release_id: int) -> None:
        """Load the rows of a release, inside the caller's transaction.

        A partition is created in the same transaction, so its rows can be written frozen: they need no rewriting
        later, and with `wal_level = minimal` no log either.
        """
        name = self.table.fullname
        if self.table.dialect_options["postgresql"]["partition_by"] is None:
            self.send(connection, composing.table(name), release_id)
            return
        opened = connection.execute("select ops.open_partition(%s, %s)", (name, release_id)).fetchall()
        self.send(connection, composing.table(opened[0][0]), release_id, "with (freeze)")
        connection.execute("select ops.attach_partition(%s, %s)", (name, release_id))

    def send(self, connection: Connection, into: sql.Composable, release_id: int, options: str = "") -> None:
        """Copy the rows into a table, each with its release."""
        statement = sql.SQL("copy {} ({}) from stdin {}").format(
            into, composing.columns((RELEASE_COLUMN, *self.columns)), sql.SQL(options)
        )
        with connection.cursor().copy(statement) as copy:
            if self.lines:
                start = f"{release_id}\t"
                copy.write(start + f"\n{start}".join(self.lines) + "\n")


def render(table_name: str, frame: pd.DataFrame) -> CopyText:
    """Return the canonical text of a frame that `contract` has validated."""
    table = metadata.tables[table_name]
    keys = [column.name for column in table.primary_key if column.name != RELEASE_COLUMN]
    columns = [column.name for column in table.columns if column.name != RELEASE_COLUMN]
    lines = _lines(frame.sort_values(keys, kind="stable")[columns])
    return CopyText(table, tuple(columns), lines)


def digest(texts: Iterable[CopyText], dimensions: Mapping[str, pd.DataFrame]) -> str:
    """Return the SHA-256 of rendered tables and dimension rows: equal figures always have the same.

    Raises `ContentError` for a text that no table can hold.
    """
    total = hashlib.sha256()
    parts = [(text.table.fullname, text.columns, text.lines) for text in texts]
    parts.sort(key=lambda part: part[0])
    for name, rows in sorted(dimensions.items()):
        ordered = rows.sort_values(list(rows.columns), kind="stable")
        parts.append((name, tuple(rows.columns), _lines(ordered)))
    for name, columns, lines in parts:
        total.update(f"{name}({','.join(columns)})\n".encode())
        total.update(_encode(lines, name))
    return total.hexdigest()


def _encode(lines: Iterable[str], table_name: str) -> bytes:
    """Encode lines for the database, which accepts neither the null character nor half a surrogate pair."""
    text = "\n".join(lines)
    if found := re.search("[\0\ud800-\udfff]", text):
        raise ContentError(
            f"a text for {table_name} contains the character U+{ord(found[0]):04X}, which no table can hold",
            advice="The publisher sent a damaged text. Run again when it is corrected.",
        )
    return text.encode()


def _lines(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(map("\t".join, zip(*(_render_column(frame[column]) for column in frame), strict=True)))


def _render_column(values: pd.Series) -> list[str]:
    missing = values.isna().to_numpy()
    if pd.api.types.is_bool_dtype(values.dtype):
        texts = ["t" if value else "f" for value in values.fillna(False)]
    elif pd.api.types.is_float_dtype(values.dtype):
        texts = list(map(repr, values.fillna(0.0).to_numpy(dtype=np.float64).tolist()))
    elif pd.api.types.is_integer_dtype(values.dtype):
        texts = list(map(str, values.fillna(0).to_numpy(dtype=np.int64).tolist()))
    else:  # texts repeat thousands of times
        codes, distinct = pd.factorize(values)
        escaped = [_escape(value) for value in distinct] or [NULL]
        texts = [escaped[code] for code in codes.tolist()]
    if missing.any():
        texts = [NULL if is_null else text for text, is_null in zip(texts, missing.tolist(), strict=True)]
    return texts


def _escape(value: object) -> str:
    if isinstance(value, (list, tuple)):
        inner = ",".join('"' + str(item).replace("\\", "\\\\").replace('"', '\\"') + '"' for item in value)
        return f"{{{inner}}}".translate(_ESCAPES)
    return str(value).translate(_ESCAPES)
