"""The contents of a warehouse in a form that can be compared before and after."""

from diaspora_dw.database import Database

FACTS = (
    "dw.fact_migrant_stock",
    "dw.fact_migrant_stock_total",
    "dw.fact_immigrant_stock",
    "dw.fact_population",
    "dw.fact_indicator",
    "dw.fact_bilateral_remittance",
    "dw.fact_citizenship_law",
    "ops.published_total",
)
VIEWS_OF = {
    "globalcit": ("mart.dual_citizenship",),
    "undesa": ("dw.current_migrant_stock", "mart.corridor", "mart.top_destination"),
    "remittance_matrix": ("dw.published_remittance",),
    "undesa_destination": ("dw.current_immigrant_stock", "dw.current_undesa_population"),
    "worldbank": ("dw.current_indicator", "dw.current_population"),
}
"""The views that read one source alone."""

Contents = dict[str, object]


def rows_in_use_of(database: Database, source: str) -> Contents:
    """Return a source's releases and digests of its facts."""
    with database.connect("loader") as connection:
        found: Contents = {
            "releases": connection.execute(
                "select to_jsonb(r)::text from dw.source_release as r where source_code = %s order by release_id",
                (source,),
            ).fetchall()
        }
        for fact in FACTS:
            found[fact] = connection.execute(
                f"""
                select count(*), sum(hashtextextended(f::text, 0)) from {fact} as f
                inner join dw.source_release as r using (release_id) where r.source_code = %s
                """.encode(),
                (source,),
            ).fetchone()
    return found


def all_rows_in_use(database: Database) -> Contents:
    """Return the same for all sources. Enough where the real figures would make reading the views slow."""
    return {source: rows_in_use_of(database, source) for source in VIEWS_OF}


def in_use_of(database: Database, source: str) -> Contents:
    """Return a source's releases, digests of its facts, and of the views that read it alone."""
    found = rows_in_use_of(database, source)
    with database.connect("loader") as connection:
        for view in VIEWS_OF[source]:
            found[view] = connection.execute(
                f"select count(*), sum(hashtextextended(v::text, 0)) from {view} as v".encode()
            ).fetchone()
    return found


def everything_in_use(database: Database) -> Contents:
    """Return the same for all sources and every published view but one.

    The ages in `source_status` change all the time.
    """
    found: Contents = {source: in_use_of(database, source) for source in VIEWS_OF}
    with database.connect("loader") as connection:
        views = connection.execute(
            "select relname from pg_class where relnamespace = 'mart'::regnamespace and relkind = 'v'"
            " and relname <> 'source_status'"
        ).fetchall()
        for (view,) in views:
            found[view] = connection.execute(
                f"select count(*), sum(hashtextextended(v::text, 0)) from mart.{view} as v".encode()
            ).fetchone()
    return found


def places_of_rows(database: Database) -> Contents:
    """Return digests of where rows are stored and which transactions wrote them: any write changes one."""
    with database.connect("loader") as connection:
        tables = connection.execute(
            """
            select format('%I.%I', relnamespace::regnamespace::text, relname) from pg_class
            where relkind = 'r' and (relnamespace = 'part'::regnamespace or relnamespace = 'dw'::regnamespace)
            order by 1
            """
        ).fetchall()
        connection.execute("set role diaspora_dw_owner")
        return {
            table: connection.execute(
                f"select count(*), sum(hashtextextended(ctid::text || xmin::text, 0)) from {table}".encode()
            ).fetchone()
            for (table,) in tables
        }


def partitions(database: Database) -> set[tuple[str, int]]:
    """Return the tables in the schema of partitions, attached or not, and the release in each one's name."""
    with database.connect("loader") as connection:
        rows = connection.execute(
            """
            select relname, substring(relname from '_r([0-9]+)$')::integer from pg_class
            where relnamespace = 'part'::regnamespace and relkind = 'r'
            """
        ).fetchall()
    return {(name, release) for name, release in rows}


def release_ids(database: Database) -> set[int]:
    """Return the number of every recorded release."""
    with database.connect("loader") as connection:
        return {release for (release,) in connection.execute("select release_id from dw.source_release")}
