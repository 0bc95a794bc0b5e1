"""A factsheet as one page of HTML that asks for nothing: styles and charts stand in it, scripts it has none.

Templates escape everything that is put into them; the charts are the one exception, and Vega escapes those.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from diaspora_dw.rendering import charts, headline, wording
from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.mapping import CitedEntry, Mapping
from diaspora_dw.rendering.sections import (
    contents,
    disagreements_told,
    further_reading,
    institutions_by_level,
    policies_elsewhere,
    said_to_be_missing,
)

DESTINATIONS_DRAWN = 5


def as_html(sheet: Factsheet) -> str:
    """The factsheet as a page. Equal factsheets give equal pages."""
    disagreements, more_disagreements = disagreements_told(sheet)
    latest = sheet.emigration[-1] if sheet.emigration else None
    unions = [group for code in ("EU27", "EEA") if (group := sheet.group(code)) is not None]
    return (
        _environment()
        .get_template("factsheet.html.j2")
        .render(
            sheet=sheet,
            country=sheet.country,
            mapping=sheet.mapping,
            missing=said_to_be_missing(sheet),
            contents=contents(sheet),
            latest=latest,
            summary=_summary(sheet),
            disagreements=disagreements,
            more_disagreements=more_disagreements,
            remittance_figures=headline.remittance_figures(sheet),
            emigration_figures=headline.emigration_figures(sheet),
            context_figures=headline.context_figures(sheet),
            stock_source=wording.stock_source(sheet.country.stock_edition),
            indicator_source=wording.indicator_source(sheet.country.indicator_edition),
            **(_of_mapping(sheet.mapping) if sheet.mapping else {}),
            charts={
                "destinations": charts.destinations_chart(sheet.top_destinations[:DESTINATIONS_DRAWN]),
                "sexes": charts.sexes_chart(latest, unions) if latest else None,
                "emigrants": charts.emigrants_chart(sheet.emigration),
                "received": charts.received_chart(sheet.remittances),
                "share_of_gdp": charts.share_of_gdp_chart(sheet.remittances),
            },
        )
    )


def _of_mapping(mapping: Mapping) -> dict[str, Any]:
    return {
        "policies_elsewhere": policies_elsewhere(mapping),
        "institutions_by_level": institutions_by_level(mapping),
        "backlinks": _backlinks(mapping),
    }


def _backlinks(mapping: Mapping) -> dict[int, list[str]]:
    """The anchors of the entries that rest on each footnote, in the order of the page."""
    sections: tuple[Sequence[CitedEntry], ...] = (
        mapping.terminology,
        mapping.political_rights,
        mapping.policy_milestones,
        mapping.policies,
        mapping.assessments,
        mapping.practices,
        mapping.institutions,
        mapping.diaspora_organisations,
    )
    backlinks: dict[int, list[str]] = {citation.footnote: [] for citation in mapping.citations}
    for entry in chain.from_iterable(sections):
        for number in entry.footnotes:
            backlinks[number].append(entry.anchor)
    return backlinks


def _summary(sheet: Factsheet) -> str:
    country = sheet.country
    place = ", ".join(part for part in (country.subregion_name, country.income_group) if part)
    return f"{place}. ISO 3166 code {country.iso3_code}." if place else f"ISO 3166 code {country.iso3_code}."


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("diaspora_dw.rendering", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        count=wording.count,
        percent=wording.percent,
        millions=wording.millions,
        disagreement=wording.disagreement,
        printed_date=wording.printed_date,
        policy_line=wording.policy_line,
        action_line=wording.action_line,
        place_line=wording.place_line,
        offices_line=wording.offices_line,
        citation_line=wording.citation_line,
        first_capital=lambda text: text[:1].upper() + text[1:],
        is_web_address=lambda url: url.startswith(("http://", "https://")),
    )
    style = files("diaspora_dw.rendering").joinpath("templates", "style.css").read_text(encoding="utf-8")
    environment.globals.update(
        wording=wording,
        further_reading=further_reading,
        style=Markup(style),  # noqa: S704 - our own file
    )
    return environment
