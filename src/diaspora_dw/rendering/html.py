"""Prints a factsheet as one self-contained page of HTML, with its styles and charts and without scripts.

Templates escape every value except the charts, whose text Vega escapes.
"""

from collections import defaultdict
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from diaspora_dw.rendering import charts, wording
from diaspora_dw.rendering.blocks import all_marks, words
from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.sections import missing_sections, sections, subsections

STYLES = ("tokens.css", "sheet.css", "page.css")
"""Style sheets of the page; the first two serve the site as well."""


def as_html(sheet: Factsheet) -> str:
    """Return the factsheet as a page. Equal factsheets give equal pages."""
    country, found = sheet.country, sections(sheet)
    backlinks = defaultdict(list)
    for mark in all_marks(found):
        backlinks[mark.number].append(mark.anchor)
    income = country.income_group and f"{country.income_group} (World Bank)"
    place = wording.join_parts(" · ", country.subregion_name, income)
    page = _environment().get_template("factsheet.html.j2")
    return page.render(
        country=country,
        summary=wording.join_parts(". ", place, f"ISO 3166 code {country.iso3_code}."),
        sections=found,
        missing=missing_sections(sheet),
        is_sample=sheet.is_sample,
        backlinks=backlinks,
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("diaspora_dw.rendering", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates = files("diaspora_dw.rendering").joinpath("templates")
    style = "".join(templates.joinpath(name).read_text(encoding="utf-8") for name in STYLES)
    environment.globals.update(
        wording=wording,
        subsections=subsections,
        kind_of=lambda block: type(block).__name__,
        say=words,
        draw=charts.draw,
        style=Markup(style),  # noqa: S704 - our own files
    )
    return environment
