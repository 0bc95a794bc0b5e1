"""Keeps the dimensions: rows are added or updated by key and never deleted, memberships are spells."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
from psycopg import sql

from diaspora_dw.database import Connection
from diaspora_dw.schema import metadata

BEGINNING = date(1, 1, 1)
"""The first day of a membership that was there before the figures begin, or when it was first seen."""


def upsert(connection: Connection, table_name: str, rows: pd.DataFrame, *, leave_known: bool = False) -> None:
    """Add rows to a dimension, or update those whose key is known and whose values differ.

    A table that is all key, a plain list of pairs, is made to hold the given rows and no others. With
    `leave_known`, what is there stays as it is: an edition of the past brings words that were dropped since, but
    does not say how those in use are to be understood.
    """
    table = metadata.tables[table_name]
    if all(column.primary_key for column in table.columns):
        if leave_known:
            rows = _of_unknown_owners(connection, table_name, rows)
        else:
            connection.execute(sql.SQL("delete from {}").format(sql.Identifier(*table_name.split("."))))
    natural = [c.name for c in table.columns if c.unique] or [c.name for c in table.primary_key]
    keys = [c.name for c in table.primary_key if c.name in rows.columns] or natural
    columns = list(rows.columns)
    values = [c for c in columns if c not in keys]
    identifiers = {c: sql.Identifier(c) for c in columns}
    statement = sql.SQL(
        "insert into {table} as present ({columns}) values ({places}) on conflict ({keys}) {action}"
    ).format(
        table=sql.Identifier(*table_name.split(".")),
        columns=sql.SQL(", ").join(identifiers.values()),
        places=sql.SQL(", ").join(sql.Placeholder() * len(columns)),
        keys=sql.SQL(", ").join(identifiers[key] for key in keys),
        action=sql.SQL("do update set {sets} where ({old}) is distinct from ({new})").format(
            sets=sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(identifiers[v]) for v in values),
            old=sql.SQL(", ").join(sql.SQL("present.{}").format(identifiers[v]) for v in values),
            new=sql.SQL(", ").join(sql.SQL("excluded.{}").format(identifiers[v]) for v in values),
        )
        if values and not leave_known
        else sql.SQL("do nothing"),
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, _plain_rows(rows))


def _of_unknown_owners(connection: Connection, table_name: str, pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs whose first half has none yet."""
    owner = next(iter(metadata.tables[table_name].primary_key)).name
    known = connection.execute(
        sql.SQL("select distinct {} from {}").format(
            sql.Identifier(owner), sql.Identifier(*table_name.split("."))
        )
    ).fetchall()
    return pairs[~pairs[owner].isin([value for (value,) in known])]


def replace_memberships(connection: Connection, memberships: pd.DataFrame) -> None:
    """Make dated memberships those given, for every group named in them.

    Columns: `group_code`, `country_id`, `valid_from` and `valid_to` (dates, None where open).
    """
    ids = _group_ids(connection, memberships["group_code"].unique().tolist())
    spells = [
        (ids[code], country, start or BEGINNING, end)
        for code, country, start, end in _plain_rows(
            memberships[["group_code", "country_id", "valid_from", "valid_to"]]
        )
    ]
    connection.execute("delete from dw.bridge_country_group where group_id = any(%s)", (list(ids.values()),))
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            insert into dw.bridge_country_group (group_id, country_id, valid_from, valid_to)
            values (%s, %s, %s, %s)
            """,
            spells,
        )


def observe_memberships(
    connection: Connection, source_code: str, memberships: pd.DataFrame, seen: date, *, is_first: bool
) -> None:
    """Take note of the groupings that a publisher assigns now: spells open when seen and close when gone.

    Columns: `group_code`, `group_name`, `group_type`, `country_id`. Only groups of this source are touched.
    A first sight counts as from the beginning, and takes the place of what a sample had shown: publishers apply
    today's regions and income groups to the past themselves.
    """
    groups = memberships[["group_code", "group_name", "group_type"]].drop_duplicates()
    if is_first:
        connection.execute(
            """
            delete from dw.bridge_country_group as b
            using dw.dim_country_group as g
            where g.group_id = b.group_id and g.source_code = %s
            """,
            (source_code,),
        )
    upsert(connection, "dw.dim_country_group", groups.assign(source_code=source_code, description=None))
    ids = _group_ids(connection, groups["group_code"].tolist())
    now = [(ids[code], country) for code, country in _plain_rows(memberships[["group_code", "country_id"]])]
    connection.execute(
        "create temporary table seen_now (group_id integer, country_id smallint) on commit drop"
    )
    with connection.cursor().copy("copy seen_now from stdin") as copy:
        for row in now:
            copy.write_row(row)
    connection.execute(
        """
        delete from dw.bridge_country_group as b
        using dw.dim_country_group as g
        where
            g.group_id = b.group_id and g.source_code = %(source)s
            and b.valid_to is null and b.valid_from > %(last_day)s
            and (b.group_id, b.country_id) not in (select s.group_id, s.country_id from seen_now as s)
        """,
        {"source": source_code, "last_day": seen - timedelta(days=1)},
    )
    connection.execute(
        """
        update dw.bridge_country_group as b
        set valid_to = %(last_day)s
        from dw.dim_country_group as g
        where
            g.group_id = b.group_id and g.source_code = %(source)s and b.valid_to is null
            and (b.group_id, b.country_id) not in (select s.group_id, s.country_id from seen_now as s)
        """,
        {"source": source_code, "last_day": seen - timedelta(days=1)},
    )
    # A publisher that goes back to an earlier date must not make a spell overlap the one that was closed.
    connection.execute(
        """
        insert into dw.bridge_country_group (group_id, country_id, valid_from)
        select s.group_id, s.country_id, greatest(%(opening)s, max(b.valid_to) + 1)
        from seen_now as s
        left join dw.bridge_country_group as b on b.group_id = s.group_id and b.country_id = s.country_id
        group by s.group_id, s.country_id
        having count(b.group_id) = count(b.valid_to) -- no spell is open
        """,
        {"opening": BEGINNING if is_first else seen},
    )


def refresh_statistics(connection: Connection) -> None:
    """Tell the planner how the small tables look now, after releases were published."""
    connection.execute("select ops.refresh_statistics()")


def _group_ids(connection: Connection, codes: list[str]) -> dict[str, int]:
    return dict(
        connection.execute(
            "select group_code, group_id from dw.dim_country_group where group_code = any(%s)", (codes,)
        ).fetchall()
    )


def _plain_rows(rows: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The rows as Python values, None where missing."""
    columns = [rows[c].astype(object).where(rows[c].notna(), None).tolist() for c in rows.columns]
    return list(zip(*columns, strict=True))
