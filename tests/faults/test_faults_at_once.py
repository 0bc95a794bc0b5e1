"""Several runs at once: one loads, the others wait their turn or refuse by name."""

from collections import Counter

from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode
from tests.commands import RunningCommand
from tests.faults.changing import DATASETS
from tests.faults.conftest import Disturbed
from tests.faults.watching import watching

RUNS = 8

PUBLISHED_DATASETS = {"latest" if dataset == "worldbank" else dataset for dataset in DATASETS}


def outcomes(runs: list[RunningCommand]) -> Counter[tuple[str, str]]:
    """How often each dataset of a publisher came to which outcome, over all runs."""
    return Counter(
        (step["offer"], step["outcome"])
        for run in runs
        for step in run.report()["steps"]
        if step["offer"] in PUBLISHED_DATASETS
    )


def test_runs_that_wait_for_each_other_all_end_well_and_one_of_them_publishes(
    disturbed: Disturbed,
) -> None:
    disturbed.publish_other()
    with watching(disturbed.at, disturbed.known, disturbed.lines) as watch:
        runs = [disturbed.begin("--wait", "60") for _ in range(RUNS)]
        assert [run.end(90) for run in runs] == [ExitCode.OK] * RUNS
    expected = {(dataset, "published"): 1 for dataset in PUBLISHED_DATASETS}
    expected |= {(dataset, "unchanged"): RUNS - 1 for dataset in PUBLISHED_DATASETS}
    assert outcomes(runs) == expected
    assert disturbed.faults() == []
    assert not watch.unlike, watch.unlike[:3]
    assert watch.slowest < 1.0
    print(f"{RUNS} runs at once; reader: {watch.described()}")


def test_runs_that_do_not_wait_refuse_and_name_the_one_that_is_at_work(
    disturbed: Disturbed,
) -> None:
    disturbed.publish_other()
    runs = [disturbed.begin() for _ in range(RUNS)]
    ended = [(run.end(90), run) for run in runs]
    codes = Counter(code for code, _ in ended)
    assert codes.keys() <= {ExitCode.OK, ExitCode.LOCKED}
    assert codes[ExitCode.OK] >= 1
    for code, run in ended:
        if code == ExitCode.LOCKED:
            assert "another run holds the lock: " in run.printed()
            assert "started by" in run.printed() or "it has only just started" in run.printed()
    did_work = [run for code, run in ended if code == ExitCode.OK]
    assert {outcomes(did_work)[dataset, "published"] for dataset in PUBLISHED_DATASETS} == {1}
    assert disturbed.faults() == []


def test_first_runs_that_begin_at_once_set_one_warehouse_up(
    disturbed: Disturbed, empty_database: Database
) -> None:
    number = 4
    disturbed.at = lambda: empty_database
    runs = [disturbed.begin("--wait", "60") for _ in range(number)]
    assert [run.end(120) for run in runs] == [ExitCode.OK] * number, "\n".join(run.printed() for run in runs)
    assert {outcomes(runs)[dataset, "published"] for dataset in PUBLISHED_DATASETS} == {1}
    assert disturbed.faults() == []
