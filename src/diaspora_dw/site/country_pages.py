"""The page of a country: its factsheet, whose charts the page draws."""

from collections.abc import Iterator

from diaspora_dw.database import Connection
from diaspora_dw.rendering.factsheet import Factsheet, all_codes, read_factsheets
from diaspora_dw.rendering.html import as_fragment, summary
from diaspora_dw.site.payloads import Payload

READ_TOGETHER = 300
"""Countries whose factsheets are read by the same queries: all real ones, but no more than fit into memory."""


def payloads(connection: Connection) -> Iterator[Payload]:
    """Yield each country's page: title, summary, sections as HTML, charts, destinations, and the sources to cite.

    A chart names its source by its place among `chart_sources`.
    """
    for sheet in _factsheets(connection):
        code = sheet.country.iso3_code
        html, charts = as_fragment(sheet, f"#/country/{code}/")
        chart_sources = list(dict.fromkeys(chart.table.source for chart in charts))
        drawn: list[dict[str, object]] = [
            {**chart.described(), "source": chart_sources.index(chart.table.source)} for chart in charts
        ]
        yield (
            f"country/{code}",
            {
                "title": sheet.country.country_name,
                "summary": summary(sheet),
                "html": html,
                "charts": drawn,
                "chart_sources": chart_sources,
                "destinations": [(row.destination_iso3_code, row.migrants) for row in sheet.top_destinations],
                "sources": [source.source_code for source in sheet.sources],
            },
        )


def _factsheets(connection: Connection) -> Iterator[Factsheet]:
    codes = all_codes(connection)
    for first in range(0, len(codes), READ_TOGETHER):
        yield from read_factsheets(connection, codes[first : first + READ_TOGETHER])
