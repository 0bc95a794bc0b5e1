"""A polite HTTP client: one connection to a host, retries for faults that may pass, limits on size and time.

A publisher may send an error message with status 200. Only its source can recognise that: it passes `validate`,
which raises `TransientError` for another attempt.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

import requests
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    wait_exception,
    wait_exponential,
    wait_random,
)

from diaspora_dw import __version__
from diaspora_dw.clock import elapsed, now
from diaspora_dw.errors import PublisherAnswerError, PublisherUnreachableError
from diaspora_dw.fetching.connection import LimitedSession
from diaspora_dw.fetching.fault import (
    OPEN_IN_BROWSER,
    NoAnswerError,
    NoConnectionError,
    SilenceError,
    TransientError,
    check_status,
    public_url,
    redirect_target,
    transport_faults,
)
from diaspora_dw.fetching.snapshot import SnapshotFile, SnapshotStore

# un.org answers default clients with 403. This name is let in and still says who asks.
USER_AGENT = f"Mozilla/5.0 (compatible; diaspora-dw/{__version__}; migration statistics warehouse)"
RECORDED_HEADERS = ("etag", "last-modified", "content-type", "date")
MAX_REDIRECTS = 5

T = TypeVar("T")


@dataclass(frozen=True)
class RetryRule:
    """How patient to be, in seconds. The defaults follow from how long a person waits at a terminal."""

    attempts: int = 5
    first_wait: float = 0.5
    """Doubled from attempt to attempt, with up to a quarter of `first_wait` as jitter."""
    max_wait: float = 8.0
    max_retry_after: float = 20.0
    """The longest `Retry-After` that is honoured."""
    connect_timeout: float = 4.0
    read_timeout: float = 20.0
    """The longest silence while an answer is awaited or arriving."""
    unreachable_after: float = 10.0
    """No further attempt begins after this if there is no connection (with the last `connect_timeout` that makes
    about 14), or if a publisher that has never answered stays silent (20, after one `read_timeout`)."""
    total: float = 60.0
    """No further attempt of any kind begins after this."""
    attempt_limit: float = 120.0
    """The longest that one attempt may take, its redirects, headers and body, however steadily they trickle in."""


DOWNLOAD_RULE = RetryRule(total=600.0, attempt_limit=600.0)


@dataclass(frozen=True)
class Answer:
    """A publisher's answer. The names of its headers match in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    """The address that answered, after redirects and without credentials."""
    retrieved_at: datetime

    @property
    def recorded_headers(self) -> dict[str, str]:
        """The headers that a snapshot records."""
        return {name: self.headers[name] for name in RECORDED_HEADERS if name in self.headers}


Validate = Callable[[Answer], None]
"""Raises `TransientError` for another attempt, a `SourceError` to give up at once."""


class Http:
    """A client that fetches from publishers. Not for use by several threads at once.

    No call goes on after `deadline`, a reading of `clock.elapsed`.
    """

    def __init__(self, rule: RetryRule | None = None, *, deadline: float | None = None) -> None:
        self._deadline = float("inf") if deadline is None else deadline
        self._rule = rule or RetryRule()
        self._download_rule = rule or DOWNLOAD_RULE
        self._has_been_answered = False
        self._session = LimitedSession()
        self._session.headers["User-Agent"] = USER_AGENT

    def get(
        self,
        url: str,
        params: Mapping[str, str | int] | None = None,
        *,
        validate: Validate | None = None,
        accept_status: Collection[int] = (),
        max_bytes: int = 100_000_000,
    ) -> Answer:
        """Fetch an answer of status 2xx, or of one in `accept_status`, into memory.

        Raises `PublisherUnreachableError`, `PublisherAnswerError`, or what `validate` raises.
        """
        address = f"{url}?{urlencode(params)}" if params else url

        def attempt() -> Answer:
            with self._open(address, {}, self._rule) as response:
                if response.status_code not in accept_status:
                    check_status(response)
                answer = _answer(response, b"".join(self._chunks(response, max_bytes)))
            if validate:
                validate(answer)
            return answer

        return self._retry(address, attempt, self._rule)

    def download(  # noqa: PLR0913 - each is an independent choice with a default
        self,
        url: str,
        store: SnapshotStore,
        *,
        name: str,
        previous: SnapshotFile | None = None,
        validate: Validate | None = None,
        progress: Callable[[float | None], None] | None = None,
        max_bytes: int = 200_000_000,
    ) -> SnapshotFile:
        """Fetch a file into the store without holding it in memory.

        Return `previous` itself if the publisher says that the file has not changed. `validate` gets the answer
        with only the first bytes of its body, before the rest arrives. `progress` gets the fraction done (0 to
        1), or None if the size is unknown. Raises as `get` does.
        """
        rule = self._download_rule
        known = previous if previous and previous.url == public_url(url) else None
        if known and not store.is_sound(known.sha256):
            known = None  # a damaged copy has to be fetched again, changed or not

        def chunks(response: requests.Response) -> Iterator[bytes]:
            size = _declared_size(response)
            arrived = 0
            for chunk in self._chunks(response, max_bytes):
                if validate and not arrived:
                    validate(_answer(response, chunk[:4096]))
                arrived += len(chunk)
                yield chunk
                if progress:
                    progress(min(arrived / size, 1.0) if size else None)
            if validate and not arrived:
                validate(_answer(response, b""))

        def attempt() -> SnapshotFile:
            with self._open(url, _conditions(known), rule) as response:
                if response.status_code == requests.codes.not_modified and known:
                    return known
                check_status(response)
                sha256, size = store.keep(chunks(response))
                headers = _answer(response, b"").recorded_headers
            return SnapshotFile(name, public_url(url), sha256, size, now(), headers)

        return self._retry(url, attempt, rule)

    @property
    def _time_left(self) -> float:
        return self._deadline - elapsed()

    def _open(self, url: str, headers: Mapping[str, str], rule: RetryRule) -> requests.Response:
        left = self._time_left
        if left <= 0:
            raise PublisherUnreachableError(
                f"{public_url(url)}: not requested, because the run's time is over", advice="Run again later."
            )
        self._session.limits.begin(min(rule.attempt_limit, left))
        target = url
        for _ in range(1 + MAX_REDIRECTS):
            response = self._request(target, headers, rule)
            if not response.is_redirect:
                return response
            with response:
                target = redirect_target(response)
            self._session.limits.follow(public_url(response.url))
        raise PublisherAnswerError(f"{public_url(url)}: too many redirects", advice=OPEN_IN_BROWSER)

    def _request(self, url: str, headers: Mapping[str, str], rule: RetryRule) -> requests.Response:
        left = self._session.limits.seconds_left
        if left == 0:
            raise NoAnswerError("the answer stopped arriving or arrived too slowly")
        timeouts = (min(rule.connect_timeout, left), min(rule.read_timeout, left))
        with transport_faults(url):
            response = self._session.get(url, headers=headers, timeout=timeouts, stream=True)
        self._has_been_answered = True
        return response

    def _chunks(self, response: requests.Response, max_bytes: int) -> Iterator[bytes]:
        """Yield the body in pieces. Raise `TransientError` if it is cut short or takes too long."""
        declared = _declared_size(response)
        _check_size(response, declared or 0, max_bytes)
        arrived = 0
        with transport_faults(response.url):
            for chunk in response.iter_content(1 << 16):
                arrived += len(chunk)
                _check_size(response, arrived, max_bytes)
                yield chunk
        # Older versions of urllib3 accept a body that is shorter than its header says.
        if declared is not None and response.raw.tell() < declared:
            raise TransientError(
                f"the answer was cut off after {response.raw.tell():,} of {declared:,} bytes"
            )

    def _retry(self, url: str, attempt: Callable[[], T], rule: RetryRule) -> T:
        time_left = self._time_left

        def stop(state: RetryCallState) -> bool:
            fault = state.outcome.exception() if state.outcome else None
            out_of_reach = NoConnectionError if self._has_been_answered else (NoConnectionError, SilenceError)
            limit = rule.unreachable_after if isinstance(fault, out_of_reach) else rule.total
            return (stop_after_attempt(rule.attempts) | stop_before_delay(min(limit, time_left)))(state)

        def retry_after(fault: BaseException) -> float:
            return min(getattr(fault, "retry_after", 0.0), rule.max_retry_after)

        backoff = wait_exponential(rule.first_wait, rule.max_wait) + wait_random(0, rule.first_wait / 4)
        retrying = Retrying(
            retry=retry_if_exception_type(TransientError),
            wait=wait_exception(retry_after) + backoff,
            stop=stop,
            reraise=True,
        )
        try:
            return retrying(attempt)
        except TransientError as fault:
            attempts = retrying.statistics["attempt_number"]
            raise fault.error(
                f"{public_url(url)}: {fault.reason} ({attempts} {'attempts' if attempts > 1 else 'attempt'})",
                advice="This may pass: run again later. The release in use stays.",
            ) from fault


def _conditions(known: SnapshotFile | None) -> dict[str, str]:
    """Return headers that ask for the file as it is, and only if it is not the known one."""
    headers = {"Accept-Encoding": "identity"}  # sizes are about the file, not about a compressed form of it
    for header, condition in (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since")):
        if known and header in known.headers:
            headers[condition] = known.headers[header]
    return headers


def _declared_size(response: requests.Response) -> int | None:
    """Return the size that the publisher announces, or None if it announces none or nonsense."""
    declared = response.headers.get("Content-Length", "")
    return int(declared) if declared.isascii() and declared.isdecimal() and len(declared) <= 18 else None


def _check_size(response: requests.Response, size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise PublisherAnswerError(
            f"{public_url(response.url)}: {size:,} bytes or more, above the limit of {max_bytes:,}",
            advice=OPEN_IN_BROWSER,
        )


def _answer(response: requests.Response, body: bytes) -> Answer:
    return Answer(response.status_code, response.headers, body, public_url(response.url), now())
