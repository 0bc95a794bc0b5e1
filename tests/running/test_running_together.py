"""Releases that a run has loaded become visible together."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from diaspora_dw.database import Database
from diaspora_dw.running.report import Outcome, RunReport
from tests.running.small_world import WORKBOOKS, run_small, step_of
from tests.workbooks import STOCKS, build_workbook

EDITIONS = ("2020", "2024")


def load_both(
    database: Database, folder: Path, *, latest: bytes = WORKBOOKS["2024"], accept: Sequence[str] = ()
) -> RunReport:
    """Load both workbooks from files: they are there at once, so nothing is waited for between them."""
    paths = []
    for edition, data in zip(EDITIONS, (WORKBOOKS["2020"], latest), strict=True):
        paths.append(folder / f"{edition}.xlsx")
        paths[-1].write_bytes(data)
    return run_small(database, folder / "home", sources=["undesa"], files={"undesa": paths}, accept=accept)


def test_what_has_been_loaded_is_published_in_one_transaction_and_the_newest_edition_is_current(
    database: Database, tmp_path: Path
) -> None:
    load_both(database, tmp_path)
    with database.connect("reader") as connection:
        ((transactions, current),) = connection.execute(
            "select count(distinct xmin::text), array_agg(edition) filter (where is_current) "
            "from dw.source_release where source_code = 'undesa'"
        ).fetchall()
    assert (transactions, current) == (1, ["2024"])


def test_an_edition_is_checked_and_compared_with_the_one_that_is_published_beside_it(
    database: Database, tmp_path: Path
) -> None:
    tenfold = build_workbook("2024", {**STOCKS, (398, 762): (150_000, 120_000)}).to_bytes()
    step = step_of(load_both(database, tmp_path, latest=tenfold, accept=["stock_country_jump"]), "undesa")
    assert step.edition == "2024"
    assert step.changes is not None
    assert step.changes.between_editions
    (jump,) = [found for found in step.findings if found.check == "corridor_jump"]
    assert jump.failing_rows == 1, "from Tajikistan to Kazakhstan"


def test_a_release_that_cannot_be_published_does_not_keep_back_the_others(
    database: Database, tmp_path: Path
) -> None:
    with no_edition_published(database, "2020"):
        report = load_both(database, tmp_path)
    outcomes = {step.edition: (step.outcome, step.error) for step in report.steps if step.source == "undesa"}
    assert outcomes["2024"] == (Outcome.PUBLISHED, None)
    outcome, error = outcomes["2020"]
    assert outcome is Outcome.FAILED
    assert error is not None
    assert "not this one" in error


@contextmanager
def no_edition_published(database: Database, edition: str) -> Iterator[None]:
    """Make PostgreSQL refuse to publish releases of an edition."""
    with database.connect("owner", autocommit=True) as connection:
        connection.execute(
            f"""
            create function ops.refuse() returns trigger language plpgsql as
            $$ begin raise exception 'not this one'; end $$;
            create trigger refuse before update of published_at on dw.source_release
            for each row when (new.edition = '{edition}') execute function ops.refuse()
            """.encode()
        )
        try:
            yield
        finally:
            connection.execute("drop function ops.refuse() cascade")
