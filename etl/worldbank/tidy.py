"""From the pages of a sweep, or the sample, to the tables of a release, without files or addresses.

Countries become facts, aggregates published totals, and the publisher's regions and income groups memberships.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pandas as pd
import yaml

from diaspora_dw.errors import ContentError
from diaspora_dw.source import ReleaseTables
from etl.worldbank.api import FORMAT_CHANGED, Economy, Series
from etl.worldbank.indicator import Indicator

NOT_CLASSIFIED = "INX"  # the income level of economies that have none: Ethiopia and Venezuela in July 2025
REGION, INCOME_GROUP = "world_bank_region", "world_bank_income_group"


def release_tables(
    figures: pd.DataFrame,
    economies: Sequence[Economy],
    indicators: Sequence[Indicator],
    known_ids: Mapping[str, int],
    updated_at: datetime,
) -> ReleaseTables:
    """Return the tables of a release, with the figures of the given indicators only.

    `known_ids` gives the country_id by ISO3 code. Raises `ContentError` listing every unknown country.
    """
    wanted = {indicator.code for indicator in indicators}
    figures = figures[figures["indicator_code"].isin(wanted)]
    countries = [economy for economy in economies if not economy.is_aggregate]
    ids = country_ids_of(countries, known_ids)
    empty = sorted(wanted - set(figures["indicator_code"]))
    return ReleaseTables(
        facts={
            "dw.fact_indicator": country_facts(figures, ids),
            "ops.published_total": published_totals(figures, [e.code for e in economies if e.is_aggregate]),
            "ops.published_name": published_names(countries, ids),
        },
        dimensions={"dw.dim_indicator": indicator_rows(indicators)},
        memberships=memberships(countries, ids),
        memberships_as_of=updated_at,
        promises={"memberships": f"group_code ~ '^WB_' and group_type in ('{REGION}', '{INCOME_GROUP}')"},
        notes=[f"no figures for {', '.join(empty)}"] if empty else [],
    )


def figures(pages: Iterable[tuple[str, Series]], economies: Sequence[Economy]) -> pd.DataFrame:
    """Return the figures of pages, each given with its indicator's code. Years without a figure have no row.

    Columns: economy_code (three letters), indicator_code, year (int16), value (float64, in the indicator's
    unit). Raises `ContentError` for economies that are not in the country list, for two figures of one economy,
    indicator and year, or if there is no figure at all.
    """
    three_letters = {economy.two_letter_code: economy.code for economy in economies}
    three_letters |= {economy.code: economy.code for economy in economies}
    rows: list[tuple[str, str, int, float]] = []
    unlisted: set[str] = set()
    for indicator_code, series in pages:
        unlisted |= set(series.economy_codes) - three_letters.keys()
        if not unlisted:  # most records have no figure, so they are left out before there is a frame
            rows += [
                (three_letters[economy_code], indicator_code, year, value)
                for economy_code, year, value in series.rows()
                if value is not None
            ]
    if unlisted:
        raise ContentError(
            f"there are figures of economies that the country list lacks: {', '.join(sorted(unlisted))}",
            advice=FORMAT_CHANGED,
        )
    if not rows:
        raise ContentError("there is not a single figure", advice=FORMAT_CHANGED)
    keys = ["economy_code", "indicator_code", "year"]
    # Without dtype, pandas makes strings of its own of the codes, which take ten times as long to go through.
    found = pd.DataFrame(rows, columns=[*keys, "value"], dtype=object)
    found = found.astype({"year": "int16", "value": "float64"})
    repeated = found.loc[found.duplicated(keys), keys]
    if len(repeated):
        first = ", ".join(map(str, repeated.iloc[0]))
        raise ContentError(f"there are several figures of {first}", advice=FORMAT_CHANGED)
    return found


@dataclass(frozen=True)
class Sample:
    """The bundled series of one country; `figures` has the columns of the function `figures`."""

    last_updated: date
    url: str
    economies: list[Economy]
    figures: pd.DataFrame


def read_sample(data: bytes) -> Sample:
    """Read a sample: comment lines that hold YAML (update, address, economies), then the figures as CSV."""
    lines = data.decode().splitlines()
    heading: Any = yaml.safe_load("\n".join(line[2:] for line in lines if line.startswith("# ")))
    types = {"year": "int16", "value": "float64"}
    figures = pd.read_csv(BytesIO(data), comment="#", keep_default_na=False, dtype=types)
    return Sample(
        heading["last_updated"],
        heading["url"],
        [Economy(**economy) for economy in heading["economies"]],
        figures.rename(columns={"iso3_code": "economy_code"}),
    )


def country_facts(figures: pd.DataFrame, ids: Mapping[str, int]) -> pd.DataFrame:
    """Return the figures of the economies in `ids`: `dw.fact_indicator`."""
    country_id = figures["economy_code"].map(ids)
    rows = figures.assign(country_id=country_id)[country_id.notna()]
    columns = ["country_id", "indicator_code", "year", "value"]
    return rows[columns].astype({"country_id": "int16"}).reset_index(drop=True)


def published_totals(figures: pd.DataFrame, aggregates: Collection[str]) -> pd.DataFrame:
    """Return the figures of the given aggregates, the destinations in `ops.published_total`."""
    rows = figures[figures["economy_code"].isin(aggregates)]
    named = rows.rename(columns={"indicator_code": "series", "economy_code": "destination_code"})
    nothing = float("nan")
    return named.assign(origin_code="", male_value=nothing, female_value=nothing).reset_index(drop=True)


def published_names(countries: Iterable[Economy], ids: Mapping[str, int]) -> pd.DataFrame:
    """Return the publisher's name of each country: `ops.published_name`."""
    rows = [(str(ids[country.code]), country.name) for country in countries]
    return pd.DataFrame(rows, columns=["place_code", "place_name"], dtype=object)


def memberships(countries: Iterable[Economy], ids: Mapping[str, int]) -> pd.DataFrame:
    """Return the World Bank's region and income group of each country.

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


def indicator_rows(indicators: Iterable[Indicator]) -> pd.DataFrame:
    """Return the rows of `dw.dim_indicator`; factsheet_rank is Int16."""
    rows = pd.DataFrame([indicator.model_dump() for indicator in indicators])
    rows = rows.rename(
        columns={
            "code": "indicator_code",
            "name": "indicator_name",
            "additive": "is_additive",
            "whole_numbers": "is_whole_number",
        }
    )
    limits = ("lower_bound", "upper_bound", "lowest_median", "highest_median")
    return rows.astype({"factsheet_rank": "Int16", **dict.fromkeys(limits, "float64")})


def country_ids_of(countries: Iterable[Economy], known: Mapping[str, int]) -> dict[str, int]:
    """Return the country_id of each country by its code. Raise `ContentError` for repeated or unknown ones."""
    codes = [country.code for country in countries]
    if repeated := sorted({code for code in codes if codes.count(code) > 1}):
        raise ContentError(f"the country list repeats {', '.join(repeated)}", advice=FORMAT_CHANGED)
    if unknown := sorted(set(codes) - known.keys()):
        raise ContentError(
            f"the country list has economies that are unknown here: {', '.join(unknown)}",
            advice="Add them to etl/reference/countries.yaml, or check whether a newer version has them.",
        )
    return {code: known[code] for code in codes}
