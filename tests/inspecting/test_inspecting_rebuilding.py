"""A past release is rebuilt from its snapshot, and every difference from the warehouse is reported."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from diaspora_dw.database import Connection, Database
from diaspora_dw.errors import ContentError, DiasporaError, UsageError
from diaspora_dw.fetching.snapshot import SnapshotStore
from diaspora_dw.inspecting.rebuilding import RebuiltTable, rebuild
from tests.conftest import CallCommand
from tests.publishers import Fault
from tests.running.in_use import places_of_rows
from tests.running.small_world import (
    NOBODY,
    OTHER_WORKBOOK,
    figure_becomes,
    run_small,
    small_environment,
    small_publishers,
)
from tests.small_warehouse import SmallWarehouse


def release_ids(connection: Connection, source: str = "%") -> list[int]:
    rows = connection.execute(
        "select release_id from dw.source_release where source_code like %s order by release_id", (source,)
    )
    return [release_id for (release_id,) in rows]


@pytest.fixture
def revised(small: SmallWarehouse) -> SmallWarehouse:
    """A small warehouse in which both publishers have revised what they said."""
    figure = Fault(figure_becomes("TJK", 2024, 123_456.0), on="SP.POP.TOTL")
    with small_publishers(figure, workbooks={"2024": OTHER_WORKBOOK}, lastupdated="2025-09-09") as publisher:
        run_small(small.database, small.home, publisher.url)
    return small


@pytest.fixture
def small_indicators(small: SmallWarehouse) -> Iterator[None]:
    """The list of indicators that the small world was loaded with: a sweep is read by it."""
    with mock.patch.dict(os.environ, small_environment(small.home, NOBODY)):
        yield


def store_of(warehouse: SmallWarehouse) -> SnapshotStore:
    return SnapshotStore(warehouse.home / "snapshots")


def test_every_release_can_be_rebuilt_identically(revised: SmallWarehouse, small_indicators: None) -> None:
    with revised.database.connect("loader", autocommit=True) as connection:
        ids = release_ids(connection)
        rebuilt = [rebuild(connection, store_of(revised), release_id) for release_id in ids]
    assert [one.source for one in rebuilt].count("undesa") == 3  # one of them published again
    assert [one.source for one in rebuilt].count("worldbank") == 2
    assert all(one.identical for one in rebuilt)
    assert {table.table_name for one in rebuilt for table in one.tables} >= {
        "dw.fact_indicator",
        "dw.fact_migrant_stock",
        "dw.fact_migrant_stock_total",
        "ops.published_total",
    }


def test_rebuilding_changes_nothing(revised: SmallWarehouse, small_indicators: None) -> None:
    before = places_of_rows(revised.database)
    with revised.database.connect("loader", autocommit=True) as connection:
        for release_id in release_ids(connection):
            rebuild(connection, store_of(revised), release_id)
        left = connection.execute("select relname from pg_class where relname like 'rebuilt%'").fetchall()
    assert left == []
    assert places_of_rows(revised.database) == before


def test_rebuilding_counts_the_rows_that_were_changed_in_the_warehouse(small: SmallWarehouse) -> None:
    with small.database.connect("owner") as connection:
        release_id = release_ids(connection, "undesa")[0]
        connection.execute(
            """
            update dw.fact_migrant_stock set migrants = migrants + 1
            where release_id = %s and origin_id = 762 and destination_id = 276 and year = 2020
            """,
            (release_id,),
        )
        connection.execute(
            """
            delete from dw.fact_migrant_stock
            where release_id = %s and origin_id = 762 and destination_id = 643 and year = 2015
            """,
            (release_id,),
        )
    with small.database.connect("loader", autocommit=True) as connection:
        rebuilt = rebuild(connection, store_of(small), release_id)
    assert not rebuilt.identical
    assert rebuilt.content_sha256 == rebuilt.recorded_content_sha256
    assert rebuilt.tables[0] == RebuiltTable("dw.fact_migrant_stock", 56, missing=2, extra=1)


def test_the_command_reports_a_release_that_was_changed(small: SmallWarehouse, command: CallCommand) -> None:
    with small.database.connect("owner") as connection:
        release_id = release_ids(connection, "undesa")[0]
        connection.execute(
            "update dw.fact_migrant_stock_total set emigrants = 0 where release_id = %s", (release_id,)
        )
    done = command("snapshot", "rebuild", str(release_id), database=small.database, home=small.home)
    assert done.code == 1
    assert "differs from its snapshot" in done.out
    assert "rows, recorded digests or the configuration of the source were changed since" in done.out


def test_a_forced_run_restores_a_damaged_snapshot_file(small: SmallWarehouse) -> None:
    store = store_of(small)
    workbook = next(snapshot for snapshot in store.all() if snapshot.edition == "2020")
    published = store.path(workbook.sha256).read_bytes()
    store.path(workbook.sha256).write_bytes(b"something else")
    assert [snapshot for snapshot, _ in store.verify()] == [workbook]

    with small_publishers(workbooks={"2020": published}) as publisher:
        run_small(small.database, small.home, publisher.url, sources=["undesa"], force=True)
    assert list(store.verify()) == []


def test_a_release_whose_recorded_digest_was_changed_is_not_identical(small: SmallWarehouse) -> None:
    with small.database.connect("owner") as connection:
        release_id = release_ids(connection, "undesa")[0]
        connection.execute(
            "update dw.source_release set content_sha256 = 'x' where release_id = %s", (release_id,)
        )
    with small.database.connect("loader", autocommit=True) as connection:
        rebuilt = rebuild(connection, store_of(small), release_id)
    assert not rebuilt.identical
    assert not any(table.missing or table.extra for table in rebuilt.tables)


def test_a_release_without_its_snapshot_cannot_be_rebuilt(small: SmallWarehouse) -> None:
    shutil.rmtree(small.home / "snapshots")
    with small.database.connect("loader", autocommit=True) as connection:
        release_id = release_ids(connection, "undesa")[0]
        with pytest.raises(DiasporaError, match=r"is not in .*snapshots") as raised:
            rebuild(connection, store_of(small), release_id)
    assert "backup" in raised.value.advice


def test_a_release_whose_bytes_are_damaged_cannot_be_rebuilt(small: SmallWarehouse) -> None:
    store = store_of(small)
    with small.database.connect("loader", autocommit=True) as connection:
        release_id = release_ids(connection, "undesa")[0]
        row = connection.execute(
            "select sha256 from dw.source_release where release_id = %s", (release_id,)
        ).fetchone()
        assert row is not None
        store.path(row[0]).write_bytes(b"something else")
        with pytest.raises(ContentError, match="damaged"):
            rebuild(connection, store, release_id)


def test_an_unknown_release_cannot_be_rebuilt(database: Database, tmp_path: Path) -> None:
    with (
        database.connect("loader", autocommit=True) as connection,
        pytest.raises(UsageError, match="no release 1"),
    ):
        rebuild(connection, SnapshotStore(tmp_path), 1)
