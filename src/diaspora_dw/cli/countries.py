"""`diaspora-dw countries`: the countries and areas that other commands take."""

from psycopg.rows import dict_row

from diaspora_dw.cli.console import AsJson, print_json, print_table
from diaspora_dw.database import Database
from diaspora_dw.settings import Settings

EXAMPLES = ("diaspora-dw countries", "diaspora-dw countries --json")


def countries(as_json: AsJson = False) -> None:
    """List all countries and areas: codes, name, kind, region, and whether there is curated content."""
    with (
        Database.open(Settings()).connect("reader") as connection,
        connection.cursor(row_factory=dict_row) as cursor,
    ):
        rows = cursor.execute("""
            select
                c.iso3_code,
                c.iso2_code,
                c.country_name,
                c.entity_type,
                c.region_name,
                e.iso3_code is not null as has_content
            from mart.country as c
            left join mart.content_edition as e on c.iso3_code = e.iso3_code
            order by c.country_name
        """).fetchall()
    if as_json:
        print_json(rows)
    else:
        headings = ("ISO 3", "ISO 2", "name", "kind", "region", "content")
        print_table(headings, [list(row.values()) for row in rows])
