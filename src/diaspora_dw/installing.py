"""Installs the functions and views of `sql/`, with their comments.

An object whose text and comments have not changed is left alone. `create or replace` is tried first, so that
grants stay. A view that PostgreSQL cannot replace in place is dropped and created again with all that depends on
it, grants included, in one transaction, so that no reader ever finds a view missing.
"""

import hashlib
import logging

import psycopg
from psycopg import sql

from diaspora_dw import clock, composing
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
    """Return the functions and views that the database lacks, or has with another text."""
    wanted = [*sql_objects("function"), *sql_objects("view")]
    with database.connect("loader") as connection:
        rows = connection.execute("""
            select object_name, sha256
            from ops.installed_object
            where to_regclass(object_name) is not null or to_regproc(object_name) is not null
        """).fetchall()
    installed: dict[str, str] = dict(rows)
    return [found for found in wanted if installed.get(found.name) != _fingerprint(found)]


def obsolete_views(database: Database) -> list[str]:
    """Return the names of installed views that no file defines any more."""
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
            ([found.name for found in sql_objects("view")],),
        ).fetchall()
    return [name for (name,) in rows]


def drop_obsolete(database: Database) -> list[str]:
    """Drop the views that no file defines any more; return their names.

    If a view that is not the warehouse's own reads one of them, all stay, and a warning names it.
    """
    obsolete = obsolete_views(database)
    if not obsolete:
        return []
    names = sql.SQL(", ").join(composing.table(name) for name in obsolete)
    try:
        with database.connect("owner") as connection:
            connection.execute(sql.SQL("drop view {}").format(names))
            connection.execute("delete from ops.installed_object where object_name = any(%s)", (obsolete,))
    except psycopg.errors.DependentObjectsStillExist as error:
        log.warning(
            "obsolete views cannot be dropped because others read them: %s. %s. "
            "Drop or change those, then run: diaspora-dw db migrate",
            ", ".join(obsolete),
            error.diag.message_detail,
        )
        return []
    return obsolete


def install(database: Database) -> list[str]:
    """Bring functions and views up to date; return the names of those that were created or replaced."""
    stale = stale_objects(database)
    if not stale:
        return []
    with database.connect("owner") as connection:
        installed = _create(connection, stale, sql_objects("view"))
        for found in installed:
            if found.kind == "view":
                _comment(connection, found)
            row = {"object_name": found.name, "sha256": _fingerprint(found), "installed_at": clock.now()}
            composing.insert_row(connection, "ops.installed_object", row, key=["object_name"])
    return [found.name for found in installed]


def _fingerprint(found: SqlObject) -> str:
    """Return a digest of an object's text and of the words that the comments of its columns are made of."""
    return hashlib.sha256(found.text.encode() + dictionary_digest()).hexdigest()


def _create(connection: Connection, stale: list[SqlObject], views: list[SqlObject]) -> list[SqlObject]:
    """Replace objects in place; drop and create again, with its dependants, what cannot be replaced."""
    pending = {found.name for found in stale}
    grants: dict[str, list[sql.Composed]] = {}
    installed: list[SqlObject] = []
    for found in [*(o for o in stale if o.kind == "function"), *views]:  # dependants come later
        if found.name not in pending:
            continue
        try:
            with connection.transaction():
                connection.execute(found.text.encode())
        except NOT_REPLACEABLE:
            dropped = [found, *_dependants(found, views)]
            grants |= {o.name: _grants(connection, o.name) for o in dropped if o.name not in grants}
            drop = sql.SQL("drop {} {} cascade").format(sql.SQL(found.kind), composing.table(found.name))
            connection.execute(drop)
            pending |= {o.name for o in dropped}
            connection.execute(found.text.encode())
        for grant in grants.get(found.name, []):
            connection.execute(grant)
        installed.append(found)
    return installed


def _dependants(changed: SqlObject, views: list[SqlObject]) -> list[SqlObject]:
    """Return the views that read an object, directly or through others, in the order to create them."""
    affected = {changed.name}
    found = []
    for view in views:
        if view.references & affected:
            affected.add(view.name)
            found.append(view)
    return found


def _grants(connection: Connection, view: str) -> list[sql.Composed]:
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
            composing.table(view),
            sql.SQL("public") if grantee == "PUBLIC" else sql.Identifier(grantee),
            sql.SQL(" with grant option" if may_grant else ""),
        )
        for grantee, privilege, may_grant in rows
    ]


def _comment(connection: Connection, view: SqlObject) -> None:
    identifier = composing.table(view.name)
    connection.execute(sql.SQL("comment on view {} is {}").format(identifier, view.comment))
    columns = connection.execute(
        "select attname from pg_attribute where attrelid = to_regclass(%s) and attnum > 0", (view.name,)
    ).fetchall()
    for (column,) in columns:
        comment = column_comment(view.name.split(".")[1], column)
        connection.execute(
            sql.SQL("comment on column {}.{} is {}").format(identifier, sql.Identifier(column), comment)
        )
