"""The job with the indicators that come with the software, against answers made by hand."""

from dataclasses import replace
from pathlib import Path

from diaspora_dw.database import Database
from diaspora_dw.rendering.factsheet import read_factsheet
from diaspora_dw.rendering.text import as_text
from etl.worldbank.indicator import read_indicators
from tests.publishers import SMALL_WORLD, World, lying_publisher
from tests.running.small_world import run_worldbank

NO_FIGURES = {("TJK", 2023): None}
TAJIKISTAN = {
    "BX.TRF.PWKR.CD.DT": (5.3e9, 4.6e9, 5.8e9),
    "BX.KLT.DINV.CD.WD": (-2.5e8, 1.0e8, None),
    "DT.ODA.ODAT.CD": (4.6e8, 0.0, None),
    "SM.POP.REFG.OR": (2_400.0, 2_500.0, 2_617.0),
    "SM.POP.REFG": (10_000.0, 10_100.0, None),
    "SI.RMT.COST.IB.ZS": (2.1, 2.3, None),
}
"""Values of 2022, 2023 and 2024."""


def made_by_hand() -> World:
    figures = {
        code: {("TJK", year): value for year, value in zip((2022, 2023, 2024), values, strict=True)}
        for code, values in TAJIKISTAN.items()
    }
    others = {indicator.code: NO_FIGURES for indicator in read_indicators()}
    return replace(SMALL_WORLD, figures={**others, **SMALL_WORLD.figures, **figures})


def test_remittances_are_set_against_investment_and_aid_of_the_same_year(
    database: Database, tmp_path: Path
) -> None:
    with lying_publisher(world=made_by_hand()) as publisher:
        report = run_worldbank(database, tmp_path, publisher.url)

    (step,) = (step for step in report.steps if step.source == "worldbank")
    assert report.exit_code == 0, step.error
    assert step.notes[0].startswith("no figures for ")
    assert "SI.RMT.COST.OB.ZS" in step.notes[0]
    with database.connect("reader") as connection:
        compared = connection.execute(
            """
            select year, foreign_direct_investment_usd, aid_received_usd,
                remittances_to_foreign_direct_investment_ratio, remittances_to_aid_ratio
            from mart.remittance_comparison where iso3_code = 'TJK' order by year
            """
        ).fetchall()
        latest = connection.execute(
            """
            select foreign_direct_investment_year, remittances_to_foreign_direct_investment_ratio,
                aid_received_year, remittances_to_aid_ratio, refugees_from_country,
                cost_of_remittances_to_country_pct
            from mart.country_profile where iso3_code = 'TJK'
            """
        ).fetchall()
        page = as_text(read_factsheet(connection, "TJK"))
    assert compared == [
        (2022, -2.5e8, 4.6e8, None, 5.3e9 / 4.6e8),
        (2023, 1.0e8, 0.0, 46.0, None),
        (2024, None, None, None, None),
    ]
    assert latest == [(2023, 46.0, 2023, None, 2_617, 2.3)]
    assert "Refugees from the country" in page
    assert "Cost of sending remittances to the country" in page
    assert "Cost of sending remittances from the country" not in page
