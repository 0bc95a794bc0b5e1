"""From the pages of a sweep to the tables of a release: frames to frames, without files or addresses.

Countries become facts, aggregates become published totals, the publisher's regions and income groups become
memberships.
"""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from diaspora_dw.errors import ContentError
from etl.worldbank.api import FORMAT_CHANGED, Economy, Series
from etl.worldbank.indicator import Indicator

FACTS = "dw.fact_indicator"
TOTALS = "ops.published_total"
INDICATORS = "dw.dim_indicator"
NOT_CLASSIFIED = "INX"  # the income level of economies that have none: Ethiopia and Venezuela in July 2025
REGION, INCOME_GROUP = "world_bank_region", "world_bank_income_group"


def figures(pages: Iterable[tuple[str, Series]], economies: Sequence[Economy]) -> pd.DataFrame:
    """The figures of pages, each with its indicator's code; years without a figure have no row.

    Columns: economy_code (three letters), indicator_code, year (int16), value (float64, in the indicator's
    unit). Raises `ContentError` listing codes of economies that are not in the country list, or where there
    is not a single figure.
    """
    three_letters = {economy.two_letter_code: economy.code for economy in economies}
    three_letters |= {economy.code: economy.code for economy in economies}
    frames = []
    for indicator_code, series in pages:
        columns = {"economy_code": series.economy_codes, "year": series.years, "value": series.values}
        frame = pd.DataFrame(columns).assign(indicator_code=indicator_code)
        frames.append(frame.astype({"year": "int16", "value": "float64"}))
    read = pd.concat(frames, ignore_index=True)
    if unlisted := sorted(set(read["economy_code"]) - three_letters.keys()):
        raise ContentError(
            f"there are figures of economies that the country list lacks: {', '.join(unlisted)}",
            advice=FORMAT_CHANGED,
        )
    found = read.assign(economy_code=read["economy_code"].map(three_letters)).dropna(subset="value")
    if found.empty:
        raise ContentError("there is not a single figure", advice=FORMAT_CHANGED)
    keys = ["economy_code", "indicator_code", "year"]
    repeated = found[found.duplicated(keys)]
    if len(repeated):
        shown = ", ".join(map(str, repeated[keys].iloc[0]))
        raise ContentError(f"there are several figures of {shown}", advice=FORMAT_CHANGED)
    return found[[*keys, "value"]].reset_index(drop=True)


def country_facts(all_figures: pd.DataFrame, ids: Mapping[str, int]) -> pd.DataFrame:
    """The rows of `dw.fact_indicator` among figures: those of economies that have a country_id in `ids`.

    Columns: country_id (int16), indicator_code, year (int16), value (float64).
    """
    country_id = all_figures["economy_code"].map(ids)
    rows = all_figures.assign(country_id=country_id)[country_id.notna()]
    columns = ["country_id", "indicator_code", "year", "value"]
    return rows[columns].astype({"country_id": "int16"}).reset_index(drop=True)


def published_totals(all_figures: pd.DataFrame, aggregates: Iterable[str]) -> pd.DataFrame:
    """The rows of `ops.published_total` among figures: those of the aggregates named.

    Columns: series (the indicator's code), destination_code (the aggregate's), origin_code (''), year
    (int16), value (float64), and male_value and female_value, which are always null here.
    """
    rows = all_figures[all_figures["economy_code"].isin(set(aggregates))]
    named = rows.rename(columns={"indicator_code": "series", "economy_code": "destination_code"})
    nothing = float("nan")
    return named.assign(origin_code="", male_value=nothing, female_value=nothing).reset_index(drop=True)


def memberships(countries: Iterable[Economy], ids: Mapping[str, int]) -> pd.DataFrame:
    """The World Bank's region and income group of each country.

    Columns: group_code ('WB_ECS'), group_name, group_type ('world_bank_region' or 'world_bank_income_group'),
    country_id (int16). An economy that is not classified by income is in no income group.
    """
    rows = []
    for country in countries:
        country_id = ids[country.code]
        rows.append((f"WB_{country.region_code}", country.region_name, REGION, country_id))
        if country.income_code != NOT_CLASSIFIED:
            rows.append((f"WB_{country.income_code}", country.income_name, INCOME_GROUP, country_id))
    frame = pd.DataFrame(rows, columns=["group_code", "group_name", "group_type", "country_id"])
    return frame.astype({"country_id": "int16"})


def indicators(listed: Iterable[Indicator]) -> pd.DataFrame:
    """The rows of `dw.dim_indicator`, every column text."""
    return pd.DataFrame(
        {
            "indicator_code": indicator.code,
            "indicator_name": indicator.name,
            "unit": indicator.unit,
            "description": indicator.description,
            "publisher": indicator.publisher,
            "licence": indicator.licence,
        }
        for indicator in listed
    )


def ids_of(countries: Iterable[Economy], known: Mapping[str, int]) -> dict[str, int]:
    """The country_id of each country, by its code. Raises `ContentError` listing all that are not known."""
    codes = [country.code for country in countries]
    if repeated := sorted({code for code in codes if codes.count(code) > 1}):
        raise ContentError(f"the country list repeats {', '.join(repeated)}", advice=FORMAT_CHANGED)
    unknown = sorted(set(codes) - known.keys())
    if unknown:
        raise ContentError(
            f"the country list has economies that are unknown here: {', '.join(unknown)}",
            advice="Add them to etl/reference/countries.yaml, or see whether a newer version has them.",
        )
    return {code: known[code] for code in codes}
