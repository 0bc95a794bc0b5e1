"""Check that a warehouse is consistent: each release equals what a run without faults loads.

`ExpectedRows` are read from an intact warehouse; `find_faults` compares another one with them and returns the
differences in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from diaspora_dw.database import Connection, Database

OWN_TO_A_RUN = ["release_id", "retrieved_at", "url", "group_id"]
"""Columns that differ between two runs that load the same."""

Contents = dict[str, tuple[int, str | None]]
"""How many rows a table has, and a digest of them."""

Version = tuple[str, int]
"""A dataset, and which version of it."""


@dataclass(frozen=True)
class ExpectedRows:
    """The rows that runs without faults load."""

    releases: Mapping[str, Contents]
    """The rows of each release, by the digest of its figures."""
    dimensions: Contents
    editions: frozenset[tuple[str, str, str]]
    """Source, subject and edition of all that is there once everything is loaded."""
    versions: Mapping[str, Version]
    """What the figures of a digest are a version of."""

    @classmethod
    def of(cls, database: Database, versions: Mapping[str, Version]) -> "ExpectedRows":
        """Read them from a warehouse."""
        with database.connect("loader", autocommit=True) as connection:
            digests = _digests(connection)
            made = {digests[release]: found for release, found in _releases(connection).items()}
            return cls(made, _dimensions(connection), _editions(connection), versions)


def active_digests(database: Database) -> dict[str, str]:
    """Return the digests of the figures in use, by edition."""
    with database.connect("loader", autocommit=True) as connection:
        return dict(
            connection.execute(
                "select source_code || ' ' || edition, content_sha256 from dw.source_release "
                "where published_at is not null and superseded_at is null"
            ).fetchall()
        )


def versions_in_use(database: Database, expected: ExpectedRows) -> dict[str, int]:
    """Return the version of each dataset that is in use."""
    return dict(
        expected.versions[digest]
        for digest in active_digests(database).values()
        if digest in expected.versions
    )


def find_faults(database: Database, expected: ExpectedRows, *, complete: bool = True) -> list[str]:
    """Return what is wrong: nothing if each release is whole and nothing else is left over.

    `complete`: everything has been loaded at least once.
    """
    with database.connect("loader", autocommit=True) as connection:
        found = _releases_that_are_not_whole(connection, expected)
        found += _wrong_choices(connection)
        found += _stray_partitions(connection)
        found += [f"prepared: {gid}" for (gid,) in connection.execute("select gid from pg_prepared_xacts")]
        if complete and (missing := expected.editions - _editions(connection)):
            found.append(f"missing: {missing}")
        if complete and (dimensions := _dimensions(connection)) != expected.dimensions:
            found.append(f"dimensions differ: {dimensions.items() ^ expected.dimensions.items()}")
    return found


def _digests(connection: Connection) -> dict[int, str]:
    return dict(connection.execute("select release_id, content_sha256 from dw.source_release").fetchall())


def _editions(connection: Connection) -> frozenset[tuple[str, str, str]]:
    return frozenset(
        connection.execute("select distinct source_code, subject, edition from dw.source_release").fetchall()
    )


def _tables(connection: Connection, condition: str) -> list[str]:
    """Return the tables of `dw` and `ops`, without partitions, that meet a condition on `c` (pg_class)."""
    rows = connection.execute(
        f"""
        select format('%I.%I', c.relnamespace::regnamespace::text, c.relname) from pg_class as c
        where
            c.relnamespace in (to_regnamespace('dw'), to_regnamespace('ops'))
            and c.relkind in ('r', 'p') and ({condition})
        order by 1
        """.encode()
    ).fetchall()
    return [name for (name,) in rows]


def _contents(connection: Connection, table: str, key: str) -> dict[int, tuple[int, str | None]]:
    rows = connection.execute(
        f"""
        select {key}, count(*), sum(hashtextextended((to_jsonb(t) - %s::text[])::text, 0))::text
        from {table} as t group by 1
        """.encode(),
        (OWN_TO_A_RUN,),
    ).fetchall()
    return {group: (count, digest) for group, count, digest in rows}


def _releases(connection: Connection) -> dict[int, Contents]:
    found: dict[int, Contents] = {release: {} for release in _digests(connection)}
    of_releases = """
        c.relname not in ('source_release', 'step')
        and exists (select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'release_id')
    """
    for table in _tables(connection, of_releases):
        for release, contents in _contents(connection, table, "release_id").items():
            found.setdefault(release, {})[table] = contents
    return found


def _dimensions(connection: Connection) -> Contents:
    return {
        table: contents
        for table in _tables(connection, "c.relname ~ '^dim_' or c.relname = 'bridge_country_group'")
        for contents in _contents(connection, table, "1").values()
    }


def _releases_that_are_not_whole(connection: Connection, expected: ExpectedRows) -> list[str]:
    digests = _digests(connection)
    found = []
    for release, contents in _releases(connection).items():
        rows = expected.releases.get(digests.get(release, ""))
        if contents != rows:
            found.append(f"release {release} holds {contents}, not {rows}")
    return found


def _wrong_choices(connection: Connection) -> list[str]:
    """Return sources without exactly one current release, and editions without exactly one in use.

    A release that a killed run loaded and did not publish is neither.
    """
    wrong = connection.execute("""
        select source_code || ' has ' || count(*) filter (where is_current) || ' current releases'
        from dw.source_release
        where published_at is not null
        group by source_code, subject
        having count(*) filter (where is_current) <> 1
        union all
        select source_code || ' ' || edition || ': ' || count(*) filter (where superseded_at is null) || ' active'
        from dw.source_release
        where source_code = 'undesa' and published_at is not null
        group by source_code, edition
        having count(*) filter (where superseded_at is null) <> 1
    """).fetchall()
    return [words for (words,) in wrong]


def _stray_partitions(connection: Connection) -> list[str]:
    """Return tables in the schema of partitions that are not a partition, or belong to no release."""
    stray = connection.execute("""
        select c.relname
        from pg_class as c
        left join pg_inherits as i on i.inhrelid = c.oid
        where
            c.relnamespace = 'part'::regnamespace and c.relkind = 'r'
            and (
                i.inhrelid is null
                or not exists (
                    select from dw.source_release as r
                    where r.release_id = substring(c.relname from '_r([0-9]+)$')::integer
                )
            )
    """).fetchall()
    return [f"stray table part.{name}" for (name,) in stray]
