"""The page on method: a text in `templates/method.html.j2`, with its figures from the database."""

from collections.abc import Iterator
from typing import LiteralString

from jinja2 import Environment, PackageLoader, StrictUndefined

from diaspora_dw.database import Connection
from diaspora_dw.rendering import wording
from diaspora_dw.site.payloads import Payload
from diaspora_dw.site.reading import rows

QUERIES: dict[str, LiteralString] = {
    "editions": """
        select
            e.edition,
            e.is_current,
            array_agg(distinct t.year order by t.year) as years
        from dw.stock_edition as e
        inner join dw.fact_migrant_stock_total as t on e.release_id = t.release_id
        group by e.edition, e.is_current
        order by e.edition
    """,
    "coverage": """
        select
            edition,
            year,
            count(*) as destinations,
            sum(immigrants)::float8 as immigrants,
            sum(unknown_origin)::float8 as unknown_origin,
            count(*) filter (where coverage_note is not null) as with_note,
            count(*) filter (where reassessed) as reassessed,
            count(*) filter (where not reassessed) as carried_on
        from mart.destination_coverage
        where is_current
        group by edition, year
        order by year desc
        limit 1
    """,
    "unknown": """
        select country_name, year, immigrants, unknown_origin_pct, origins_named
        from mart.destination_coverage
        where is_current
        order by year desc, unknown_origin desc, country_name
        limit 10
    """,
    "compared": """
        select
            edition_before,
            edition_after,
            year,
            count(*) as corridors,
            count(*) filter (where is_revised) as revised
        from mart.edition_change
        group by edition_before, edition_after, year
        order by edition_after desc, year desc
        limit 1
    """,
    "differences": """
        select origin_name, destination_name, year, edition_before, edition_after, migrants_before, migrants_after
        from mart.edition_change
        where is_revised
        order by edition_after desc, year desc, abs(difference) desc, origin_name, destination_name
        limit 5
    """,
    "uncounted": """
        select country_name
        from mart.country as c
        where
            entity_type <> 'unknown'
            and not exists (select 1 from mart.emigration as e where e.iso3_code = c.iso3_code)
        order by country_name
    """,
    "groups": """
        select group_code, group_name, group_type, group_description, members_today
        from mart.country_group
        where group_type in ('organisation', 'fixed', 'un_development_group')
        order by group_name
    """,
    "placeholders": """
        select i.indicator_name, count(*) as zeros
        from dw.fact_indicator as f
        inner join dw.source_release as r on f.release_id = r.release_id and r.is_current
        inner join dw.dim_indicator as i on f.indicator_code = i.indicator_code
        where i.zero_means_no_data and f.value = 0
        group by i.indicator_name
        order by i.indicator_name
    """,
    "per_emigrant": """
        select description
        from mart.data_dictionary
        where view_name = 'remittance' and column_name = 'remittances_received_per_emigrant_usd'
    """,
    "fit": """
        select
            year, compared_corridors, rank_correlation, within_factor_two_pct, not_estimated_pct
        from mart.remittance_fit
        order by year
    """,
    "studies": """
        select country_name, coalesce(source, title) as source
        from mart.content_edition
        order by country_name
    """,
}
"""What the text takes its figures from, by the names that it uses."""


def payloads(connection: Connection) -> Iterator[Payload]:
    """Yield the page on method."""
    figures = {name: rows(connection, query) for name, query in QUERIES.items()}
    environment = Environment(
        loader=PackageLoader("diaspora_dw.site", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("method.html.j2").render(wording=wording, **figures)
    yield "method", {"html": page}
