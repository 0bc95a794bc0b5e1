"""Sweeps of a publisher that lies: all pages of one update and all countries, or an error that names the page."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from diaspora_dw.errors import ContentError, PublisherAnswerError, PublisherUnreachableError, SourceError
from diaspora_dw.fetching.http import Http
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.source import FetchContext
from etl.worldbank import api
from etl.worldbank import sweep as sweep_module
from etl.worldbank.sweep import Sweep, sweep_indicators
from tests.publishers import (
    QUICK,
    Fault,
    Lie,
    Publisher,
    altered,
    answers,
    bad_request_page,
    cut_after,
    hangs_up,
    html_page,
    lying_publisher,
    message,
    no_records,
    null_records,
    other_total,
    other_update,
    redirect_to,
    slow,
    without_country,
    xml,
    zero_pages,
)

POPULATION, REMITTANCES = "SP.POP.TOTL", "BX.TRF.PWKR.CD.DT"
CODES = (POPULATION, REMITTANCES)
UNHURRIED = replace(
    QUICK, connect_timeout=5.0, read_timeout=1.0, attempt_limit=2.0, unreachable_after=10.0, total=60.0
)
"""A busy machine may take a while for an honest answer."""
TOO_SLOW = slow(3)


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots")


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of four records: the fifteen of an indicator then take four."""
    monkeypatch.setattr(sweep_module, "RECORDS_PER_PAGE", 4)


def swept(
    publisher: Publisher, store: SnapshotStore, previous: Snapshot | None = None, http: Http | None = None
) -> Sweep:
    return sweep_indicators(publisher.url, CODES, FetchContext(http or Http(UNHURRIED), store, previous))


@pytest.mark.usefixtures("small_pages")
def test_a_sweep_keeps_every_page_of_every_indicator_and_the_country_list(store: SnapshotStore) -> None:
    with lying_publisher() as publisher:
        result = swept(publisher, store)

    assert [file.name for file in result.files] == [
        "country-1.json",
        *(f"{code}-{page}.json" for code in CODES for page in (1, 2, 3, 4)),
    ]
    assert result.last_updated == date(2025, 7, 1)
    info, records = api.read_page(store.read(result.files[4].sha256))
    assert (info.page, len(records)) == (4, 3)
    assert result.files[4].url.endswith(
        f"/v2/country/all/indicator/{POPULATION}?format=json&per_page=4&page=4"
    )


def test_a_sweep_says_how_far_it_is(store: SnapshotStore) -> None:
    told: list[tuple[str, float | None]] = []
    with lying_publisher() as publisher:
        sweep_indicators(
            publisher.url, CODES, FetchContext(Http(UNHURRIED), store, None, lambda *what: told.append(what))
        )

    assert told[1:] == [(f"downloading {POPULATION}", 0.0), (f"downloading {REMITTANCES}", 0.5)]


@pytest.mark.parametrize(
    "lie",
    [
        answers(429),
        answers(502),
        answers(503),
        TOO_SLOW,
        cut_after(200),
        hangs_up(),
        html_page(),
        xml(),
        null_records(),
        no_records(),
        message("105"),
        redirect_to("/maintenance"),
    ],
    ids=[
        "429", "502", "503", "slow", "cut", "no answer", "HTML", "XML", "null", "no records", "105", "redirect",
    ],
)  # fmt: skip
@pytest.mark.usefixtures("small_pages")
def test_temporary_failures_are_retried(store: SnapshotStore, lie: Lie) -> None:
    maintenance = Fault(html_page(), on="/maintenance")
    with lying_publisher(
        maintenance, Fault(lie, on=f"{POPULATION}?format=json&per_page=4&page=2", times=2)
    ) as publisher:
        assert len(swept(publisher, store).files) == 9


@pytest.mark.parametrize(
    ("lie", "said", "error"),
    [
        (answers(502), "502", PublisherAnswerError),
        (answers(403), "403", PublisherAnswerError),
        (TOO_SLOW, "no response in time", PublisherUnreachableError),
        (hangs_up(), "connection was lost", PublisherUnreachableError),
        (cut_after(200), "cut off", PublisherAnswerError),
        (html_page(), "a page of HTML or XML", PublisherAnswerError),
        (xml(), "a page of HTML or XML", PublisherAnswerError),
        (bad_request_page(), "answered 400: a page of HTML or XML", PublisherAnswerError),
        (redirect_to("/maintenance"), r"from http://\S+/maintenance", PublisherAnswerError),
        (null_records(), "records are missing", PublisherAnswerError),
        (no_records(), "records are missing", PublisherAnswerError),
        (message("120"), "message 120", PublisherAnswerError),
        (message("120", status=400), "message 120", PublisherAnswerError),
        (altered(lambda answer: [answer[0] | {"page": 7}, answer[1]]), "the answer is page 7", ContentError),
        (altered(lambda answer: [answer[0], [{}]]), "record 1 is not a figure", ContentError),
    ],
)
@pytest.mark.usefixtures("small_pages")
def test_what_does_not_pass_is_an_error_that_names_indicator_and_page(
    store: SnapshotStore, lie: Lie, said: str, error: type[SourceError]
) -> None:
    maintenance = Fault(html_page(), on="/maintenance")
    fault = Fault(lie, on=f"{POPULATION}?format=json&per_page=4&page=3")
    with (
        lying_publisher(maintenance, fault) as publisher,
        pytest.raises(error, match=rf"{POPULATION}, page 3: .*{said}"),
    ):
        swept(publisher, store)


@pytest.mark.parametrize("lie", [message("120"), bad_request_page()], ids=["120", "400"])
def test_permanent_failures_are_not_retried(store: SnapshotStore, lie: Lie) -> None:
    with lying_publisher(Fault(lie, on=REMITTANCES)) as publisher, pytest.raises(PublisherAnswerError):
        swept(publisher, store)
    assert sum(REMITTANCES in asked.path for asked in publisher.asked) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault(other_update("2025-08-01"), on=f"{POPULATION}?format=json&per_page=4&page=3", times=1),
        Fault(other_total(16), on=f"{POPULATION}?format=json&per_page=4&page=3", times=1),
        Fault(other_update("2025-08-01"), on=REMITTANCES, times=4),
        Fault(
            altered(lambda answer: [answer[0], answer[1][1:]]),
            on=f"{POPULATION}?format=json&per_page=4&page=2",
            times=1,
        ),
        Fault(altered(lambda answer: [answer[0], answer[1][1:]]), on="per_page=400", times=1),
    ],
    ids=["another date", "another total", "another indicator's date", "too few records", "too few economies"],
)
@pytest.mark.usefixtures("small_pages")
def test_pages_of_two_updates_make_the_sweep_begin_anew(store: SnapshotStore, fault: Fault) -> None:
    with lying_publisher(fault) as publisher:
        result = swept(publisher, store)

    assert len(result.files) == 9
    assert result.last_updated == date(2025, 7, 1)
    assert sum("per_page=400" in asked.path for asked in publisher.asked) == 2


def test_a_publisher_that_keeps_switching_is_given_up(store: SnapshotStore) -> None:
    with (
        lying_publisher(Fault(other_update("2025-08-01"), on=REMITTANCES)) as publisher,
        pytest.raises(
            PublisherAnswerError,
            match=f"3 sweeps .*{POPULATION} is of 2025-07-01, {REMITTANCES} is of 2025-08-01",
        ),
    ):
        swept(publisher, store)


@pytest.mark.parametrize("code", ["NAM", "XKX"])
def test_a_country_that_did_not_come_is_named(store: SnapshotStore, code: str) -> None:
    with (
        lying_publisher(Fault(without_country(code), on=REMITTANCES)) as publisher,
        pytest.raises(ContentError, match=f"{REMITTANCES}: 1 of 4 countries are missing: {code}"),
    ):
        swept(publisher, store)


def test_a_country_list_without_a_country_is_refused(store: SnapshotStore) -> None:
    only_aggregates = altered(lambda answer: [answer[0] | {"total": 1}, [answer[1][3]]])
    with (
        lying_publisher(Fault(only_aggregates, on="per_page=400")) as publisher,
        pytest.raises(ContentError, match="there is no country"),
    ):
        swept(publisher, store)


def test_an_indicator_without_any_records_is_legitimate(store: SnapshotStore) -> None:
    with lying_publisher(Fault(zero_pages(), on=REMITTANCES)) as publisher:
        assert len(swept(publisher, store).files) == 3


def test_an_indicator_that_the_publisher_has_deleted_does_not_stop_the_others(store: SnapshotStore) -> None:
    with lying_publisher(Fault(message("175"), on=REMITTANCES)) as publisher:
        result = swept(publisher, store)

    assert [file.name for file in result.files] == ["country-1.json", f"{POPULATION}-1.json"]
    assert sum(REMITTANCES in asked.path for asked in publisher.asked) == 1


def test_a_publisher_that_tells_no_date_at_all_is_refused(store: SnapshotStore) -> None:
    undated = altered(lambda answer: [answer[0] | {"lastupdated": None}, answer[1]])
    with (
        lying_publisher(Fault(undated, on="indicator")) as publisher,
        pytest.raises(ContentError, match="no indicator has a date of update"),
    ):
        swept(publisher, store)


def test_more_pages_than_a_history_fills_are_not_fetched(store: SnapshotStore) -> None:
    endless = altered(lambda answer: [answer[0] | {"pages": 1_000_000, "total": 10**10}, answer[1]])
    with lying_publisher(Fault(endless, on=POPULATION)) as publisher:
        with pytest.raises(ContentError, match="1,000,000 pages"):
            swept(publisher, store)
        assert sum(POPULATION in asked.path for asked in publisher.asked) == 1
