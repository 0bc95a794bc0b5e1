"""Start several runs at once: one loads, the others wait for it or are refused."""

from collections import Counter

from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode
from tests.commands import RunningCommand
from tests.faults.changing import DATASETS
from tests.faults.conftest import FaultTarget
from tests.faults.watching import watching

RUNS = 5

PUBLISHED_DATASETS = {"latest" if dataset == "worldbank" else dataset for dataset in DATASETS}


def outcomes(runs: list[RunningCommand]) -> Counter[tuple[str, str]]:
    """Count the outcomes of each dataset of a publisher over all runs."""
    return Counter(
        (step["dataset"], step["outcome"])
        for run in runs
        for step in run.report()["steps"]
        if step["source"] in ("undesa", "worldbank")
    )


def assert_all_succeed(runs: list[RunningCommand]) -> None:
    """Wait for the end of runs; show what those that failed have printed."""
    failed = [run for run in runs if run.end(120) != ExitCode.OK]
    assert not failed, "\n".join(run.printed() for run in failed)


def test_of_runs_that_wait_for_each_other_one_publishes_and_all_succeed(
    target: FaultTarget,
) -> None:
    target.change_figures()
    with watching(target.at, target.known, target.lines) as watch:
        runs = [target.start("--wait", "60") for _ in range(RUNS)]
        assert_all_succeed(runs)
    expected = {(dataset, "published"): 1 for dataset in PUBLISHED_DATASETS}
    expected |= {(dataset, "unchanged"): RUNS - 1 for dataset in PUBLISHED_DATASETS}
    assert outcomes(runs) == expected
    assert target.faults() == []
    assert not watch.inconsistent, watch.inconsistent[:3]
    assert watch.slowest < 1.0
    print(f"{RUNS} runs at once; reader: {watch.summary()}")


def test_runs_that_do_not_wait_are_refused_and_name_the_active_run(
    target: FaultTarget,
) -> None:
    target.change_figures()
    runs = [target.start() for _ in range(RUNS)]
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
    assert target.faults() == []


def test_simultaneous_first_runs_set_up_one_warehouse(target: FaultTarget, empty_database: Database) -> None:
    target.at = lambda: empty_database
    runs = [target.start("--wait", "60") for _ in range(4)]
    assert_all_succeed(runs)
    assert {outcomes(runs)[dataset, "published"] for dataset in PUBLISHED_DATASETS} == {1}
    assert target.faults() == []
