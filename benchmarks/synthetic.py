"""Fill an empty database with invented figures of the real shape: N times the origins, the same destinations.

    DATABASE_URL=… python -m benchmarks.synthetic FACTOR

At factor 1 there are as many rows as in the publishers' files, within a tenth; at 100, 7.7 million corridors an
edition. Releases come in as partitions and are published by the functions that a run uses; figures follow from their
keys and a seed, so two databases of one factor are equal. No check looks at them: nothing about them is true.
"""

import sys
import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

from diaspora_dw import clock, composing
from diaspora_dw.database import Connection, Database
from diaspora_dw.errors import UsageError
from diaspora_dw.fetching.http import Http
from diaspora_dw.fetching.snapshot import SnapshotStore
from diaspora_dw.loading.candidate import Candidate
from diaspora_dw.loading.dimension import upsert
from diaspora_dw.loading.publish import load, publish
from diaspora_dw.migrating import provision
from diaspora_dw.releases.release import History
from diaspora_dw.settings import Settings
from diaspora_dw.source import FetchContext
from etl.reference.source import CountryReference
from etl.worldbank.indicator import read_indicators
from etl.worldbank.tidy import indicator_rows

FIRST_COPY = 3_000
"""The first country_id of a copy; those of real countries are below. The last at factor 100 is 28,047: a smallint."""

MOST = 117
"""The largest factor: more origins would not fit into a smallint."""

COPIES = """
    insert into dw.dim_country (
        country_id, iso3_code, country_name, entity_type, region_code, region_name, subregion_code, subregion_name,
        intermediate_region_code, intermediate_region_name, name_in_sentence
    )
    select
        n.id,
        substr(digits, n.id / 1296 + 1, 1) || substr(digits, mod(n.id / 36, 36) + 1, 1)
        || substr(digits, mod(n.id, 36) + 1, 1),
        c.country_name || ' ' || k.copy, c.entity_type,
        c.region_code, c.region_name, c.subregion_code, c.subregion_name, c.intermediate_region_code,
        c.intermediate_region_name, c.name_in_sentence || ' ' || k.copy
    from (
        select *, row_number() over (order by country_id) - 1 as place, count(*) over () as places
        from dw.dim_country where entity_type <> 'unknown'
    ) as c
    cross join generate_series(2, %(factor)s) as k (copy)
    cross join lateral (
        select (%(first_copy)s + (k.copy - 2) * c.places + c.place)::integer as id
    ) as n
    cross join (values ('0123456789abcdefghijklmnopqrstuvwxyz')) as d (digits)
"""
"""Each real country or area again, as often as needed; its code of small letters and digits is its number."""

MEMBERSHIPS = """
    insert into dw.bridge_country_group (group_id, country_id, valid_from, valid_to)
    select b.group_id, n.country_id, b.valid_from, b.valid_to
    from dw.bridge_country_group as b
    inner join dw.dim_country as c on b.country_id = c.country_id
    inner join dw.dim_country as n on n.country_id >= %(first_copy)s and n.country_name ~ '^.+ [0-9]+$'
        and c.country_name = regexp_replace(n.country_name, ' [0-9]+$', '')
"""
"""A copy is a member of what its original is a member of."""

WORLD_BANK_GROUPS = """
    with made as (
        insert into dw.dim_country_group (group_code, group_name, group_type, source_code)
        select
            'WB_' || case when n <= 7 then 'REGION_' else 'INCOME_' end || n, 'Group ' || n,
            case when n <= 7 then 'world_bank_region' else 'world_bank_income_group' end, 'worldbank'
        from generate_series(1, 11) as n
        returning group_id, split_part(group_code, '_', 3)::integer as n
    )

    insert into dw.bridge_country_group (group_id, country_id, valid_from)
    select m.group_id, c.country_id, '0001-01-01'
    from made as m
    inner join dw.dim_country as c
        on c.entity_type <> 'unknown' and m.n in (1 + mod(c.country_id, 7), 8 + mod(c.country_id / 7, 4))
"""

INVENTED = """
    create function dw.invented(key bigint, seed bigint) returns double precision language sql immutable parallel safe
    return (hashint8extended(key, seed) & 1048575) / 1048576.0::double precision;
    grant execute on function dw.invented(bigint, bigint) to public
"""
"""A number from 0 to 1 that follows from a key and a seed."""

STOCK = """
    with pair as (
        select
            c.country_id as origin_id, d.country_id as destination_id, c.entity_type,
            c.country_id * 40000 + d.country_id as id
        from dw.dim_country as c
        inner join dw.dim_country as d
            on c.country_id <> d.country_id and d.country_id < %(first_copy)s and d.entity_type <> 'unknown'
    ),

    corridor as (
        select
            *, dw.invented(id, 1) as chance, dw.invented(destination_id, 2) as openness,
            exp(5.4 + 6.6 * (dw.invented(id, 3) + dw.invented(id, 4) + dw.invented(id, 5) - 1.5)) as size,
            0.35 + 0.3 * dw.invented(id, 6) as men
        from pair
    ),

    counted as (
        select
            c.*, y.year,
            (
                c.size * power(1.02, y.year - 1990) * (0.8 + 0.4 * dw.invented(c.id + %(release_id)s, 7))
            )::bigint as migrants
        from corridor as c
        cross join unnest(%(years)s::smallint[]) as y (year)
        where c.entity_type = 'unknown' or c.chance < %(density)s * power(c.openness, 2)
    )

    select
        origin_id, destination_id, year, %(release_id)s, migrants, (migrants * men)::bigint,
        migrants - (migrants * men)::bigint, 'BR', null
    from counted
"""
"""A destination is the more open, the more origins it names; the sizes of corridors spread over six powers of ten."""

STOCK_TOTALS = """
    with origin as (
        select
            origin_id as country_id, year, sum(migrants)::bigint as b, sum(male_migrants)::bigint as m,
            sum(female_migrants)::bigint as f
        from dw.fact_migrant_stock where release_id = %(release_id)s group by origin_id, year
    ),

    destination as (
        select
            destination_id as country_id, year, sum(migrants)::bigint as b, sum(male_migrants)::bigint as m,
            sum(female_migrants)::bigint as f
        from dw.fact_migrant_stock where release_id = %(release_id)s group by destination_id, year
    )

    select country_id, year, %(release_id)s, o.b, o.m, o.f, d.b, d.m, d.f
    from origin as o full join destination as d using (country_id, year)
"""
IMMIGRANTS = """
    select
        country_id, year, %(release_id)s, immigrants, male_immigrants, female_immigrants, 'BR', null
    from dw.fact_migrant_stock_total
    where immigrants is not null and release_id = (select max(release_id) from dw.fact_migrant_stock_total)
"""
POPULATION = """
    select
        c.country_id, y.year, %(release_id)s, n.both, n.men, n.both - n.men
    from dw.dim_country as c
    cross join unnest(%(years)s::smallint[]) as y (year)
    cross join lateral (
        select
            (1e5 * exp(8 * dw.invented(c.country_id, 8)) * power(1.01, y.year - 1990))::bigint as both,
            (5e4 * exp(8 * dw.invented(c.country_id, 8)) * power(1.01, y.year - 1990))::bigint as men
    ) as n
    where c.entity_type <> 'unknown'
"""
INDICATORS = """
    select
        c.country_id, i.indicator_code, y.year, %(release_id)s,
        case when i.is_whole_number then round(v.value) else v.value end
    from dw.dim_country as c
    cross join (select *, row_number() over (order by indicator_code) as number from dw.dim_indicator) as i
    inner join dw.dim_year as y on y.year between 1990 and 2023
    cross join lateral (
        select coalesce(i.lowest_median, 1) * (1 + 3 * dw.invented(c.country_id + 50000 * i.number, 9))
            * power(1.01, y.year - 1990) as value
    ) as v
    where
        c.entity_type <> 'unknown' and dw.invented(c.country_id, 10) < 0.85
        and dw.invented((c.country_id * 2200::bigint + y.year) * 100 + i.number, 11) < 0.6
"""
MATRIX = """
    select s.origin_id, s.destination_id, 2021, %(release_id)s, 1000.0 * s.migrants
    from dw.fact_migrant_stock as s
    where
        s.release_id = (select max(release_id) from dw.fact_migrant_stock_total) and s.year = 2020
        and s.origin_id <> (select country_id from dw.dim_country where entity_type = 'unknown')
        and dw.invented(s.origin_id * 40000 + s.destination_id, 12) < 0.95 and s.migrants > 0
"""
YEARS = [1990, 1995, 2000, 2005, 2010, 2015, 2020]


@dataclass(frozen=True)
class Release:
    """An invented release: what a query returns for each of its tables, in the order of the table's columns."""

    source_code: str
    edition: str
    tables: Mapping[str, str]
    is_current: bool = True
    years: tuple[int, ...] = (*YEARS, 2024)
    density: float = 0.41
    """The share of all corridors from anywhere that the most open destination has."""


STOCK_TABLES = {"dw.fact_migrant_stock": STOCK, "dw.fact_migrant_stock_total": STOCK_TOTALS}
RELEASES = (
    Release("undesa", "2020", STOCK_TABLES, is_current=False, years=tuple(YEARS), density=0.53),
    Release("undesa", "2024", STOCK_TABLES),
    Release(
        "undesa_destination",
        "2024",
        {"dw.fact_immigrant_stock": IMMIGRANTS, "dw.fact_population": POPULATION},
    ),
    Release("worldbank", "2025-07-01", {"dw.fact_indicator": INDICATORS}),
    Release("remittance_matrix", "2021", {"dw.fact_bilateral_remittance": MATRIX}),
)


def fill(database: Database, factor: int) -> None:
    """Set up a warehouse in an empty database, and fill it with `factor` times the origins.

    Raises `UsageError` if the database holds releases already or the factor is out of range.
    """
    if not 1 <= factor <= MOST:
        raise UsageError(f"the factor {factor} is not between 1 and {MOST}", advice="Choose another.")
    provision(database)
    with database.connect("loader", autocommit=True) as connection:
        if connection.execute("select from dw.source_release").fetchone():
            raise UsageError(
                "the database holds releases already, and invented figures must not be mixed with them",
                advice="Name an empty database in DATABASE_URL, or an empty folder in DIASPORA_DW_HOME.",
            )
        _publish_reference(connection)
        upsert(connection, "dw.dim_indicator", indicator_rows(read_indicators()))
    with database.connect("owner") as connection:
        connection.execute(INVENTED)
        connection.execute(  # there are too few codes of three capital letters
            "alter table dw.dim_country drop constraint ck_dim_country_ck_dim_country_iso3_code_form"
        )
    with database.connect("loader", autocommit=True) as connection:
        for statement in (COPIES, MEMBERSHIPS, WORLD_BANK_GROUPS):
            connection.execute(statement, {"factor": factor, "first_copy": FIRST_COPY})
        connection.execute("select ops.refresh_statistics()")
        for release in RELEASES:
            with connection.transaction():
                release_id = _load(connection, release)
            with connection.transaction():
                connection.execute(
                    "update dw.source_release set published_at = %s, is_current = %s where release_id = %s",
                    (clock.now(), release.is_current, release_id),
                )
        connection.execute("select ops.derive_tables(true)")
        connection.execute("select ops.refresh_statistics()")


def _publish_reference(connection: Connection) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store, source = SnapshotStore(Path(folder)), CountryReference()
        snapshot = source.fetch("bundled", FetchContext(Http(), store, None))
        candidate = Candidate.read(source, snapshot, store)
        history = History.read(connection, source)
        publish(connection, [load(connection, candidate, history, run_id=uuid.uuid4(), accepted={})])


def _load(connection: Connection, release: Release) -> int:
    row = {
        "source_code": release.source_code,
        "edition": release.edition,
        "retrieved_at": clock.now(),
        "url": "https://example.org/invented",
        "sha256": "0" * 64,
        "size_bytes": 0,
        "content_sha256": "0" * 64,
        "reader_version": 1,
        "row_count": 0,
        "licence": "CC0",
        "licence_url": "https://creativecommons.org/publicdomain/zero/1.0/",
        "citation": "Invented figures.",
        "run_id": uuid.uuid4(),
    }
    inserted = composing.insert_row(connection, "dw.source_release", row, returning=["release_id"])
    release_id: int = inserted.fetchall()[0][0]
    parameters = {
        "release_id": release_id,
        "years": list(release.years),
        "density": release.density,
        "first_copy": FIRST_COPY,
    }
    for table, query in release.tables.items():
        opened = connection.execute("select ops.open_partition(%s, %s)", (table, release_id)).fetchall()
        partition = composing.table(opened[0][0])
        connection.execute(
            sql.SQL("insert into {} {}").format(partition, sql.SQL(query)),  # type: ignore[arg-type]
            parameters,
        )
        connection.execute("select ops.attach_partition(%s, %s)", (table, release_id))
    return release_id


if __name__ == "__main__":
    fill(Database.open(Settings()), int(sys.argv[1]))
