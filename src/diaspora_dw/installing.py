"""Installs the repeatable SQL, functions and views, and the comments that the dictionary holds.

An object whose text and comments have not changed is left alone. `create or replace` comes first, so grants
stay; where PostgreSQL cannot replace a view in place, it and what depends on it are dropped and made anew,
grants included, in the same transaction, so that no reader ever finds one missing.
"""

import hashlib
import logging
from collections.abc import Iterable

import psycopg
from psycopg import sql

from diaspora_dw import clock
from diaspora_dw.database import Connection, Database
from diaspora_dw.schema.dictionary import column_comment, dictionary_digest
from diaspora_dw.sql_files import SqlObject, sql_objects

log = logging.getLogger(__name__)

NOT_REPLACEABLE = (
    psycopg.errors.InvalidTableDefinition,
    psycopg.errors.InvalidFunctionDefinition,
    psycopg.errors.InvalidColumnReference,
    psycopg.errors.DatatypeMismatch,
    psycopg.errors.WrongObjectType,
)
"""Errors of PostgreSQL when a view loses, renames or retypes a column, or a function changes its result."""


def stale_objects(database: Database) -> list[SqlObject]:
    """The functions and views that are missing in the database, or whose text has changed since."""
    wanted = [*sql_objects("function"), *sql_objects("view")]
    fingerprints = _fingerprints(wanted)
    with database.connect("loader") as connection:
        installed: dict[str, str] = dict(
            connection.execute("""
                select i.object_name, i.sha256
                from ops.installed_object as i
                where
                    to_regclass(i.object_name) is not null
                    or to_regproc(i.object_name) is not null
            """).fetchall()
        )
    return [found for found in wanted if installed.get(found.name) != fingerprints[found.name]]


def obsolete_views(database: Database) -> list[str]:
    """The views that were installed once and that no file defines any more."""
    defined = [found.name for found in sql_objects("view")]
    with database.connect("loader") as connection:
        rows = connection.execute(
            """
            select i.object_name
            from ops.installed_object as i
            inner join pg_class as c on c.oid = to_regclass(i.object_name)
            where
                c.relkind = 'v' and c.relnamespace in ('dw'::regnamespace, 'mart'::regnamespace)
                and i.object_name <> all(%s)
            order by i.object_name
            """,
            (defined,),
        ).fetchall()
    return [name for (name,) in rows]


def drop_obsolete(database: Database) -> list[str]:
    """Drop the views that no file defines any more, all in one; gives those that went.

    Where a view of somebody's own reads one of them, all stay, and a warning names it.
    """
    gone = obsolete_views(database)
    if not gone:
        return []
    names = sql.SQL(", ").join(sql.Identifier(*name.split(".")) for name in gone)
    try:
        with database.connect("owner") as connection:
            connection.execute(sql.SQL("drop view {}").format(names))
            connection.execute("delete from ops.installed_object where object_name = any(%s)", (gone,))
    except psycopg.errors.DependentObjectsStillExist as error:
        log.warning(
            "%s belong to the warehouse no longer, but stay: %s", ", ".join(gone), error.diag.message_detail
        )
        return []
    return gone


def install(database: Database) -> list[str]:
    """Bring functions and views up to date; returns the names of those that were (re)made."""
    stale = stale_objects(database)
    if not stale:
        return []
    fingerprints = _fingerprints([*stale, *sql_objects("view")])
    with database.connect("owner") as connection:
        remade = _remake(connection, stale, sql_objects("view"))
        for found in remade:
            if found.kind == "view":
                _comment(connection, found)
            connection.execute(
                """
                insert into ops.installed_object (object_name, sha256, installed_at) values (%s, %s, %s)
                on conflict (object_name) do update
                set sha256 = excluded.sha256, installed_at = excluded.installed_at
                """,
                (found.name, fingerprints[found.name], clock.now()),
            )
    return [found.name for found in remade]


def _fingerprints(objects: Iterable[SqlObject]) -> dict[str, str]:
    """Return digests of each object's text and of the words that the comments of its columns are made of."""
    words = dictionary_digest()
    return {o.name: hashlib.sha256(o.text.encode() + words).hexdigest() for o in objects}


def _remake(connection: Connection, stale: list[SqlObject], views: list[SqlObject]) -> list[SqlObject]:
    """Replace what can be replaced; drop and make anew, with its dependants, what cannot."""
    to_make = {found.name for found in stale}
    kept: dict[str, list[sql.Composed]] = {}
    remade: list[SqlObject] = []
    for found in [*(o for o in stale if o.kind == "function"), *views]:  # dependants come later in `views`
        if found.name not in to_make:
            continue
        try:
            with connection.transaction():
                connection.execute(found.text.encode())
        except NOT_REPLACEABLE:
            falling = [found, *_dependants(found, views)]
            kept |= {o.name: _grants(connection, o.name) for o in falling if o.name not in kept}
            connection.execute(
                sql.SQL("drop {} {} cascade").format(
                    sql.SQL(found.kind), sql.Identifier(*found.name.split("."))
                )
            )
            to_make |= {o.name for o in falling}
            connection.execute(found.text.encode())
        for grant in kept.get(found.name, []):
            connection.execute(grant)
        remade.append(found)
    return remade


def _dependants(changed: SqlObject, views: list[SqlObject]) -> list[SqlObject]:
    """The views that read a view, directly or through others, in the order to make them."""
    affected = {changed.name}
    found = []
    for view in views:
        if view.references & affected:
            affected.add(view.name)
            found.append(view)
    return found


def _grants(connection: Connection, view: str) -> list[sql.Composed]:
    """The grants on a view, as the statements that give them again."""
    rows = connection.execute(
        """
        select g.grantee, g.privilege_type, g.is_grantable = 'YES'
        from information_schema.role_table_grants as g
        where g.table_schema || '.' || g.table_name = %s and g.grantee <> current_user
        """,
        (view,),
    ).fetchall()
    return [
        sql.SQL("grant {} on {} to {}{}").format(
            sql.SQL(privilege),
            sql.Identifier(*view.split(".")),
            sql.SQL("public") if grantee == "PUBLIC" else sql.Identifier(grantee),
            sql.SQL(" with grant option" if may_grant else ""),
        )
        for grantee, privilege, may_grant in rows
    ]


def _comment(connection: Connection, view: SqlObject) -> None:
    identifier = sql.Identifier(*view.name.split("."))
    connection.execute(sql.SQL("comment on view {} is {}").format(identifier, sql.Literal(view.comment)))
    columns = connection.execute(
        "select attname from pg_attribute where attrelid = to_regclass(%s) and attnum > 0", (view.name,)
    ).fetchall()
    for (column,) in columns:
        connection.execute(
            sql.SQL("comment on column {}.{} is {}").format(
                identifier,
                sql.Identifier(column),
                sql.Literal(column_comment(view.name.split(".")[1], column)),
            )
        )
