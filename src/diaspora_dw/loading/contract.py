"""Check that the tables a source has read fit the database, before anything is loaded.

What fits follows from the SQLAlchemy models: columns, types, required values, keys, references within the release,
and check constraints of a simple form. A source can promise more (`ReleaseTables.promises`). References to rows
that only the database has are left to it. Whether figures are plausible is for the checks in SQL.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from diaspora_dw.errors import ContractError
from diaspora_dw.schema import metadata
from diaspora_dw.schema.base import RELEASE_COLUMN
from diaspora_dw.source import ReleaseTables

MEMBERSHIPS = "memberships"
EXAMPLES = 5

Frames = Mapping[str, pd.DataFrame]

KINDS: dict[type, set[str]] = {
    int: {"integer"},
    float: {"floating", "integer", "mixed-integer-float"},
    str: {"string"},
    bool: {"boolean"},
    date: {"date"},
}
"""What pandas calls values of a Python type."""

_BETWEEN = re.compile(r"(\w+) between (\S+) and (\S+)")
_TERM = re.compile(r"(\w+) (>=|<=|>|<|=|~|in) (\(.*\)|'.*'|-?[\d.]+)")
_QUOTED = re.compile(r"'([^']*)'")

COMPARISONS: dict[str, Callable[["pd.Series[Any]", str], "pd.Series[bool]"]] = {
    ">=": lambda values, limit: values >= float(limit),
    "<=": lambda values, limit: values <= float(limit),
    ">": lambda values, limit: values > float(limit),
    "<": lambda values, limit: values < float(limit),
    "=": lambda values, text: values.isin(_QUOTED.findall(text)),
    "in": lambda values, texts: values.isin(_QUOTED.findall(texts)),
    "~": lambda values, pattern: values.isin(
        [t for t in values.unique() if re.search(pattern.strip("'"), t)]
    ),
}
"""The terms of a check constraint that are understood here."""


def validate_tables(tables: ReleaseTables, place: str) -> None:
    """Raise `ContractError` naming table, column and examples if a frame does not fit its table.

    `place` says which release the tables are of.
    """
    frames = {**tables.facts, **tables.dimensions}
    faults = [
        f"{name}: {fault}"
        for name, frame in frames.items()
        for fault in _table_faults(metadata.tables[name], frame, frames, every_column=name in tables.facts)
    ]
    if tables.memberships is not None:
        faults += [f"{MEMBERSHIPS}: {fault}" for fault in _membership_faults(tables.memberships)]
        frames[MEMBERSHIPS] = tables.memberships
    if not faults:
        faults = [
            f"{name}: {fault}"
            for name, promise in tables.promises.items()
            for fault in _check_faults(promise, frames[name])
        ]
    if faults:
        more = f"; and {len(faults) - EXAMPLES} more" if len(faults) > EXAMPLES else ""
        raise ContractError(
            f"{place}: the rows that were read do not fit the database: {'; '.join(faults[:EXAMPLES])}{more}",
            advice="The reader is at fault, not the publisher. Report it with this message. "
            "The release in use stays.",
        )


def _table_faults(table: Table, frame: pd.DataFrame, frames: Frames, *, every_column: bool) -> list[str]:
    columns = {column.name: column for column in table.columns if column.name != RELEASE_COLUMN}
    faults = [f"unknown column {name}" for name in frame.columns if name not in columns]
    for name, column in columns.items():
        if name in frame.columns:
            faults += _column_faults(column, frame[name])
        elif every_column or not (
            column.nullable or column.server_default is not None or column is table.autoincrement_column
        ):
            faults.append(f"missing column {name}")
    if faults:
        return faults  # the constraints take the types for granted
    for constraint in table.constraints:
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint):
            faults += _key_faults([column.name for column in constraint.columns], frame)
        elif isinstance(constraint, ForeignKeyConstraint):
            faults += _reference_faults(constraint, frame, frames)
        elif isinstance(constraint, CheckConstraint):
            faults += _check_faults(str(constraint.sqltext), frame)
    return sorted(faults)


def _membership_faults(memberships: pd.DataFrame) -> Iterator[str]:
    """Memberships become rows of two tables, by the code of a group."""
    columns = {
        column.name: column
        for name in ("dw.dim_country_group", "dw.bridge_country_group")
        for column in metadata.tables[name].columns
    }
    for name in memberships:
        if name not in columns:
            yield f"unknown column {name}"
        elif name != "valid_from":  # None stands for a membership that was always there
            yield from _column_faults(columns[name], memberships[name])
    yield from _key_faults(["group_code", "country_id", "valid_from"], memberships)


def _column_faults(column: "Column[Any]", values: "pd.Series[Any]") -> Iterator[str]:
    present = values.dropna()
    if len(present) < len(values) and not column.nullable:
        yield f"{column.name} is missing in row {_rows(values.isna())}"
    kind = pd.api.types.infer_dtype(present, skipna=False)
    allowed = KINDS.get(column.type.python_type)
    if present.empty or allowed is None:
        return
    if kind not in allowed:
        yield f"{column.name} holds {kind} values such as {present.iloc[0]!r}, not {column.type}"
    elif column.type.python_type is int and not isinstance(column.type, BigInteger):
        limits = np.iinfo(np.int16 if isinstance(column.type, SmallInteger) else np.int32)
        yield from _wrong(column.name, present, present.between(limits.min, limits.max), "out of range")
    elif column.type.python_type is float:
        yield from _wrong(column.name, present, present.abs() < float("inf"), "not finite")
    elif isinstance(column.type, String) and column.type.length:
        yield from _wrong(column.name, present, present.str.len() <= column.type.length, "too long")


def _key_faults(names: Sequence[str], frame: pd.DataFrame) -> Iterator[str]:
    names = [name for name in names if name in frame.columns]
    if not names:
        return
    repeated = frame[frame.duplicated(names)]
    repeated = repeated[repeated[names].notna().any(axis=1)]
    if len(repeated):
        shown = dict(zip(names, repeated[names].iloc[0], strict=True))
        yield f"{len(repeated):,} repeated keys, such as {shown}"


def _reference_faults(constraint: ForeignKeyConstraint, frame: pd.DataFrame, frames: Frames) -> Iterator[str]:
    target = frames.get(constraint.referred_table.fullname)
    pairs = [
        (element.parent.name, element.column.name)
        for element in constraint.elements
        if element.parent.name != RELEASE_COLUMN
    ]
    if target is None or not pairs:
        return
    own, theirs = ([*names] for names in zip(*pairs, strict=True))
    if not set(own) <= set(frame.columns) or not set(theirs) <= set(target.columns):
        return
    rows = dict.fromkeys(zip(*(frame[name] for name in own), strict=True))
    known = set(zip(*(target[name] for name in theirs), strict=True))
    unknown = [row for row in rows if row not in known and not any(map(pd.isna, row))]
    if unknown:
        shown = ", ".join(map(str, unknown[0]))
        yield f"{', '.join(own)} {shown} is not in {constraint.referred_table.fullname}"


def _check_faults(condition: str, frame: pd.DataFrame) -> Iterator[str]:
    """Check the terms of a condition in SQL, joined by `and`. What is not understood is left to the database."""
    for term in _BETWEEN.sub(r"\1 >= \2 and \1 <= \3", condition).split(" and "):
        if (found := _TERM.fullmatch(term)) and found[1] in frame.columns:
            present = frame[found[1]].dropna()
            if not present.empty:
                yield from _wrong(found[1], present, COMPARISONS[found[2]](present, found[3]), f"not {term}")


def _wrong(name: str, values: "pd.Series[Any]", is_right: "pd.Series[bool]", reason: str) -> Iterator[str]:
    is_wrong = ~is_right.fillna(value=False).astype(bool)
    if is_wrong.any():
        yield f"{name} {values[is_wrong].iloc[0]!r} in row {_rows(is_wrong)}: {reason}"


def _rows(chosen: "pd.Series[bool]") -> str:
    rows = np.flatnonzero(chosen.to_numpy())
    return str(rows[0]) if len(rows) == 1 else f"{rows[0]} and {len(rows) - 1:,} others"
