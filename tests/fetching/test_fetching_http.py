"""The HTTP client against a publisher that lies: what passes is tried again, what cannot is named at once."""

import time
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from diaspora_dw import clock
from diaspora_dw.errors import PublisherAnswerError, PublisherUnreachableError, UsageError
from diaspora_dw.fetching.fault import TransientError, public_url
from diaspora_dw.fetching.http import USER_AGENT, Answer, Http, RetryRule
from diaspora_dw.fetching.snapshot import SnapshotStore
from tests.publishers import (
    FILE,
    FILE_CHANGED,
    FILE_TAG,
    QUICK,
    Fault,
    Lie,
    Publisher,
    answers,
    cut_after,
    hangs_up,
    html_page,
    lying_publisher,
    redirect_to,
    slow,
    trickles,
)


@pytest.fixture
def http() -> Http:
    return Http(QUICK)


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots")


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with lying_publisher() as running:
        yield running


def test_an_answer_tells_its_status_headers_body_and_address(http: Http, publisher: Publisher) -> None:
    answer = http.get(f"{publisher.url}/file", {"edition": 2024})

    assert (answer.status, answer.body) == (200, FILE)
    assert answer.url == f"{publisher.url}/file?edition=2024"
    assert answer.recorded_headers.keys() == {"etag", "last-modified", "content-type", "date"}
    assert clock.now() - answer.retrieved_at < timedelta(seconds=5)


def test_the_client_says_who_it_is_and_looks_like_a_browser(http: Http, publisher: Publisher) -> None:
    http.get(f"{publisher.url}/file")

    agent = publisher.asked[0].headers["user-agent"]
    assert agent == USER_AGENT
    assert agent.startswith("Mozilla/5.0")
    assert "diaspora-dw" in agent


def test_many_requests_share_one_connection(http: Http, publisher: Publisher) -> None:
    for _ in range(5):
        http.get(f"{publisher.url}/file")

    assert publisher.connections == 1


@pytest.mark.parametrize(
    "lie",
    [
        answers(429),
        answers(500),
        answers(502),
        answers(503),
        answers(504),
        cut_after(100),
        cut_after(0),
        hangs_up(),
        slow(0.5),
        trickles(0.05),
        trickles(0.05, has_length=False),
    ],
    ids=[
        "429",
        "500",
        "502",
        "503",
        "504",
        "cut",
        "no body",
        "no answer",
        "slow",
        "trickle",
        "trickle without end",
    ],
)
def test_temporary_failures_are_retried(http: Http, lie: Lie) -> None:
    with lying_publisher(Fault(lie, times=2)) as publisher:
        assert http.get(f"{publisher.url}/file").body == FILE
        assert len(publisher.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501])
def test_permanent_failures_are_not_retried_and_name_the_address(http: Http, status: int) -> None:
    with (
        lying_publisher(Fault(answers(status))) as publisher,
        pytest.raises(PublisherAnswerError, match=rf"/file: the publisher answered {status}") as fault,
    ):
        http.get(f"{publisher.url}/file")
    assert len(publisher.asked) == 1
    assert fault.value.advice


def test_a_publisher_that_stays_busy_is_given_up_after_the_last_attempt(http: Http) -> None:
    with (
        lying_publisher(Fault(answers(503))) as publisher,
        pytest.raises(PublisherAnswerError, match=r"/file: the publisher answered 503 .*\(3 attempts\)"),
    ):
        http.get(f"{publisher.url}/file")
    assert len(publisher.asked) == 3


def test_a_publisher_that_is_not_there_is_unreachable(http: Http) -> None:
    with lying_publisher() as publisher:
        address = publisher.url
    with pytest.raises(PublisherUnreachableError, match=f"{address}/file") as fault:
        http.get(f"{address}/file")
    assert "run again" in fault.value.advice


def test_a_publisher_that_never_answers_is_unreachable(http: Http) -> None:
    with (
        lying_publisher(Fault(slow(0.5))) as publisher,
        pytest.raises(PublisherUnreachableError, match="no response in time"),
    ):
        http.get(f"{publisher.url}/file")


def test_a_publisher_that_never_answered_yet_is_not_waited_for_again_and_again() -> None:
    rule = replace(QUICK, unreachable_after=0.0, read_timeout=0.2)
    with lying_publisher(Fault(slow(1))) as publisher:
        with pytest.raises(PublisherUnreachableError, match="1 attempt"):
            Http(rule).get(f"{publisher.url}/file")
        assert len(publisher.asked) == 1


def test_a_publisher_that_has_answered_before_is_given_more_time() -> None:
    rule = replace(QUICK, unreachable_after=0.0, read_timeout=0.2)
    with lying_publisher(Fault(slow(1), on="slow")) as publisher:
        client = Http(rule)
        client.get(f"{publisher.url}/file")
        with pytest.raises(PublisherUnreachableError, match=f"{rule.attempts} attempts"):
            client.get(f"{publisher.url}/slow")


def test_a_name_that_does_not_resolve_is_unreachable(http: Http) -> None:
    with pytest.raises(PublisherUnreachableError, match=r"nowhere\.invalid"):
        http.get("http://nowhere.invalid/file")


def test_the_default_rule_knows_an_unreachable_publisher_within_fifteen_seconds() -> None:
    rule = RetryRule()
    jitter = rule.first_wait / 4
    began: list[float] = []
    moment, wait = 0.0, rule.first_wait
    while moment <= rule.unreachable_after and len(began) < rule.attempts:
        began.append(moment)
        moment += rule.connect_timeout + wait + jitter
        wait = min(wait * 2, rule.max_wait)

    assert began[-1] + rule.connect_timeout < 15
    assert len(began) >= 3


def test_no_attempt_to_connect_begins_after_the_time_for_it(http: Http) -> None:
    with lying_publisher() as publisher:
        address = publisher.url
    impatient = Http(replace(QUICK, attempts=100, first_wait=0.1, max_wait=0.1, unreachable_after=0.3))
    start = time.monotonic()
    with pytest.raises(PublisherUnreachableError):
        impatient.get(f"{address}/file")
    assert time.monotonic() - start < 1


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_publisher_that_names_a_time_is_left_in_peace_until_then(form: str) -> None:
    patient = Http(replace(QUICK, max_retry_after=0.3))
    moment = clock.now() + timedelta(seconds=20)
    retry_after = "20" if form == "seconds" else format_datetime(moment, usegmt=True)
    with lying_publisher(Fault(answers(429, Retry_After=retry_after), times=1)) as publisher:
        start = time.monotonic()
        assert patient.get(f"{publisher.url}/file").body == FILE
    assert time.monotonic() - start > 0.25


def test_a_publisher_that_names_a_very_long_time_is_not_waited_for_that_long(http: Http) -> None:
    with lying_publisher(Fault(answers(503, Retry_After="86400"), times=1)) as publisher:
        start = time.monotonic()
        assert http.get(f"{publisher.url}/file").body == FILE
    assert time.monotonic() - start < 1


def test_nothing_outlasts_the_deadline() -> None:
    rule = replace(QUICK, attempts=100, first_wait=0.2, max_wait=0.2)
    start = time.monotonic()
    with lying_publisher(Fault(answers(503))) as publisher, pytest.raises(PublisherAnswerError):
        Http(rule, deadline=clock.elapsed() + 0.4).get(f"{publisher.url}/file")
    assert time.monotonic() - start < 1


def test_after_the_deadline_nobody_is_asked(publisher: Publisher) -> None:
    with pytest.raises(PublisherUnreachableError, match="the run's time is over"):
        Http(QUICK, deadline=clock.elapsed() - 1).get(f"{publisher.url}/file")
    assert not publisher.asked


def test_a_check_can_ask_for_another_attempt_or_refuse(http: Http, publisher: Publisher) -> None:
    seen: list[Answer] = []

    def wants_two(answer: Answer) -> None:
        seen.append(answer)
        if len(seen) < 2:
            raise TransientError("not yet")

    def refuses(_: Answer) -> None:
        raise PublisherAnswerError("never")

    assert http.get(f"{publisher.url}/file", validate=wants_two) is seen[1]
    with pytest.raises(PublisherAnswerError, match="never"):
        http.get(f"{publisher.url}/file", validate=refuses)
    assert len(publisher.asked) == 3


def test_a_check_can_have_the_answer_of_an_error_status(http: Http) -> None:
    with lying_publisher(Fault(answers(400, b"why"))) as publisher:
        answer = http.get(f"{publisher.url}/file", accept_status={400})
    assert (answer.status, answer.body) == (400, b"why")


def test_a_redirect_is_followed_and_the_answer_says_where_it_came_from(http: Http) -> None:
    with lying_publisher(Fault(redirect_to("/file?moved"), on="/old")) as publisher:
        assert http.get(f"{publisher.url}/old").url == f"{publisher.url}/file?moved"


def test_redirects_without_end_are_given_up(http: Http) -> None:
    with (
        lying_publisher(Fault(redirect_to("/file"))) as publisher,
        pytest.raises(PublisherAnswerError, match="redirects"),
    ):
        http.get(f"{publisher.url}/file")


@pytest.mark.parametrize("address", ["ftp://example.org/x", "example.org/x", "http://", "http://[", ""])
def test_an_invalid_address_is_the_users_mistake(http: Http, address: str) -> None:
    with pytest.raises(UsageError, match="is not a web address"):
        http.get(address)


def test_an_answer_that_is_too_large_is_refused(
    http: Http, publisher: Publisher, store: SnapshotStore
) -> None:
    with pytest.raises(PublisherAnswerError, match="above the limit of 1,000"):
        http.get(f"{publisher.url}/file", max_bytes=1000)
    with pytest.raises(PublisherAnswerError, match="above the limit of 1,000"):
        http.download(f"{publisher.url}/file", store, name="file", max_bytes=1000)


def test_a_large_answer_of_unknown_length_is_refused_as_it_arrives(http: Http, store: SnapshotStore) -> None:
    unknown = Fault(lambda honest: replace(honest, has_length=False))
    with lying_publisher(unknown) as publisher:
        with pytest.raises(PublisherAnswerError, match="above the limit of 1,000"):
            http.get(f"{publisher.url}/file", max_bytes=1000)
        with pytest.raises(PublisherAnswerError, match="above the limit of 1,000"):
            http.download(f"{publisher.url}/file", store, name="file", max_bytes=1000)


def test_credentials_in_an_address_are_never_shown(http: Http) -> None:
    assert (
        public_url("https://me:secret@example.org/a?b=c&api_key=secret#d")
        == "https://example.org/a?b=c&api_key=***#d"
    )
    token = {"access_token": "secret"}
    with lying_publisher(Fault(answers(403))) as publisher:
        address = publisher.url.replace("http://", "http://me:secret@")
        with pytest.raises(PublisherAnswerError) as fault:
            http.get(f"{address}/file", token)
    assert "secret" not in str(fault.value)
    with pytest.raises(PublisherUnreachableError) as unreachable:
        http.get(f"{address}/file", token)  # the publisher is gone by now
    assert "secret" not in "".join(traceback.format_exception(unreachable.value))


# --- downloads


def test_a_download_is_kept_under_its_digest_with_what_the_publisher_said(
    http: Http, publisher: Publisher, store: SnapshotStore
) -> None:
    parts: list[float | None] = []

    file = http.download(f"{publisher.url}/file", store, name="file.bin", progress=parts.append)

    assert store.read(file.sha256) == FILE
    assert (file.name, file.url, file.size_bytes) == ("file.bin", f"{publisher.url}/file", len(FILE))
    assert file.headers["etag"] == FILE_TAG
    assert file.headers["last-modified"] == FILE_CHANGED
    assert parts[-1] == 1.0
    assert parts == sorted(parts, key=lambda part: part or 0.0)


def test_a_file_that_has_not_changed_is_not_sent_again(
    http: Http, publisher: Publisher, store: SnapshotStore
) -> None:
    before = http.download(f"{publisher.url}/file", store, name="file")

    assert http.download(f"{publisher.url}/file", store, name="file", previous=before) is before
    assert publisher.asked[1].headers["if-none-match"] == FILE_TAG
    assert publisher.asked[1].headers["if-modified-since"] == FILE_CHANGED


def test_a_file_whose_copy_is_damaged_is_fetched_again(
    http: Http, publisher: Publisher, store: SnapshotStore
) -> None:
    before = http.download(f"{publisher.url}/file", store, name="file")
    store.path(before.sha256).write_bytes(b"damaged")

    after = http.download(f"{publisher.url}/file", store, name="file", previous=before)

    assert store.read(after.sha256) == FILE


def test_a_file_of_another_address_says_nothing_of_this_one(
    http: Http, publisher: Publisher, store: SnapshotStore
) -> None:
    before = replace(
        http.download(f"{publisher.url}/file", store, name="file"), url="https://example.org/file"
    )

    assert http.download(f"{publisher.url}/file", store, name="file", previous=before) is not before
    assert "if-none-match" not in publisher.asked[1].headers


def test_a_download_that_is_cut_off_is_fetched_again_from_the_start(http: Http, store: SnapshotStore) -> None:
    with lying_publisher(Fault(cut_after(100_000), times=1)) as publisher:
        file = http.download(f"{publisher.url}/file", store, name="file")

    assert store.read(file.sha256) == FILE
    assert len(publisher.asked) == 2
    assert "range" not in publisher.asked[1].headers


def test_a_download_that_fails_leaves_nothing_in_the_store(http: Http, store: SnapshotStore) -> None:
    with (
        lying_publisher(Fault(cut_after(100_000))) as publisher,
        pytest.raises(PublisherAnswerError, match="cut off"),
    ):
        http.download(f"{publisher.url}/file", store, name="file")

    assert not [path for path in store.folder.rglob("*") if path.is_file()]


def test_a_check_sees_the_beginning_of_a_download_and_its_refusal_keeps_nothing(
    http: Http, store: SnapshotStore
) -> None:
    def expects_a_file(answer: Answer) -> None:
        if answer.body.startswith(b"<"):
            raise PublisherAnswerError(f"{answer.url}: a page of HTML")
        assert len(answer.body) <= 4096

    with lying_publisher(Fault(html_page(), times=1)) as publisher:
        with pytest.raises(PublisherAnswerError, match="HTML"):
            http.download(f"{publisher.url}/file", store, name="file", validate=expects_a_file)
        file = http.download(f"{publisher.url}/file", store, name="file", validate=expects_a_file)

    assert store.read(file.sha256) == FILE
    assert len(list((store.folder / "blobs").glob("*/*"))) == 1


def test_a_check_also_sees_an_empty_download(http: Http, store: SnapshotStore) -> None:
    def refuses_emptiness(answer: Answer) -> None:
        if not answer.body:
            raise TransientError("nothing came")

    with lying_publisher(Fault(answers(200, b""), times=1)) as publisher:
        file = http.download(f"{publisher.url}/file", store, name="file", validate=refuses_emptiness)
    assert store.read(file.sha256) == FILE


def test_a_download_that_only_trickles_is_given_up(http: Http, store: SnapshotStore) -> None:
    with (
        lying_publisher(Fault(trickles(0.05))) as publisher,
        pytest.raises(PublisherUnreachableError, match="too slowly"),
    ):
        http.download(f"{publisher.url}/file", store, name="file")
