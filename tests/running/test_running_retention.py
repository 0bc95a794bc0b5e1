"""What is kept and what goes: releases that superseded one another, samples, snapshots."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest import mock

import psycopg
import pytest

from diaspora_dw import clock
from diaspora_dw.database import Connection, Database
from diaspora_dw.errors import UsageError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotFile, SnapshotStore
from diaspora_dw.running.retention import retire_releases, unneeded_snapshots
from diaspora_dw.source import Source, registered_sources
from tests.publishers import Fault
from tests.running.small_world import figure_becomes, run_small, small_publishers
from tests.small_warehouse import SmallWarehouse

SOURCES: Iterable[Source] = registered_sources().values()


def add_release(  # a release without rows: what is kept does not depend on them
    connection: Connection,
    source: str,
    edition: str,
    retrieved: datetime,
    *,
    is_current: bool = False,
    is_sample: bool = False,
    content: str | None = None,
) -> int:
    row = connection.execute(
        """
        insert into dw.source_release (
            source_code, edition, retrieved_at, published_at, superseded_at, url, sha256, size_bytes,
            content_sha256, reader_version, row_count, licence, licence_url, citation, is_current, is_sample,
            run_id
        )
        values (
            %(source)s, %(edition)s, %(retrieved)s, %(retrieved)s,
            case when not %(is_current)s then %(retrieved)s end,
            'https://example.org', repeat('0', 64), 1, %(content)s, 1, 0, '', '', '', %(is_current)s,
            %(is_sample)s, %(run)s
        )
        returning release_id
        """,
        {
            "source": source,
            "edition": edition,
            "retrieved": retrieved,
            "is_current": is_current,
            "is_sample": is_sample,
            "run": uuid.uuid4(),
            "content": content or uuid.uuid4().hex,
        },
    ).fetchone()
    assert row is not None
    release_id: int = row[0]
    return release_id


def months(connection: Connection, source: str, count: int, *, first_year: int = 2024) -> list[int]:
    """A release for each of so many months in a row; the last one is current."""
    return [
        add_release(
            connection,
            source,
            f"{first_year + month // 12}-{month % 12 + 1:02}-01",
            datetime(first_year + month // 12, month % 12 + 1, 2, tzinfo=UTC),
            is_current=month == count - 1,
        )
        for month in range(count)
    ]


@contextmanager
def a_day_later() -> Iterator[None]:
    """Set the clock a day ahead."""
    later = datetime.now(UTC) + timedelta(days=1)
    with mock.patch("diaspora_dw.clock.now", return_value=later):
        yield


def kept(connection: Connection) -> list[int]:
    rows = connection.execute("select release_id from dw.source_release order by release_id")
    return [release_id for (release_id,) in rows]


def test_the_newest_releases_and_the_last_of_each_year_are_kept(database: Database) -> None:
    with database.connect("loader", autocommit=True) as connection:
        made = months(connection, "worldbank", 30)  # January 2024 to June 2026
        gone = retire_releases(connection, SOURCES, keep=4)

        assert kept(connection) == [made[11], made[23], *made[26:]]
        assert gone == [*made[:11], *made[12:23], *made[24:26]]


def test_no_release_is_removed_while_there_are_few(database: Database) -> None:
    with database.connect("loader", autocommit=True) as connection:
        made = months(connection, "worldbank", 12)
        assert retire_releases(connection, SOURCES, keep=12) == []
        assert kept(connection) == made


def test_editions_side_by_side_are_kept_for_ever(database: Database) -> None:
    with database.connect("loader", autocommit=True) as connection:
        made = months(connection, "undesa", 20)
        assert retire_releases(connection, SOURCES, keep=1) == []
        assert kept(connection) == made


def test_of_an_edition_the_newest_releases_and_the_last_of_each_year_are_kept(database: Database) -> None:
    with database.connect("loader", autocommit=True) as connection:
        older = add_release(connection, "undesa", "2020", datetime(2023, 5, 1, tzinfo=UTC))
        made = [
            add_release(
                connection,
                "undesa",
                "2024",
                datetime(2024 + month // 12, month % 12 + 1, 2, tzinfo=UTC),
                is_current=month == 29,
            )
            for month in range(30)
        ]
        retire_releases(connection, SOURCES, keep=4)
        assert kept(connection) == [older, made[11], made[23], *made[26:]]


@pytest.mark.parametrize(("source", "edition"), [("undesa", "2024"), ("worldbank", "2025-07-01")])
def test_a_release_whose_successor_has_the_same_content_is_removed(
    database: Database, source: str, edition: str
) -> None:
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    with database.connect("loader", autocommit=True) as connection:
        first, repeated, revised, reverted, forced = (
            add_release(connection, source, edition, moment, is_current=number == 4, content=content)
            for number, content in enumerate("AABAA")
        )
        assert retire_releases(connection, SOURCES, keep=12) == [first, reverted]
        assert kept(connection) == [repeated, revised, forced]


def test_a_release_stays_for_a_day_after_it_was_superseded(database: Database) -> None:
    with database.connect("loader", autocommit=True) as connection:
        add_release(connection, "undesa", "2024", clock.now() - timedelta(hours=23), content="A")
        older = add_release(connection, "undesa", "2020", clock.now() - timedelta(hours=25), content="A")
        for edition in ("2020", "2024"):
            add_release(connection, "undesa", edition, clock.now(), is_current=edition == "2024", content="A")
        assert retire_releases(connection, SOURCES, keep=1) == [older]


def test_a_withdrawn_release_stays_on_record(database: Database) -> None:
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    with database.connect("loader", autocommit=True) as connection:
        withdrawn = add_release(connection, "content", "2025-01", moment, content="A")
        connection.execute(
            """
            update dw.source_release
            set withdrawn_at = superseded_at, withdrawn_by = 'somebody', withdrawal_reason = 'wrong'
            """
        )
        loaded_again = add_release(connection, "content", "2025-01", moment, is_current=True, content="A")
        assert retire_releases(connection, SOURCES, keep=1) == []
        assert kept(connection) == [withdrawn, loaded_again]


def test_forced_loads_of_the_same_figures_do_not_pile_up(small: SmallWarehouse) -> None:
    def partitions() -> int:
        with small.database.connect("reader") as connection:
            rows = connection.execute(
                "select count(*) from pg_class where relnamespace = 'part'::regnamespace"
            )
            return int(rows.fetchall()[0][0])

    counts, sources = [], ["undesa", "worldbank"]
    with small_publishers() as publisher:
        for day in range(1, 4):
            with mock.patch("diaspora_dw.clock.now", lambda day=day: datetime.now(UTC) + timedelta(days=day)):
                report = run_small(small.database, small.home, publisher.url, sources=sources, force=True)
            assert report.exit_code == 0
            counts.append(partitions())
    assert counts[1:] == [counts[0]] * 2


def test_releases_of_an_unknown_source_are_kept(database: Database) -> None:
    with database.connect("loader", autocommit=True) as connection:
        made = months(connection, "another", 20)
        retire_releases(connection, SOURCES, keep=1)
        assert kept(connection) == made


def test_the_current_release_is_kept_however_old_it_is(database: Database) -> None:
    with database.connect("loader", autocommit=True) as connection:
        current = add_release(
            connection, "worldbank", "2024-01-01", datetime(2024, 1, 1, tzinfo=UTC), is_current=True
        )
        later = [
            add_release(connection, "worldbank", f"2024-0{month}-01", datetime(2024, month, 1, tzinfo=UTC))
            for month in range(2, 7)
        ]
        retire_releases(connection, SOURCES, keep=1)
        assert kept(connection) == [current, later[-1]]


def test_a_sample_is_removed_once_there_is_a_real_release(database: Database) -> None:
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    with database.connect("loader", autocommit=True) as connection:
        replaced = add_release(connection, "undesa", "2024 sample", moment, is_sample=True)
        only_one = add_release(connection, "worldbank", "2025 sample", moment, is_sample=True)
        real = add_release(connection, "undesa", "2024", moment, is_current=True)
        gone = retire_releases(connection, SOURCES, keep=12)

        assert gone == [replaced]
        assert kept(connection) == [only_one, real]


def test_a_release_that_is_being_read_is_removed_by_a_later_run(small: SmallWarehouse) -> None:
    revised = Fault(figure_becomes("TJK", 2024, 1.0), on="SP.POP.TOTL")
    with small_publishers(revised, lastupdated="2025-09-09") as publisher:
        run_small(small.database, small.home, publisher.url)
    with small.database.connect("loader", autocommit=True) as connection:
        old, new = [
            r
            for (r,) in connection.execute(
                "select release_id from dw.source_release where source_code = 'worldbank' order by release_id"
            )
        ]
        with psycopg.connect(small.database.owner_url) as reader:
            reader.execute("select count(*) from dw.fact_indicator")
            with a_day_later():
                assert retire_releases(connection, SOURCES, keep=1) == []
        assert old in kept(connection)

        with a_day_later():
            assert retire_releases(connection, SOURCES, keep=1) == [old]
        assert new in kept(connection)
        assert connection.execute("select to_regclass(%s)", (f"part.fact_indicator_r{old}",)).fetchone() == (
            None,
        )


def test_a_run_removes_old_releases(small: SmallWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIASPORA_DW_KEEP_RELEASES", "1")
    with small.database.connect("reader") as connection:
        before = kept(connection)
    revised = Fault(figure_becomes("TJK", 2024, 1.0), on="SP.POP.TOTL")
    with small_publishers(revised, lastupdated="2025-09-09") as publisher:
        run_small(small.database, small.home, publisher.url)
        with a_day_later():
            run_small(small.database, small.home, publisher.url)
    with small.database.connect("reader") as connection:
        after = kept(connection)
        editions = connection.execute(
            "select edition from dw.source_release where source_code = 'worldbank'"
        ).fetchall()
    assert len(after) == len(before)
    assert editions == [("2025-09-09",)]


def keep_snapshot(store: SnapshotStore, body: bytes, retrieved: datetime) -> Snapshot:
    file = SnapshotFile("page", "https://example.org/page", store.keep_bytes(body), len(body), retrieved)
    snapshot = Snapshot("worldbank", "latest", f"{retrieved:%Y-%m-%d}", (file,), retrieved, None, "CC BY 4.0")
    store.record(snapshot)
    return snapshot


def test_snapshots_that_no_release_was_made_from_are_not_needed(small: SmallWarehouse) -> None:
    store = SnapshotStore(small.home / "snapshots")
    first = keep_snapshot(store, b"first", datetime(2020, 1, 1, tzinfo=UTC))
    second = keep_snapshot(store, b"second", datetime(2020, 1, 2, tzinfo=UTC))

    with small.database.connect("reader") as connection:
        assert unneeded_snapshots(connection, store) == [first, second]


def test_the_newest_snapshot_of_a_dataset_is_kept_even_if_it_was_refused(small: SmallWarehouse) -> None:
    store = SnapshotStore(small.home / "snapshots")
    keep_snapshot(store, b"refused", datetime(2099, 1, 1, tzinfo=UTC))

    with small.database.connect("reader") as connection:
        assert unneeded_snapshots(connection, store) == []


def test_no_snapshot_is_removed_for_an_empty_warehouse(database: Database, small: SmallWarehouse) -> None:
    store = SnapshotStore(small.home / "snapshots")
    with (
        database.connect("reader") as connection,
        pytest.raises(UsageError, match="has no releases") as raised,
    ):
        unneeded_snapshots(connection, store)
    assert "DIASPORA_DW_HOME" in raised.value.advice
