"""Prints a factsheet as HTML: as one self-contained page with its styles and charts, or as a fragment for a site.

Neither has scripts. Templates escape every value except the charts, whose text Vega escapes.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from importlib.resources import files

import pycountry
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from diaspora_dw.rendering import wording
from diaspora_dw.rendering.blocks import Chart, Text, all_marks, plain, words
from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.sections import sections, subsections

STYLES = ("tokens.css", "sheet.css", "page.css")
"""Style sheets of the page; the first two serve the site as well."""
_END_TAGS = re.compile("</(?:td|th|tr|thead|tbody|caption|dt|dd|li)>")
"""Ends that HTML implies."""
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Letters of Hebrew, Arabic and the other scripts that run from right to left."""


def as_html(sheet: Factsheet) -> str:
    """Return the factsheet as a page. Equal factsheets give equal pages."""
    from diaspora_dw.rendering.charts import draw  # noqa: PLC0415 - fragments do without Vega

    return _render("factsheet.html.j2", sheet, here="#", draw=draw)


def as_fragment(sheet: Factsheet, here: str) -> tuple[str, list[Chart]]:
    """Return the sections of the factsheet, and its charts: each has a place with its number in `data-chart`.

    Sources and definitions are left to the site. `here` is what stands before an anchor in an address of the page,
    such as `#/country/TJK/`.
    """
    charts: list[Chart] = []
    fragment = _render("parts.html.j2", sheet, here=here, draw=None, charts=charts)
    return _short(fragment), charts


def _short(fragment: str) -> str:
    """Return a fragment without the white space, quotation marks and end tags that its meaning does not need."""
    between_tags = _END_TAGS.sub("", re.sub(r">\s+<(?!a|bdi|span|sup)", "><", fragment))
    return re.sub(r"\n\s*", "\n", re.sub(r'="([\w-]+)"(?!/)', r"=\1", between_tags)).strip()


def _direction(text: Text) -> Markup:
    """Return the attribute that lets a text run from right to left, for one that has such letters."""
    return Markup(' dir="auto"' if _RIGHT_TO_LEFT.search(plain(text)) else "")  # noqa: S704 - our own words


def summary(sheet: Factsheet) -> str:
    """Return where the country is and how the World Bank classifies it, in a line."""
    country = sheet.country
    income = country.income_group and f"{country.income_group} (World Bank)"
    place = wording.join_parts(" · ", country.subregion_name, income)
    of_iso = pycountry.countries.get(alpha_3=country.iso3_code)  # which has none for Kosovo
    return wording.join_parts(". ", place, f"{'ISO 3166 code' if of_iso else 'Code'} {country.iso3_code}.")


def _render(
    template: str,
    sheet: Factsheet,
    *,
    here: str,
    draw: Callable[[Chart], Markup] | None,
    charts: list[Chart] | None = None,
) -> str:
    found, missing = sections(sheet)
    backlinks = defaultdict(list)
    for mark in all_marks(found):
        backlinks[mark.number].append(mark.anchor)
    return (
        _environment()
        .get_template(template)
        .render(
            country=sheet.country,
            # In a style sheet, only these characters can end the string or the element.
            running_head=re.sub(r'["\\<&]', "", sheet.country.country_name),
            summary=summary(sheet),
            sections=found,
            missing=missing,
            is_sample=sheet.is_sample,
            backlinks=backlinks,
            here=here,
            draw=draw,
            charts=charts,
        )
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
        direction=_direction,
        style=Markup(style),  # noqa: S704 - our own files
    )
    return environment
