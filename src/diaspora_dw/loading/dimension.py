"""Updates dimensions, whose rows are never deleted, and the dated memberships of countries in groups."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
from psycopg import sql

from diaspora_dw import composing
from diaspora_dw.database import Connection
from diaspora_dw.schema import metadata

BEGINNING = date(1, 1, 1)
"""The first day of a membership that began before the figures do, or that was there when it was first observed."""


def upsert(connection: Connection, table_name: str, rows: pd.DataFrame, *, leave_known: bool = False) -> None:
    """Add rows to a dimension, or update those whose key is known and whose values differ.

    A table that consists of its key, a list of pairs, is replaced by the given rows. With `leave_known`, existing
    rows stay as they are: a release that is not published yet must not change what readers see, and an edition of the
    past brings back words that were dropped since, but does not define the words in use.
    """
    table, target = metadata.tables[table_name], composing.table(table_name)
    if all(column.primary_key for column in table.columns):
        if leave_known:
            owner = next(iter(table.primary_key)).name
            known = sql.SQL("select distinct {} from {}").format(sql.Identifier(owner), target)
            rows = rows[~rows[owner].isin([value for (value,) in connection.execute(known)])]
        else:
            connection.execute(sql.SQL("delete from {}").format(target))
    natural = [c.name for c in table.columns if c.unique] or [c.name for c in table.primary_key]
    keys = [c.name for c in table.primary_key if c.name in rows.columns] or natural
    values = [name for name in rows.columns if name not in keys]
    action: sql.Composable = sql.SQL("do nothing")
    if values and not leave_known:
        action = sql.SQL("do update set {sets} where ({old}) is distinct from ({new})").format(
            sets=composing.updates(values),
            old=sql.SQL(", ").join(sql.Identifier("present", name) for name in values),
            new=sql.SQL(", ").join(sql.Identifier("excluded", name) for name in values),
        )
    statement = sql.SQL("insert into {} as present ({}) values ({}) on conflict ({}) {}").format(
        target,
        composing.columns(rows.columns),
        sql.SQL(", ").join(sql.Placeholder() * len(rows.columns)),
        composing.columns(keys),
        action,
    )
    columns = [_values(rows[name]) for name in rows.columns]
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*columns, strict=True)))


def replace_memberships(connection: Connection, memberships: pd.DataFrame) -> None:
    """Replace the memberships of every group that is named.

    Columns: `group_code`, `country_id`, `valid_from` and `valid_to` (dates, None if open).
    """
    parameters = {name: _values(memberships[name]) for name in memberships.columns}
    _delete_memberships(connection, sql.SQL("g.group_code = any(%(group_code)s)"), parameters)
    connection.execute(
        """
        insert into dw.bridge_country_group (group_id, country_id, valid_from, valid_to)
        select g.group_id, m.country_id, coalesce(m.valid_from, %(beginning)s), m.valid_to
        from unnest(
            %(group_code)s::text[], %(country_id)s::smallint[], %(valid_from)s::date[], %(valid_to)s::date[]
        ) as m (group_code, country_id, valid_from, valid_to)
        left join dw.dim_country_group as g on m.group_code = g.group_code -- an unknown group is an error
        """,
        {**parameters, "beginning": BEGINNING},
    )


def observe_memberships(
    connection: Connection, source_code: str, memberships: pd.DataFrame, seen: date, *, is_first: bool
) -> None:
    """Record the groups that a publisher assigns now: memberships begin when first seen and end when missing.

    Columns: `group_code`, `group_name`, `group_type`, `country_id`. Only groups of this source change. What is
    observed first counts from the beginning and replaces the memberships of a sample: publishers themselves apply
    today's regions and income groups to the past.
    """
    groups = memberships[["group_code", "group_name", "group_type"]].drop_duplicates()
    parameters = {
        "source": source_code,
        "last_day": seen - timedelta(days=1),
        "first_day": BEGINNING if is_first else seen,
        "groups": _values(memberships["group_code"]),
        "countries": _values(memberships["country_id"]),
    }
    if is_first:
        _delete_memberships(connection, sql.SQL("g.source_code = %(source)s"), parameters)
    upsert(connection, "dw.dim_country_group", groups.assign(source_code=source_code, description=None))
    connection.execute(
        "create temporary table seen_now (group_id integer not null, country_id smallint) on commit drop"
    )
    connection.execute(
        """
        insert into seen_now (group_id, country_id)
        select g.group_id, m.country_id
        from unnest(%(groups)s::text[], %(countries)s::smallint[]) as m (group_code, country_id)
        left join dw.dim_country_group as g on m.group_code = g.group_code
        """,
        parameters,
    )
    missing = sql.SQL("""
        g.source_code = %(source)s and b.valid_to is null
        and (b.group_id, b.country_id) not in (select s.group_id, s.country_id from seen_now as s)
    """)
    _delete_memberships(connection, missing + sql.SQL("and b.valid_from > %(last_day)s"), parameters)
    connection.execute(
        sql.SQL("""
            update dw.bridge_country_group as b
            set valid_to = %(last_day)s
            from dw.dim_country_group as g
            where g.group_id = b.group_id and {}
        """).format(missing),
        parameters,
    )
    # If a publisher goes back to an earlier date, a membership must not overlap the one that was closed.
    connection.execute(
        """
        insert into dw.bridge_country_group (group_id, country_id, valid_from)
        select s.group_id, s.country_id, greatest(%(first_day)s, max(b.valid_to) + 1)
        from seen_now as s
        left join dw.bridge_country_group as b on b.group_id = s.group_id and b.country_id = s.country_id
        group by s.group_id, s.country_id
        having count(b.group_id) = count(b.valid_to) -- no membership is open
        """,
        parameters,
    )


def _delete_memberships(
    connection: Connection, condition: sql.Composable, parameters: Mapping[str, Any]
) -> None:
    statement = sql.SQL("""
        delete from dw.bridge_country_group as b
        using dw.dim_country_group as g
        where g.group_id = b.group_id and {}
    """)
    connection.execute(statement.format(condition), parameters)


def _values(column: pd.Series) -> list[Any]:
    return [
        None if missing else value
        for value, missing in zip(column.tolist(), column.isna().tolist(), strict=True)
    ]
