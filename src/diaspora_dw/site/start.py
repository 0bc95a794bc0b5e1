"""What every page of the site needs: countries, groups, measures, sources and so on. And each measure's figures."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from diaspora_dw import __version__
from diaspora_dw.countries import other_names
from diaspora_dw.database import Connection
from diaspora_dw.site.categories import read_categories
from diaspora_dw.site.measures import notes, read_measures
from diaspora_dw.site.payloads import Payload
from diaspora_dw.site.reading import rows
from diaspora_dw.source import registered_sources


def payloads(connection: Connection) -> Iterator[Payload]:
    """Yield what every page needs, then the figures of each measure and the notes on them."""
    measures = read_measures(connection)
    categories = list(read_categories(connection))
    sources = _sources(connection)
    yield (
        "start",
        {
            "version": __version__,
            "countries": _countries(connection),
            "groups": _groups(connection),
            "measures": [measure.description() for measure in measures],
            "categories": [category.description() for category in categories],
            "sources": sources,
        },
    )
    for measure in measures:
        yield f"measure/{measure.code}", measure.figures()
    for category in categories:
        yield f"measure/{category.code}", category.figures()
    yield "names", other_names()
    yield from notes(connection)


def _countries(connection: Connection) -> list[dict[str, object]]:
    return rows(
        connection,
        """
        select
            iso3_code as iso3,
            iso2_code as iso2,
            country_name as name,
            name_in_sentence as in_sentence,
            region_name as region
        from mart.country
        where entity_type <> 'unknown'
        order by country_name, iso3_code
        """,
    )


def _groups(connection: Connection) -> list[dict[str, object]]:
    """Return the groups that have members today."""
    members = rows(
        connection,
        """
        select
            g.group_code as code,
            g.group_name as name,
            g.group_type as type,
            m.iso3_code
        from mart.country_group as g
        inner join mart.country_group_member as m using (group_code)
        where m.is_member_today
        order by g.group_type, g.group_name, g.group_code, m.iso3_code
        """,
    )
    return [
        {"code": code, "name": name, "type": kind, "members": [row["iso3_code"] for row in group]}
        for (code, name, kind), group in groupby(members, itemgetter("code", "name", "type"))
    ]


def _sources(connection: Connection) -> list[dict[str, object]]:
    """Return the sources in use. One with an edition for each country has no edition here."""
    names = {code: source.name for code, source in registered_sources().items()}
    current = rows(
        connection,
        """
        select
            source_code as code,
            case when count(*) = 1 then max(edition) end as edition,
            max(licence) as licence,
            max(licence_url) as licence_url,
            case when count(*) = 1 then max(citation) end as citation
        from mart.source_status
        where is_current
        group by source_code
        order by source_code
        """,
    )
    return [row | {"name": names.get(row["code"], row["code"])} for row in current]
