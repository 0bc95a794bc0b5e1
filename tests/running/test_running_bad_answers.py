"""Answers of the World Bank's API that are not what they should be: what is current stays as it was."""

import pytest

from diaspora_dw.errors import ExitCode
from diaspora_dw.loading.check import accepted_by
from diaspora_dw.running.report import Outcome
from tests.publishers import (
    UPDATED,
    Fault,
    Lie,
    answers,
    message,
    other_update,
    redirect_to,
    without_country,
)
from tests.running.in_use import in_use_of
from tests.running.small_world import OTHER_WORKBOOK, figure_becomes, run_small, small_publishers, step_of
from tests.small_warehouse import SmallWarehouse

INDICATOR = "SP.POP.TOTL"
PAGE_ONE = [f"{INDICATOR}, page 1"]

FOR_GOOD = {
    "message 120": (message("120"), [*PAGE_ONE, "120"]),
    "502": (answers(502), [*PAGE_ONE, "502"]),
    "an update that differs from the other indicator's": (
        other_update("2025-09-09"),
        ["2025-09-09", UPDATED],
    ),
    "a country that is missing": (without_country("NAM"), [INDICATOR, "NAM"]),
}
"""One answer of each kind of fault, and what the message names. tests/etl/worldbank has all other faults."""


@pytest.mark.parametrize(("lie", "named"), [pytest.param(*case, id=name) for name, case in FOR_GOOD.items()])
def test_a_bad_answer_keeps_the_current_release_and_does_not_affect_the_other_source(
    small: SmallWarehouse, lie: Lie, named: list[str]
) -> None:
    before = in_use_of(small.database, "worldbank")
    with small_publishers(Fault(lie, on=INDICATOR), workbooks={"2024": OTHER_WORKBOOK}) as publisher:
        report = run_small(small.database, small.home, publisher.url)
    step = step_of(report, "worldbank")
    assert (report.exit_code, step.outcome) == (ExitCode.SOURCE_FAILED, Outcome.FAILED)
    assert step.error is not None
    assert [part for part in named if part not in step.error] == [], step.error
    assert step.advice
    assert in_use_of(small.database, "worldbank") == before
    assert step_of(report, "undesa", "2024").outcome is Outcome.PUBLISHED


@pytest.mark.parametrize(
    "lie",
    [
        pytest.param(answers(502), id="502"),
        pytest.param(other_update("2025-09-09"), id="another update for one page"),
    ],
)
def test_a_transient_error_is_retried_and_not_reported(small: SmallWarehouse, lie: Lie) -> None:
    revised = Fault(figure_becomes("TJK", 2023, 12.5), on="BX.TRF.PWKR.CD.DT")
    with small_publishers(Fault(lie, on=INDICATOR, times=1), revised) as publisher:
        report = run_small(small.database, small.home, publisher.url)
    assert (report.exit_code, step_of(report, "worldbank").outcome) == (0, Outcome.PUBLISHED)
    assert sum(INDICATOR in asked.path for asked in publisher.asked) == 2


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("/\xff", "which is not a web address"),
        ("http://[::1", "which is not a web address"),
        ("http://169.254.169.254/latest/meta-data", "redirects to http://169.254.169.254/latest/meta-data"),
    ],
)
def test_a_redirect_that_is_not_followed_fails_its_source_and_says_what_to_do(
    small: SmallWarehouse, location: str, message: str
) -> None:
    with small_publishers(Fault(redirect_to(location), on="undesa_pd_2024")) as publisher:
        report = run_small(small.database, small.home, publisher.url)
    step = step_of(report, "undesa", "2024")
    assert (report.exit_code, step.outcome) == (ExitCode.SOURCE_FAILED, Outcome.FAILED)
    assert f"{publisher.url}/" in (step.error or "")
    assert message in (step.error or "")
    assert "--file undesa=PATH" in (step.advice or "")


def test_a_country_without_figures_stops_the_release_until_that_is_accepted(small: SmallWarehouse) -> None:
    before = in_use_of(small.database, "worldbank")
    with small_publishers(Fault(figure_becomes("XKX", None, None), on=INDICATOR)) as publisher:
        refused = run_small(small.database, small.home, publisher.url)
        assert in_use_of(small.database, "worldbank") == before
        accepted = run_small(small.database, small.home, publisher.url, accept=accepted_by("--accept-shrink"))
    step = step_of(refused, "worldbank")
    assert (refused.exit_code, step.outcome) == (ExitCode.CHECKS_FAILED, Outcome.REFUSED)
    assert step.error is not None
    assert "indicator_country_lost" in step.error
    assert "Kosovo" in step.error
    assert {other.outcome for other in refused.steps if other is not step} == {Outcome.UNCHANGED}
    step = step_of(accepted, "worldbank")
    assert (accepted.exit_code, step.outcome) == (0, Outcome.PUBLISHED)
    assert {found.check for found in step.findings if found.accepted_by} == {
        "indicator_country_lost",
        "indicator_figures_lost",
    }


def test_the_figures_stay_if_the_api_has_deleted_an_indicator_that_had_some(small: SmallWarehouse) -> None:
    before = in_use_of(small.database, "worldbank")
    with small_publishers(Fault(message("175"), on="BX.TRF.PWKR.CD.DT")) as publisher:
        report = run_small(small.database, small.home, publisher.url)
    step = step_of(report, "worldbank")
    assert (report.exit_code, step.outcome) == (ExitCode.CHECKS_FAILED, Outcome.REFUSED)
    assert "indicator_figures_lost" in (step.error or "")
    assert in_use_of(small.database, "worldbank") == before
