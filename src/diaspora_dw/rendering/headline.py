"""The key figures of a factsheet: each with its label, its year and where it is from.

Text and page show the same ones; which chart or table stands beside them is theirs to say.
"""

from dataclasses import dataclass

from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.figures import Emigrants
from diaspora_dw.rendering.wording import (
    MILLION_DOLLARS,
    count,
    indicator_source,
    millions,
    percent,
    stock_source,
)


@dataclass(frozen=True)
class KeyFigure:
    """A figure in words, with all that a reader needs to trust it."""

    label: str
    value: str
    year: str
    source: str
    detail: str = ""
    unit: str = ""


def remittance_figures(sheet: Factsheet) -> list[KeyFigure]:
    """Remittances of the latest year with a share of GDP, and of the latest year where that is another."""
    country = sheet.country
    source = indicator_source(country.indicator_edition)
    share_year, latest_year = country.remittances_pct_of_gdp_year, country.remittances_received_year
    figures = []
    if share_year is not None:
        figures = [
            KeyFigure(
                "Remittances as a share of GDP",
                percent(country.remittances_pct_of_gdp, 2),
                f"{share_year}",
                source,
            ),
            KeyFigure(
                "Remittances received",
                millions(country.remittances_received_usd_of_that_year),
                f"{share_year}",
                source,
                unit=MILLION_DOLLARS,
            ),
        ]
    if latest_year is not None and latest_year != share_year:
        figures.append(
            KeyFigure(
                "Remittances received, latest year",
                millions(country.remittances_received_usd),
                f"{latest_year}",
                source,
                f"GDP of {latest_year} not known yet",
                MILLION_DOLLARS,
            )
        )
    return figures


def emigration_figures(sheet: Factsheet) -> list[KeyFigure]:
    """Emigrants of the latest year: all, as a share of the population, and in the EU and the EEA."""
    if not sheet.emigration:
        return []
    latest = sheet.emigration[-1]
    year, source = f"{latest.year}", stock_source(latest.edition)
    figures = [KeyFigure("Emigrants", count(latest.emigrants), year, source, _sexes(latest))]
    if latest.emigrants_pct_of_population is not None:
        figures.append(
            KeyFigure(
                "Emigrants in total population",
                percent(latest.emigrants_pct_of_population),
                f"emigrants of {latest.year}, population of {latest.population_year}",
                f"{source}; {indicator_source(sheet.country.indicator_edition)}",
                f"{count(latest.emigrants)} emigrants to {count(latest.population)} people in the country",
            )
        )
    for code, label in (("EU27", "Emigrants in the EU (27 members)"), ("EEA", "Emigrants in the EEA")):
        group = sheet.group(code)
        if group is not None:
            detail = f"{count(group.emigrants)} emigrants; {_sexes(group)}".removesuffix("; ")
            figures.append(KeyFigure(label, percent(group.pct_of_emigrants), year, source, detail))
    return figures


def context_figures(sheet: Factsheet) -> list[KeyFigure]:
    """The country's population and economy, as far as known."""
    country = sheet.country
    source = indicator_source(country.indicator_edition)
    known = (
        ("Population", count(country.population), "persons", country.population_year),
        ("GDP", millions(country.gdp_usd), MILLION_DOLLARS, country.gdp_year),
        (
            "GDP per head at purchasing power parity",
            count(country.gdp_per_capita_ppp),
            "constant 2021 international $",
            country.gdp_per_capita_ppp_year,
        ),
        ("Net migration", count(country.net_migration), "persons in the year", country.net_migration_year),
        ("Unemployment", percent(country.unemployment_pct), "of the labour force", country.unemployment_year),
        ("Inflation", percent(country.inflation_pct), "a year, consumer prices", country.inflation_year),
    )
    return [
        KeyFigure(label, value, f"{year}", source, unit=unit)
        for label, value, unit, year in known
        if year is not None
    ]


def _sexes(part: Emigrants) -> str:
    if part.male_pct is None:
        return ""
    return f"{percent(part.male_pct)} men, {percent(part.female_pct)} women"
