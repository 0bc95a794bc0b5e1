"""A factsheet for a terminal."""

from collections.abc import Iterator

from diaspora_dw.rendering.factsheet import Factsheet, Row

SAMPLE_MARK = "SAMPLE: figures of one country that come with the software, not a full load"


def as_text(sheet: Factsheet) -> str:
    """The factsheet as lines of text, each figure with its year."""
    return "\n".join(_lines(sheet))


def _lines(sheet: Factsheet) -> Iterator[str]:
    profile = sheet.profile
    title = f"{profile['country_name']} ({profile['iso3_code']})"
    yield ""
    yield title
    yield "=" * len(title)
    if sheet.is_sample:
        yield SAMPLE_MARK
    yield from _emigration(sheet)
    yield from _destinations(sheet)
    yield from _remittances(sheet)
    yield from _context(profile)
    if sheet.missing:
        yield ""
        yield f"Nothing loaded on: {', '.join(sheet.missing)}."
    yield ""
    for source in sheet.sources:
        yield f"Source {source['source_code']} {source['edition']}: {source['citation']} ({source['licence']})"


def _emigration(sheet: Factsheet) -> Iterator[str]:
    profile = sheet.profile
    if not sheet.emigration:
        return
    yield ""
    yield f"Emigration, {profile['emigrants_year']}"
    yield f"  emigrants                {_count(profile['emigrants'])}"
    yield f"  men, women               {_percent(profile['male_pct'])}, {_percent(profile['female_pct'])}"
    yield (
        f"  share of the population  {_percent(profile['emigrants_pct_of_population'])}"
        f" (population of {profile['emigrants_population_year'] or 'no year known'})"
    )
    for group in sheet.groups:
        yield (
            f"  in {group['group_name']:<29} {_count(group['emigrants']):>9}"
            f"  {_percent(group['pct_of_emigrants'])} of emigrants;"
            f" men {_percent(group['male_pct'])}, women {_percent(group['female_pct'])}"
        )


def _destinations(sheet: Factsheet) -> Iterator[str]:
    if not sheet.top_destinations:
        return
    yield ""
    yield f"Top countries of destination, {sheet.profile['emigrants_year']}"
    for row in sheet.top_destinations[:5]:
        yield (
            f"  {row['rank']}  {row['destination_name']:<30} {_count(row['emigrants']):>9}"
            f"  {_percent(row['pct_of_emigrants'])}"
        )


def _remittances(sheet: Factsheet) -> Iterator[str]:
    profile = sheet.profile
    if not sheet.remittances:
        return
    share_year, latest = profile["remittances_pct_of_gdp_year"], profile["remittances_received_year"]
    yield ""
    yield "Remittances"
    if share_year is not None:
        yield (
            f"  received, {share_year}           "
            f"{_millions(profile['remittances_received_usd_of_that_year'])}"
        )
        yield f"  share of GDP, {share_year}       {_percent(profile['remittances_pct_of_gdp'], 2)}"
    if latest != share_year:
        received = _millions(profile["remittances_received_usd"])
        yield f"  received, {latest}           {received} (no GDP of that year yet)"


def _context(profile: Row) -> Iterator[str]:
    figures = [
        ("population", _count(profile["population"]), profile["population_year"]),
        ("GDP", _millions(profile["gdp_usd"]), profile["gdp_year"]),
        ("net migration", _count(profile["net_migration"]), profile["net_migration_year"]),
        ("unemployment", _percent(profile["unemployment_pct"]), profile["unemployment_year"]),
    ]
    known = [(name, value, year) for name, value, year in figures if year is not None]
    if known:
        yield ""
        yield "The country"
        for name, value, year in known:
            yield f"  {f'{name}, {year}':<24} {value}"


def _count(value: float | None) -> str:
    return "unknown" if value is None else f"{round(value):,}"


def _percent(value: float | None, digits: int = 1) -> str:
    return "unknown" if value is None else f"{value:.{digits}f} %"


def _millions(value: float | None) -> str:
    return "unknown" if value is None else f"{int(value / 1e6):,} million US$"
