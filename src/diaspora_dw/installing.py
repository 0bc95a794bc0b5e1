"""Installs the functions and views of `sql/`, with their comments, and drops the views that no file defines any more.

An object whose text and comments have not changed is left alone. `create or replace` is tried first, so that
grants and what others built on a view stay. A view that PostgreSQL cannot replace in place is dropped and created
again with the warehouse's own views that depend on it, grants included, in one transaction, so that no reader ever
finds a view missing. What is not the warehouse's own is never dropped: it stops the upgrade.
"""

import hashlib
from collections.abc import Collection, Sequence
from contextlib import suppress

import psycopg
from psycopg import sql

from diaspora_dw import clock, composing
from diaspora_dw.database import Connection, Database
from diaspora_dw.errors import DatabaseError
from diaspora_dw.schema.dictionary import column_comment, dictionary_digest
from diaspora_dw.sql_files import SqlObject, sql_objects

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


def install(database: Database) -> tuple[list[str], list[str]]:
    """Bring functions and views up to date; return the names of those installed and of those dropped for good.

    Raises `DatabaseError`, and changes nothing, if an object that is not the warehouse's own depends on a view or
    function that would have to be dropped.
    """
    stale, obsolete = stale_objects(database), obsolete_views(database)
    if not stale and not obsolete:
        return [], []
    with database.connect("owner") as connection:
        # PostgreSQL's messages then name every object with its schema.
        connection.execute("set local search_path to ''")
        before = _definitions(connection)
        installed, foreign = _create(connection, stale, sql_objects("view"))
        foreign += _drop(connection, "view", obsolete)
        if foreign:
            raise DatabaseError(
                "views cannot be upgraded, because objects that are not the warehouse's own depend on them, directly "
                "or through others. All views stay as they were.\n  " + "\n  ".join(foreign),
                advice="Save their definitions (pg_get_viewdef, or pg_dump --schema-only), drop them, run: "
                "diaspora-dw db migrate. Then create them again; CHANGELOG.md lists which columns changed.",
            )
        connection.execute("delete from ops.installed_object where object_name = any(%s)", (obsolete,))
        for found in installed:
            if found.kind == "view":
                _comment(connection, found)
        rows = [
            {
                "object_name": found.name,
                "sha256": _fingerprint(found),
                "installed_at": clock.now(),
                "definition": found.text,
            }
            for found in installed
        ]
        composing.insert_rows(connection, "ops.installed_object", rows, key=["object_name"])
        changed = dict(_definitions(connection).items() - before.items())
        connection.execute("select ops.derive_tables(%s)", (_changes_stored_rows(connection, changed),))
    return [found.name for found in installed], obsolete


def _fingerprint(found: SqlObject) -> str:
    """Return a digest of an object's text and of the words that the comments of its columns are made of."""
    return hashlib.sha256(found.text.encode() + dictionary_digest()).hexdigest()


def _definitions(connection: Connection) -> dict[str, str]:
    """Return the warehouse's views and functions as PostgreSQL understands them: without comments."""
    rows: list[tuple[str, str]] = connection.execute(
        """
        select oid::regclass::text as name, pg_get_viewdef(oid) as definition
        from pg_class
        where relkind = 'v' and relnamespace in ('dw'::regnamespace, 'mart'::regnamespace)
        union all
        select oid::regprocedure::text, pg_get_functiondef(oid)
        from pg_proc
        where prokind = 'f' and pronamespace in ('dw'::regnamespace, 'ops'::regnamespace)
        """
    ).fetchall()
    return dict(rows)


def _changes_stored_rows(connection: Connection, changed: Collection[str]) -> bool:
    """Return whether rows of a stored table may be others, if these views and functions changed.

    So it is for the views that the tables are made from, and for any function: PostgreSQL does not know what the text
    of a function refers to.
    """
    rows = connection.execute("""
        with recursive made_from as (
            select to_regclass('dw.' || origin)::oid as oid from ops.derivations()
            union
            select p.refobjid
            from made_from as m
            inner join pg_rewrite as r on m.oid = r.ev_class
            inner join pg_depend as p on r.oid = p.objid and p.classid = 'pg_rewrite'::regclass
            where p.refclassid = 'pg_class'::regclass
        )
        select oid::regclass::text from made_from
    """).fetchall()
    views = {name for (name,) in rows}
    return any(name in views or name.endswith(")") for name in changed)


def _create(
    connection: Connection, stale: Sequence[SqlObject], views: Sequence[SqlObject]
) -> tuple[list[SqlObject], list[str]]:
    """Replace objects in place; drop and create again, with its dependants, what cannot be replaced.

    Returns the objects created or replaced, and the dependants that are not the warehouse's own (see `_drop`).
    """
    pending = {found.name for found in stale}
    grants: dict[str, list[sql.Composed]] = {}
    installed: list[SqlObject] = []
    foreign: list[str] = []
    for found in [*(o for o in stale if o.kind == "function"), *views]:  # dependants come later
        if found.name not in pending:
            continue
        try:
            with connection.transaction():
                connection.execute(found.text.encode())
        except NOT_REPLACEABLE:
            dependants = _own_dependants(connection, found.name)
            grants |= {name: _grants(connection, name) for name in [found.name, *dependants]}
            foreign += _drop(connection, "view", dependants)
            foreign += _drop(connection, found.kind, [found.name])
            pending |= set(dependants)
            connection.execute(found.text.encode())
        for grant in grants.get(found.name, []):
            with suppress(psycopg.errors.UndefinedColumn), connection.transaction():
                connection.execute(grant)
        installed.append(found)
    return installed, foreign


def _own_dependants(connection: Connection, name: str) -> list[str]:
    """Return the warehouse's own views that depend on an object, directly or through others."""
    rows = connection.execute(
        """
        with recursive dependant as (
            select coalesce(to_regclass(%(name)s)::oid, to_regproc(%(name)s)::oid) as oid
            union
            select r.ev_class
            from dependant as d
            inner join pg_depend as p on d.oid = p.refobjid
            inner join pg_rewrite as r on p.objid = r.oid and p.classid = 'pg_rewrite'::regclass
        )
        select i.object_name
        from ops.installed_object as i
        inner join dependant as d on d.oid = to_regclass(i.object_name)
        where i.object_name <> %(name)s
        """,
        {"name": name},
    ).fetchall()
    return [view for (view,) in rows]


def _drop(connection: Connection, kind: str, names: list[str]) -> list[str]:
    """Drop objects, and return PostgreSQL's lines about those that depend on them and are not among them.

    The dependants are dropped too, so that one error can name all that stop an upgrade: do not commit then.
    """
    if not names:
        return []
    drop = sql.SQL("drop {} if exists {}").format(
        sql.SQL(kind), sql.SQL(", ").join(map(composing.table, names))
    )
    try:
        with connection.transaction():
            connection.execute(drop)
    except psycopg.errors.DependentObjectsStillExist as error:
        connection.execute(drop + sql.SQL(" cascade"))
        return (error.diag.message_detail or "").splitlines()
    return []


def _grants(connection: Connection, view: str) -> list[sql.Composed]:
    """Return the statements that grant again what others may do with a view or with single columns of it."""
    rows = connection.execute(
        """
        with acl as (
            select relacl as items, null as column_name from pg_class where oid = to_regclass(%(view)s)
            union all
            select attacl, attname from pg_attribute where attrelid = to_regclass(%(view)s)
        )
        select r.rolname, g.privilege_type, a.column_name, g.is_grantable
        from acl as a
        cross join aclexplode(a.items) as g
        left join pg_roles as r on g.grantee = r.oid
        where g.grantee <> (select c.relowner from pg_class as c where c.oid = to_regclass(%(view)s))
        """,
        {"view": view},
    ).fetchall()
    return [
        sql.SQL("grant {}{} on {} to {}{}").format(
            sql.SQL(privilege),
            sql.SQL(" ({})").format(sql.Identifier(column)) if column else sql.SQL(""),
            composing.table(view),
            sql.Identifier(grantee) if grantee else sql.SQL("public"),
            sql.SQL(" with grant option" if may_grant else ""),
        )
        for grantee, privilege, column, may_grant in rows
    ]


def _comment(connection: Connection, view: SqlObject) -> None:
    columns = connection.execute(
        "select attname from pg_attribute where attrelid = to_regclass(%s) and attnum > 0", (view.name,)
    ).fetchall()
    relation = view.name.split(".")[1]
    statements = [
        composing.comment("view", view.name, view.comment),
        *(
            composing.comment("column", f"{view.name}.{column}", column_comment(relation, column))
            for (column,) in columns
        ),
    ]
    connection.execute(sql.SQL(";\n").join(statements))  # one by one, they took a second for all views
