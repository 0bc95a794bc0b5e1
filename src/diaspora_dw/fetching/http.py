"""Polite HTTP: one connection to a host, patience with what can pass, a clear word about what cannot.

A publisher's error message inside an answer of status 200 is the source's to recognise: it hands in a check
(`accept`), which can ask for another attempt by raising `TransientError`.
"""

import os
import random
import re
import socket
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from requests.adapters import HTTPAdapter
from tenacity import RetryCallState, Retrying, retry_if_exception_type

from diaspora_dw import __version__
from diaspora_dw.clock import elapsed, now
from diaspora_dw.errors import PublisherAnswerError, PublisherUnreachableError, SourceError, UsageError
from diaspora_dw.fetching.snapshot import Reception, SnapshotFile, SnapshotStore

# un.org refuses the names of default clients with 403; this one is let in and still says who asks.
USER_AGENT = f"Mozilla/5.0 (compatible; diaspora-dw/{__version__}; migration statistics warehouse)"
PASSING_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
KEPT_HEADERS = ("etag", "last-modified", "content-type", "date")
CREDENTIAL = re.compile(r"key|token|secret|password|signature|^sig$", re.IGNORECASE)
BEGINNING_BYTES = 4096
CHUNK_BYTES = 1 << 16
MEGABYTE = 1_000_000

T = TypeVar("T")


@dataclass(frozen=True)
class RetryRule:
    """How patient to be, in seconds. The defaults were set by what a person waits for at a terminal."""

    attempts: int = 5
    first_wait: float = 0.5
    """Doubled from attempt to attempt, with up to a quarter of jitter."""
    max_wait: float = 8.0
    max_retry_after: float = 20.0
    """The most that is waited when the publisher itself names a time."""
    connect_timeout: float = 4.0
    read_timeout: float = 20.0
    """The longest silence while an answer is awaited or arriving."""
    unreachable_after: float = 10.0
    """No further attempt begins after this where there is no connection (with the last connect_timeout that makes
    about 14), or where a publisher that never answered yet keeps silent (one read_timeout, then: 20)."""
    total: float = 60.0
    """No further attempt of any kind begins after this."""
    attempt_limit: float = 120.0
    """The longest that one attempt may take, however steadily its bytes trickle in."""


@dataclass(frozen=True)
class _Bounds:
    """What one call may take: patience, a moment nothing outlasts, and a size."""

    rule: RetryRule
    deadline: float | None
    max_bytes: int

    @property
    def time_left(self) -> float:
        return float("inf") if self.deadline is None else self.deadline - elapsed()


DOWNLOAD_RULE = RetryRule(total=600.0, attempt_limit=600.0)


@dataclass(frozen=True)
class Answer:
    """What a publisher answered; header names in lower case, the URL without credentials."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    """Where the answer came from in the end, redirects followed."""
    retrieved_at: datetime

    @property
    def kept_headers(self) -> dict[str, str]:
        """The headers that a snapshot records."""
        return {name: self.headers[name] for name in KEPT_HEADERS if name in self.headers}


class TransientError(Exception):
    """A fault that may be gone at the next attempt; the last one becomes an error. Never leaves `Http`."""

    error: type[SourceError] = PublisherAnswerError

    def __init__(self, reason: str, *, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class _NoAnswerError(TransientError):
    error = PublisherUnreachableError


class _NoConnectionError(_NoAnswerError):
    pass


class _SilenceError(_NoAnswerError):
    """A connection, and not a word of an answer."""


Accept = Callable[[Answer], None]
"""Judges an answer: raises `TransientError` for another attempt, a `SourceError` to give up at once."""


class Http:
    """A client that fetches from publishers. Not for use by several threads at once.

    `deadline` is a reading of `clock.elapsed` that none of its calls outlasts.
    """

    def __init__(
        self,
        rule: RetryRule | None = None,
        download_rule: RetryRule | None = None,
        *,
        deadline: float | None = None,
    ) -> None:
        self._deadline = deadline
        self._rule = rule or RetryRule()
        self._download_rule = download_rule or rule or DOWNLOAD_RULE
        self._has_been_answered = False
        self._session = requests.Session()
        self._session.headers["User-Agent"] = USER_AGENT
        self._session.max_redirects = 5
        one_connection = HTTPAdapter(pool_maxsize=1, pool_block=True, max_retries=0)
        self._session.mount("http://", one_connection)
        self._session.mount("https://", one_connection)

    def get(  # noqa: PLR0913 - each is an independent choice with a default
        self,
        url: str,
        params: Mapping[str, str | int] | None = None,
        *,
        accept: Accept | None = None,
        also_accept: Collection[int] = (),
        headers: Mapping[str, str] | None = None,
        max_bytes: int = 100 * MEGABYTE,
        deadline: float | None = None,
    ) -> Answer:
        """Fetch an answer of status 2xx, or one of `also_accept`, whole into memory.

        `deadline` can only be earlier than the client's own. Raises `PublisherUnreachableError`,
        `PublisherAnswerError`, or what `accept` raises.
        """
        address = f"{url}?{urlencode(params)}" if params else url
        bounds = _Bounds(self._rule, self._earlier(deadline), max_bytes)

        def attempt() -> Answer:
            with self._open(address, dict(headers or {}), bounds) as response:
                if response.status_code not in also_accept:
                    _judge_status(response)
                _judge_size(response, 0, bounds)
                body = bytearray()
                for chunk in _chunks(response, bounds):
                    body += chunk
                    _judge_size(response, len(body), bounds)
                answer = _answer(response, bytes(body))
            if accept:
                accept(answer)
            return answer

        return self._persist(address, attempt, bounds)

    def download(  # noqa: PLR0913 - each is an independent choice with a default
        self,
        url: str,
        store: SnapshotStore,
        *,
        name: str,
        previous: SnapshotFile | None = None,
        accept: Accept | None = None,
        progress: Callable[[float | None], None] | None = None,
        max_bytes: int = 200 * MEGABYTE,
        deadline: float | None = None,
    ) -> SnapshotFile:
        """Fetch a file into the store without holding it in memory.

        Gives `previous` itself where the publisher says that the file has not changed since. A body that is
        cut is taken up where it ended, in this call or a later one, if the file is still the same then.
        `accept` is shown the answer with only the first bytes of its body, before the rest is fetched;
        `progress` is told the part done (0 to 1), or None where the size is unknown. Raises as `get` does.
        """
        bounds = _Bounds(self._download_rule, self._earlier(deadline), max_bytes)
        known = previous if previous and previous.url == public_url(url) else None
        if known and not store.is_sound(known.sha256):
            known = None  # what is damaged has to be fetched again, changed or not

        def attempt() -> SnapshotFile:
            with store.receiving(url, max(min(bounds.rule.total, bounds.time_left), 0)) as reception:
                asked = _conditions(reception, known)
                with self._open(url, asked, bounds) as response:
                    if response.status_code == requests.codes.not_modified and known and "Range" not in asked:
                        return known
                    _begin(response, reception, asked)
                    _receive(response, reception, accept, progress, bounds)
                    answer = _answer(response, b"")
                sha256, size = reception.keep()
            return SnapshotFile(name, public_url(url), sha256, size, answer.retrieved_at, answer.kept_headers)

        return self._persist(url, attempt, bounds)

    def _earlier(self, deadline: float | None) -> float | None:
        return min((moment for moment in (deadline, self._deadline) if moment is not None), default=None)

    def _open(self, url: str, headers: dict[str, str], bounds: _Bounds) -> requests.Response:
        left = bounds.time_left
        if left <= 0:
            raise PublisherUnreachableError(
                f"{public_url(url)} was not asked: the time allowed is over", advice="Run again later."
            )
        timeouts = (min(bounds.rule.connect_timeout, left), min(bounds.rule.read_timeout, left))
        with _transport_faults(url):
            response = self._session.get(url, headers=headers, timeout=timeouts, stream=True)
        self._has_been_answered = True
        return response

    def _persist(self, url: str, attempt: Callable[[], T], bounds: _Bounds) -> T:
        retrying = Retrying(
            retry=retry_if_exception_type(TransientError),
            wait=lambda state: _wait(state, bounds.rule),
            stop=lambda state: _enough(state, bounds, self._has_been_answered),
            reraise=True,
        )
        try:
            return retrying(attempt)
        except TransientError as fault:
            attempts = retrying.statistics["attempt_number"]
            tried = f"{attempts} attempts" if attempts > 1 else "one attempt"
            raise fault.error(
                f"{public_url(url)}: {fault.reason} ({tried})",
                advice="This can pass: run again later. What was loaded before stays in use.",
            ) from fault


def public_url(url: str) -> str:
    """An address fit to be shown and recorded: without a user's name, password or key in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "(an address that cannot be read)"
    query = parts.query
    fields = parse_qsl(query, keep_blank_values=True)
    if any(CREDENTIAL.search(name) for name, _ in fields):
        shown = [(name, "***" if CREDENTIAL.search(name) else value) for name, value in fields]
        query = urlencode(shown, safe="*")
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query=query).geturl()


def _conditions(reception: Reception, known: SnapshotFile | None) -> dict[str, str]:
    """The headers that ask for no more than what is missing here."""
    headers = {"Accept-Encoding": "identity"}  # ranges and sizes are about the file itself, not a packed form
    if reception.size and reception.validator:
        return headers | {"Range": f"bytes={reception.size}-", "If-Range": reception.validator}
    if known and "etag" in known.headers:
        headers["If-None-Match"] = known.headers["etag"]
    if known and "last-modified" in known.headers:
        headers["If-Modified-Since"] = known.headers["last-modified"]
    return headers


def _begin(response: requests.Response, reception: Reception, asked: Mapping[str, str]) -> None:
    """Make the reception ready for what this answer brings: the rest of the file, or all of it."""
    if "Range" in asked and response.status_code == requests.codes.requested_range_not_satisfiable:
        reception.discard()
        raise TransientError("the file is shorter than what had arrived of it")
    _judge_status(response)
    if response.status_code == requests.codes.partial_content:
        if not response.headers.get("Content-Range", "").startswith(f"bytes {reception.size}-"):
            reception.discard()
            raise TransientError("another part of the file came than the one asked for")
        return
    etag = response.headers.get("ETag", "")
    # A weak ETag may stand for other bytes, and a packed body's places are not the file's.
    strong = etag if not etag.startswith("W/") else ""
    packed = "Content-Encoding" in response.headers
    reception.restart(None if packed else strong or response.headers.get("Last-Modified"))


def _receive(
    response: requests.Response,
    reception: Reception,
    accept: Accept | None,
    progress: Callable[[float | None], None] | None,
    bounds: _Bounds,
) -> None:
    declared = _declared_size(response)
    whole = reception.size + declared if declared is not None else None
    beginning = reception.beginning(BEGINNING_BYTES)
    judged = False
    try:
        _judge_size(response, reception.size, bounds)
        for chunk in _chunks(response, bounds):
            if not judged and accept:
                accept(_answer(response, (beginning + chunk)[:BEGINNING_BYTES]))
            judged = True
            reception.write(chunk)
            _judge_size(response, reception.size, bounds)
            if progress:
                progress(min(reception.size / whole, 1.0) if whole else None)
        if not judged and accept:
            accept(_answer(response, beginning))
    except SourceError:
        reception.discard()  # it is not what was asked for: nothing to go on from
        raise


def _chunks(response: requests.Response, bounds: _Bounds) -> Iterator[bytes]:
    """The body in pieces. Raises `TransientError` where it is cut short or takes too long."""
    with _time_limit(response, min(bounds.rule.attempt_limit, bounds.time_left)):
        with _transport_faults(response.url):
            yield from response.iter_content(CHUNK_BYTES)
        # Older versions of urllib3 do not mind a body that is shorter than its header says.
        declared = _declared_size(response)
        if declared is not None and response.raw.tell() < declared:
            raise TransientError(f"the answer was cut off after {response.raw.tell()} of {declared} bytes")


@contextmanager
def _time_limit(response: requests.Response, seconds: float) -> Iterator[None]:
    """Cut the connection when a body takes too long: a socket's own timeout ends a silence, not a trickle."""
    if response.raw.closed:  # nothing to read
        yield
        return
    cut = threading.Event()
    connection = socket.socket(fileno=os.dup(response.raw.fileno()))

    def cut_connection() -> None:
        cut.set()
        with suppress(OSError):  # it ended by itself at the same moment
            connection.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(min(seconds, threading.TIMEOUT_MAX), cut_connection)
    timer.daemon = True
    timer.start()
    try:
        yield
    except TransientError as fault:
        raise (_NoAnswerError("the answer came too slowly") if cut.is_set() else fault) from fault
    finally:
        timer.cancel()
        connection.close()
    if cut.is_set():  # a body of unknown length seems complete when its connection is cut
        raise _NoAnswerError("the answer came too slowly")


def _judge_status(response: requests.Response) -> None:
    status = response.status_code
    if status in PASSING_STATUS:
        retry_after = _retry_after(response.headers.get("Retry-After", ""))
        raise TransientError(f"the publisher answered {status} {response.reason}", retry_after=retry_after)
    if not 200 <= status < 300:
        raise PublisherAnswerError(
            f"{public_url(response.url)}: the publisher answered {status} {response.reason}",
            advice="Open the address in a browser to see whether it has moved or is refused from here.",
        )


def _declared_size(response: requests.Response) -> int | None:
    """The size that the publisher announces; None where it says none, or something that is none."""
    declared = response.headers.get("Content-Length", "")
    return int(declared) if declared.isascii() and declared.isdecimal() and len(declared) <= 18 else None


def _judge_size(response: requests.Response, arrived: int, bounds: _Bounds) -> None:
    size = max(arrived, _declared_size(response) or 0)
    if size > bounds.max_bytes:
        raise PublisherAnswerError(
            f"{public_url(response.url)}: {size:,} bytes or more, above the {bounds.max_bytes:,} expected",
            advice="Open the address in a browser to see what is there now.",
        )


def _answer(response: requests.Response, body: bytes) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, body, public_url(response.url), now())


@contextmanager
def _transport_faults(url: str) -> Iterator[None]:
    """Turn what requests raises into faults of ours, whose words hold no address and no credentials."""
    try:
        yield
    except requests.exceptions.RequestException as fault:
        shown = public_url(url)
        # What requests says holds the whole address.
        raise _fault_of(fault, shown) from (fault if shown == url else None)


def _fault_of(fault: requests.exceptions.RequestException, url: str) -> Exception:  # noqa: PLR0911 - one a kind
    match fault:
        case (
            requests.exceptions.InvalidURL()
            | requests.exceptions.InvalidSchema()
            | requests.exceptions.MissingSchema()
        ):
            return UsageError(
                f"{url!r} is no web address", advice="Check the publisher's address that is set."
            )
        case requests.exceptions.ConnectTimeout():
            return _NoConnectionError("no connection within the time allowed")
        case requests.exceptions.Timeout():
            return _SilenceError("no answer within the time allowed")
        case requests.exceptions.SSLError() if "CERTIFICATE_VERIFY_FAILED" in str(fault):
            return PublisherUnreachableError(
                f"{url}: the server's certificate could not be verified",
                advice="Check this machine's clock, and REQUESTS_CA_BUNDLE if a proxy opens its traffic.",
            )
        case requests.exceptions.ProxyError():
            return _NoConnectionError("the proxy did not let the request through")
        case requests.exceptions.ConnectionError():
            return _connection_fault(fault)
        case requests.exceptions.TooManyRedirects():
            return PublisherAnswerError(
                f"{url}: the publisher sends from one address to the next without end",
                advice="Open the address in a browser to see whether it has moved.",
            )
        case _:  # a body that ends too soon, or does not unpack
            return TransientError("the answer was cut off or garbled")


def _connection_fault(fault: requests.exceptions.ConnectionError) -> TransientError:
    """A connection that was never made, or one that was lost; requests names both alike."""
    words = str(fault)
    if "Read timed out" in words:  # while the body was arriving
        return _NoAnswerError("the answer stopped arriving")
    if any(hint in words for hint in ("resolve", "getaddrinfo")):
        return _NoConnectionError("the name of the publisher's server cannot be resolved")
    if "Failed to establish" in words or "refused" in words:
        return _NoConnectionError("no connection could be made")
    return _NoAnswerError("the connection was lost")


def _retry_after(value: str) -> float | None:
    """Seconds that a `Retry-After` header asks to wait: it holds a number of them or a date."""
    if value.isascii() and value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max((moment.replace(tzinfo=moment.tzinfo or UTC) - now()).total_seconds(), 0.0)


def _wait(state: RetryCallState, rule: RetryRule) -> float:
    fault = state.outcome.exception() if state.outcome else None
    if isinstance(fault, TransientError) and fault.retry_after is not None:
        return min(fault.retry_after, rule.max_retry_after)
    wait = min(rule.first_wait * 2.0 ** (state.attempt_number - 1), rule.max_wait)
    return wait * random.uniform(1.0, 1.25)  # noqa: S311 - jitter, not a secret


def _enough(state: RetryCallState, bounds: _Bounds, has_been_answered: bool) -> bool:
    """Whether the next attempt would be one too many or begin too late."""
    fault = state.outcome.exception() if state.outcome else None
    rule = bounds.rule
    is_out_of_reach = isinstance(fault, _NoConnectionError) or (
        isinstance(fault, _SilenceError) and not has_been_answered
    )
    limit = rule.unreachable_after if is_out_of_reach else rule.total
    begins = (state.seconds_since_start or 0.0) + state.upcoming_sleep
    return state.attempt_number >= rule.attempts or begins > limit or bounds.time_left <= state.upcoming_sleep
