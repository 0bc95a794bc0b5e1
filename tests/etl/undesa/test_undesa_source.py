"""Bringing workbooks home from a publisher that answers over real HTTP, and by hand."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from diaspora_dw.errors import ContentError, PublisherAnswerError, SourceError, UsageError
from diaspora_dw.fetching.http import Http, RetryRule
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.source import FetchContext
from etl.undesa import UndesaStock
from etl.undesa.source import WorkbookSource
from etl.undesa.tidy import FACTS, SUMS, TOTALS
from etl.undesa_destination import UndesaDestination
from tests.workbooks import build_workbook, truncated

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IMPATIENT = RetryRule(attempts=1, first_wait=0.01, total=5.0)


@dataclass
class Publisher:
    """What the server answers, and what it was asked."""

    status: int = 200
    body: bytes = b""
    content_type: str = XLSX
    paths: list[str] = field(default_factory=list)


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    answers = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers.paths.append(self.path)
            known = self.headers.get("If-None-Match") == '"first"'
            self.send_response(304 if known else answers.status)
            self.send_header("ETag", '"first"')
            self.send_header("Last-Modified", "Wed, 15 Jan 2025 10:00:00 GMT")
            self.send_header("Content-Type", answers.content_type)
            if not known:
                self.send_header("Content-Length", str(len(answers.body)))
            self.end_headers()
            if not known:
                self.wfile.write(answers.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("DIASPORA_DW_UNDESA_URL", f"http://127.0.0.1:{server.server_address[1]}")
    yield answers
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots")


def extract(store: SnapshotStore, previous: Snapshot | None = None, dataset: str = "2024") -> Snapshot:
    return UndesaStock().fetch(dataset, FetchContext(Http(IMPATIENT), store, previous))


def test_the_editions_are_offered_oldest_first() -> None:
    assert UndesaStock().datasets() == ("2020", "2024")


def test_a_workbook_is_fetched_from_its_editions_address_and_kept(
    publisher: Publisher, store: SnapshotStore
) -> None:
    publisher.body = build_workbook().to_bytes()
    snapshot = extract(store)
    assert publisher.paths[0].endswith("/undesa_pd_2024_ims_stock_by_sex_destination_and_origin.xlsx")
    assert store.read(snapshot.sha256) == publisher.body
    assert (snapshot.source_code, snapshot.edition) == ("undesa", "2024")
    assert snapshot.licence == "CC BY 3.0 IGO"
    assert snapshot.upstream_updated_at == datetime(2025, 1, 15, 10, tzinfo=UTC)
    assert store.all() == [snapshot]
    assert len(UndesaStock().transform(snapshot, store).facts[FACTS]) == 64


def test_a_workbook_that_has_not_changed_gives_the_earlier_snapshot(
    publisher: Publisher, store: SnapshotStore
) -> None:
    publisher.body = build_workbook().to_bytes()
    first = extract(store)
    assert extract(store, previous=first) == first
    assert len(publisher.paths) == 2


def test_a_sample_never_passes_for_the_publishers_workbook(
    publisher: Publisher, store: SnapshotStore
) -> None:
    publisher.body = build_workbook().to_bytes()
    sample = UndesaStock().sample("2024", store)
    snapshot = extract(store, previous=sample)
    assert not snapshot.is_sample
    assert store.read(snapshot.sha256) == publisher.body


ROBOT_PAGE = b"<html><body>Are you a robot?</body></html>"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((200, "text/html", ROBOT_PAGE), "a web page (text/html)"),
        ((200, XLSX, ROBOT_PAGE), "a web page"),
        ((200, "text/html; charset=utf-8", build_workbook().to_bytes()), "a web page"),
        ((200, XLSX, truncated(build_workbook().to_bytes())), "is cut off"),
        ((403, "text/html", b"<html>Forbidden</html>"), "403"),
        ((404, "text/html", b"<html>Not found</html>"), "404"),
    ],
)
def test_what_is_no_workbook_is_refused_with_its_address_and_the_way_around(
    publisher: Publisher, store: SnapshotStore, answer: tuple[int, str, bytes], says: str
) -> None:
    publisher.status, publisher.content_type, publisher.body = answer
    with pytest.raises(SourceError) as caught:
        extract(store)
    assert isinstance(caught.value, PublisherAnswerError | ContentError)
    assert says in caught.value.message
    assert "http://127.0.0.1" in caught.value.message
    assert caught.value.advice.count("--file undesa=PATH") == 1
    assert "undesa_destination" not in caught.value.advice
    assert store.all() == []


def test_a_workbook_handed_over_is_kept_under_the_edition_it_holds(
    store: SnapshotStore, tmp_path: Path
) -> None:
    path = tmp_path / "from a colleague.xlsx"
    path.write_bytes(build_workbook("2020").to_bytes())
    (snapshot,) = UndesaStock().adopt([path], store)
    assert (snapshot.dataset, snapshot.edition) == ("2020", "2020")
    assert snapshot.url == path.resolve().as_uri()
    path.unlink()
    tables = UndesaStock().transform(snapshot, store).facts
    assert set(tables[FACTS]["year"]) == {1990, 1995, 2000, 2005, 2010, 2015, 2020}


def test_a_file_handed_over_that_is_not_there_is_a_mistake_of_the_command(
    store: SnapshotStore, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=r"missing\.xlsx"):
        UndesaStock().adopt([tmp_path / "missing.xlsx"], store)


@pytest.mark.parametrize("source", [UndesaStock(), UndesaDestination()], ids=lambda source: source.code)
def test_a_file_handed_over_that_is_no_workbook_is_not_kept_and_the_advice_names_its_source(
    store: SnapshotStore, tmp_path: Path, source: WorkbookSource
) -> None:
    path = tmp_path / "page.xlsx"
    path.write_bytes(b"<html></html>")
    with pytest.raises(ContentError, match=r"page\.xlsx is not a workbook") as caught:
        source.adopt([path], store)
    assert re.findall(r"(\w+)=PATH", caught.value.advice) == [source.code]
    assert store.all() == []


def test_a_kept_workbook_that_can_no_longer_be_read_has_the_same_advice(
    store: SnapshotStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "stock.xlsx"
    path.write_bytes(build_workbook("2024").to_bytes())
    (snapshot,) = UndesaStock().adopt([path], store)
    monkeypatch.setattr("etl.undesa.workbook.MAX_BYTES", 10)
    with pytest.raises(ContentError, match="too much for a workbook") as caught:
        UndesaStock().transform(snapshot, store)
    assert caught.value.advice == UndesaStock.by_hand


@pytest.mark.parametrize(
    ("edition", "totals"),
    [("2020", {(900, 762): 586_851}), ("2024", {(900, 762): 514_478, (762, 900): 276_777})],
)
def test_the_sample_of_an_edition_holds_tajikistans_migrants_and_adds_up(
    store: SnapshotStore, edition: str, totals: dict[tuple[int, int], int]
) -> None:
    source = UndesaStock()
    snapshot = source.sample(edition, store)
    assert snapshot is not None
    assert snapshot.is_sample
    assert snapshot.edition == f"{edition} sample"
    tables = source.transform(snapshot, store).facts
    newest = tables[FACTS][tables[FACTS]["year"] == int(edition)]
    sums = {
        (900, 762): newest[newest["origin_id"] == 762]["migrants"].sum(),
        (762, 900): newest[newest["destination_id"] == 762]["migrants"].sum(),
    }
    assert {side: count for side, count in sums.items() if count} == totals
    published = tables[TOTALS][tables[TOTALS]["year"] == int(edition)]
    codes = [
        (int(d), int(o)) for d, o in zip(published["destination_code"], published["origin_code"], strict=True)
    ]
    assert dict(zip(codes, published["value"], strict=True)) == totals
    assert set(tables[SUMS]["country_id"]) == {762}


def test_there_is_no_sample_of_an_edition_that_is_not_offered(store: SnapshotStore) -> None:
    assert UndesaStock().sample("1890", store) is None


@pytest.mark.parametrize("edition", ["2024", "2024 sample"])
def test_an_edition_is_cited_as_the_publisher_suggests(edition: str) -> None:
    assert UndesaStock().citation(edition) == (
        "United Nations Department of Economic and Social Affairs, Population Division (2024). "
        "International Migrant Stock 2024."
    )
