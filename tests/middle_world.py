"""Indicators of 40 countries made by formula: enough for the checks that look at medians over countries.

All figures are plausible and no two are alike. They end in 2023, and `FIGURE_OF` goes on from there.
"""

from collections.abc import Callable, Mapping
from math import sin

from etl.reference.country import entities
from etl.worldbank.indicator import read_indicators
from tests.publishers import World, economy

_CODES = """
    AFG AGO ATG AUS AUT AZE BEL BEN BFA BGD BGR BHR BLR BLZ BOL BRB BTN BWA CAF CAN
    CHE CHL CIV CMR COG CRI CUB CYP CZE DEU DJI DNK DOM DZA ECU EGY ERI ESP ETH FIN
"""
COUNTRIES = _CODES.split()
"""None of them has a figure that `indicator_landmark` knows."""
YEARS = range(2004, 2025)
LAST_YEAR = 2023


def _population(n: int, t: int) -> float:
    return float(round(200_000 * 1.2**n * (1.012 + n / 2000) ** t))


def _gdp(n: int, t: int) -> float:
    return _population(n, t) * (2_000 + 700 * n) * 1.05**t * (1 + 0.1 * sin(n * t))


def _share(n: int, t: int) -> float:
    return 2 + 1.5 * sin(3 * n + t)


FIGURE_OF: Mapping[str, Callable[[int, int], float]] = {
    "BX.TRF.PWKR.CD.DT": lambda n, t: _share(n, t) / 100 * _gdp(n, t),
    "BX.TRF.PWKR.DT.GD.ZS": _share,
    "BM.TRF.PWKR.CD.DT": lambda n, t: 0.01 * _gdp(n, t) * (1 + 0.3 * sin(n + 2 * t)),
    "NY.GDP.MKTP.CD": _gdp,
    "NY.GDP.PCAP.PP.KD": lambda n, t: (2_000 + 900 * n) * 1.02**t * (1 + 0.05 * sin(n + t)),
    "SP.POP.TOTL": _population,
    "SM.POP.NETM": lambda n, t: float(round(_population(n, t) * 0.004 * sin(n + t))),
    "SL.UEM.TOTL.ZS": lambda n, t: 6 + 4 * sin(7 * n + t),
    "FP.CPI.TOTL.ZG": lambda n, t: 5 + 4 * sin(5 * n + 2 * t),
}
"""An indicator's figure by the place of a country in `COUNTRIES` and the years since the first."""


def figure_of(code: str, iso3_code: str, year: int) -> float:
    """Return the figure that the formula gives, of any year."""
    return FIGURE_OF[code](COUNTRIES.index(iso3_code), year - YEARS[0])


FIGURES = {
    code: {
        (iso3_code, year): figure_of(code, iso3_code, year)
        for iso3_code in COUNTRIES
        for year in YEARS
        if year <= LAST_YEAR
    }
    for code in FIGURE_OF
}
NO_FIGURES: dict[str, dict[tuple[str, int], float]] = {
    indicator.code: {} for indicator in read_indicators() if indicator.code not in FIGURE_OF
}

NAMES = {entity.iso3_code: entity.country_name for entity in entities()}
MIDDLE_WORLD = World(
    [
        economy(code, code, NAMES[code], ("ECS", "Europe & Central Asia"), ("LMC", "Lower middle income"))
        for code in COUNTRIES
    ],
    {**FIGURES, **NO_FIGURES},
    YEARS,
)
