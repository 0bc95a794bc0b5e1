"""Citizenship law: the extract that comes with the software, a version by hand, and files that are refused."""

from pathlib import Path
from typing import Any

from diaspora_dw.errors import ExitCode
from diaspora_dw.running.report import Outcome, RunReport
from etl.globalcit import EXTRACT
from tests.running.in_use import in_use_of, places_of_rows, release_ids
from tests.running.small_world import run_small, step_of
from tests.small_warehouse import SmallWarehouse

LAW, MODES = "data_v1.0_country-year.csv", "data_v1.0_country-year-mode_loss.csv"


def run_law(small: SmallWarehouse, *paths: Path) -> RunReport:
    return run_small(
        small.database, small.home, sources=("globalcit",), files={"globalcit": paths} if paths else {}
    )


def law_of_tajikistan(small: SmallWarehouse) -> list[tuple[Any, ...]]:
    with small.database.connect("reader") as connection:
        return connection.execute(
            "select edition, loss_article, loss_conditions from mart.dual_citizenship where iso3_code = 'TJK'"
        ).fetchall()


def full_version(folder: Path) -> list[Path]:
    """The extract with a condition where there is an article, as if it were the publisher's."""
    for name in (LAW, MODES):
        text = (EXTRACT / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(",\n", ",Unless agreed.\n"), encoding="utf-8")
    return [folder / LAW, folder / MODES]


def test_a_version_by_hand_replaces_the_extract_for_good(small: SmallWarehouse, tmp_path: Path) -> None:
    assert law_of_tajikistan(small) == [("1.0 extract", "TAJ 23", None)]
    published = run_law(small, *full_version(tmp_path))
    assert step_of(published, "globalcit").outcome is Outcome.PUBLISHED
    assert law_of_tajikistan(small) == [("1.0 full", "TAJ 23", "Unless agreed.")]
    before, releases = places_of_rows(small.database), release_ids(small.database)
    assert step_of(run_law(small), "globalcit").outcome is Outcome.UNCHANGED
    assert (places_of_rows(small.database), release_ids(small.database)) == (before, releases)


def test_a_lost_archive_of_files_does_not_bring_the_extract_back(
    small: SmallWarehouse, tmp_path: Path
) -> None:
    run_law(small, *full_version(tmp_path))
    before = in_use_of(small.database, "globalcit")
    report = run_small(small.database, tmp_path / "another home", sources=("globalcit",))
    assert step_of(report, "globalcit").outcome is Outcome.UNCHANGED
    assert in_use_of(small.database, "globalcit") == before


def test_a_bad_file_and_a_lost_state_leave_the_law_in_use(small: SmallWarehouse, tmp_path: Path) -> None:
    before = in_use_of(small.database, "globalcit")
    law, modes = full_version(tmp_path)
    rows = law.read_text(encoding="utf-8").splitlines(keepends=True)

    law.write_text("".join(rows).replace("TJK", "TKJ"), encoding="utf-8")
    failed = run_law(small, law)
    assert failed.exit_code == ExitCode.SOURCE_FAILED
    assert "unknown country code: TKJ" in str(step_of(failed, "globalcit").error)

    law.write_text("".join(row for row in rows if "TJK" not in row), encoding="utf-8")
    refused = run_law(small, law, modes)
    assert refused.exit_code == ExitCode.CHECKS_FAILED
    stopping = {found.check for found in step_of(refused, "globalcit").findings if found.stops}
    assert stopping == {"citizenship_states", "citizenship_states_lost"}
    assert in_use_of(small.database, "globalcit") == before
