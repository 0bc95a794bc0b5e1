"""From the estimates of a year to the tables of a release."""

import numpy as np
import pandas as pd

from diaspora_dw.source import ReleaseTables
from etl.reference.country import entities
from etl.remittance_matrix.estimates import Estimates

FACTS = "dw.fact_bilateral_remittance"
TOTALS = "ops.published_total"
NAMES = "ops.published_name"


def release_tables(estimates: Estimates) -> ReleaseTables:
    """Return corridors between countries, what the publisher sums up, and the names beside codes."""
    figures = estimates.figures.drop(columns="place").assign(year=estimates.year)
    countries = {str(entity.country_id) for entity in entities()}
    is_corridor = figures["origin_code"].isin(countries) & figures["destination_code"].isin(countries)
    return ReleaseTables(
        {
            FACTS: facts(figures[is_corridor]),
            TOTALS: published_totals(figures[~is_corridor]),
            NAMES: estimates.names.reset_index(drop=True),
        },
        promises={TOTALS: "value > 0"},
        notes=estimates.notes,
    )


def facts(corridors: pd.DataFrame) -> pd.DataFrame:
    """Return the money received by an origin from a destination: `dw.fact_bilateral_remittance`."""
    named = corridors.rename(columns={"origin_code": "origin_id", "destination_code": "destination_id"})
    return named.astype({"origin_id": "int16", "destination_id": "int16", "year": "int16"}).reset_index(
        drop=True
    )


def published_totals(sums: pd.DataFrame) -> pd.DataFrame:
    """Return what has a sum, or a group of countries, on either side: `ops.published_total`, in US$."""
    totals = sums.rename(columns={"remittances_usd": "value"})
    return totals.assign(series="bilateral_remittance", male_value=np.nan, female_value=np.nan)
