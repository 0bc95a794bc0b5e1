"""Run the whole job against publishers with random faults, while a reader keeps reading."""

import random
import time
from collections import Counter

import pytest

from diaspora_dw.errors import ExitCode
from diaspora_dw.running.report import Outcome
from tests.faults.changing import WORKBOOK_OF, changing_publishers
from tests.faults.conftest import FaultTarget
from tests.faults.rounds import ROUNDS, SEED
from tests.faults.watching import watching
from tests.faults.wholeness import versions_in_use
from tests.publishers import (
    Fault,
    Lie,
    answers,
    bad_request_page,
    cut_after,
    hangs_up,
    html_page,
    message,
    no_records,
    null_records,
    other_total,
    other_update,
    redirect_to,
    slow,
    trickles,
    without_country,
    xml,
    zero_pages,
)
from tests.running.small_world import income_group_becomes, run_small, step_of

ANY = {
    "a page of HTML": html_page(),
    "an error in XML": xml(),
    "status 400 with a page": bad_request_page(),
    "status 403": answers(403),
    "status 404": answers(404),
    "status 500": answers(500),
    "status 503": answers(503),
    "status 429": answers(429, Retry_After="0"),
    "message 120": message("120"),
    "message 175": message("175"),
    "a redirect": redirect_to("/outage"),
    "a cut body": cut_after(700),
    "nothing": hangs_up(),
    "silence for a while": slow(0.2),
}
"""Answers that any publisher may give to any request."""

FIGURES_ONLY = {
    "null records": null_records(),
    "no records": no_records(),
    "no pages": zero_pages(),
    "another update": other_update("2025-08-01"),
    "another total": other_total(3),
    "a country less": without_country("TJK"),
}
"""Answers that the World Bank's API may give instead of figures."""

REQUESTS = (*WORKBOOK_OF.values(), "/country/all?", "SP.POP.TOTL", "BX.TRF.PWKR.CD.DT")
DOCUMENTED = (ExitCode.OK, ExitCode.SOURCE_FAILED, ExitCode.CHECKS_FAILED)


def random_faults(chance: random.Random) -> list[tuple[str, Fault]]:
    """Return a few faults, each for one request: for its first one or two attempts, or for all."""
    faults = []
    for request in chance.sample(REQUESTS, k=chance.randint(1, 3)):
        lies: dict[str, Lie] = ANY | (FIGURES_ONLY if "." in request else {})
        name = chance.choice(sorted(lies))
        times = 1 if name in ("another update", "another total") else chance.choice([1, 2, None])
        faults.append((f"{name} for {request} ({times or 'all'} times)", Fault(lies[name], request, times)))
    return faults


def test_whatever_publishers_answer_readers_see_whole_releases_and_a_later_run_recovers(
    target: FaultTarget,
) -> None:
    chance = random.Random(f"{SEED} publishers")
    ends: Counter[int] = Counter()
    with watching(target.at, target.known, target.lines) as watch:
        for number in range(max(ROUNDS // 8, 3)):
            named = random_faults(chance)
            label = f"seed {SEED}, round {number}: {[name for name, _ in named]}"
            with changing_publishers(*(fault for _, fault in named)) as publishers:
                publishers.switch_from(versions_in_use(target.database, target.expected))
                report = run_small(target.database, target.home, publishers.publisher.url)
            ends[report.exit_code] += 1
            assert report.exit_code in DOCUMENTED, label
            assert (report.exit_code == 0) == (report.error is None), label
            assert target.faults() == [], label
        target.change_figures()
        target.check_next_run()
    assert not watch.inconsistent, watch.inconsistent[:3]
    assert watch.slowest < 1.0
    print(f"lying publishers: exit codes {dict(ends)}; reader: {watch.summary()}")


def test_a_slow_download_delays_its_run_and_no_reader(target: FaultTarget) -> None:
    with changing_publishers(Fault(trickles(0.0003), on=WORKBOOK_OF["2020"])) as publishers:
        publishers.switch_from(versions_in_use(target.database, target.expected))
        with watching(target.at, target.known, target.lines) as watch:
            began = time.monotonic()
            report = run_small(target.database, target.home, publishers.publisher.url)
            took = time.monotonic() - began
    assert report.exit_code == 0, report.error
    assert took > 1.0, "it did not trickle"
    assert target.faults() == []
    assert not watch.inconsistent, watch.inconsistent[:3]
    assert watch.slowest < took / 2, "a reader waited for the download"


@pytest.mark.parametrize(("name", "said"), [("Lower\x00middle", "U+0000"), ("\ud800", "country, page 1")])
def test_text_that_no_table_can_hold_fails_only_its_source(target: FaultTarget, name: str, said: str) -> None:
    with changing_publishers(
        Fault(income_group_becomes("TJK", ("LMC", name)), on="/country/all?")
    ) as publishers:
        publishers.switch_from(versions_in_use(target.database, target.expected))
        report = run_small(target.database, target.home, publishers.publisher.url)
    assert step_of(report, "undesa", "2024").outcome is Outcome.PUBLISHED
    step = step_of(report, "worldbank")
    assert (report.exit_code, step.outcome) == (ExitCode.SOURCE_FAILED, Outcome.FAILED)
    assert step.error is not None
    assert said in step.error
    assert target.faults() == []
