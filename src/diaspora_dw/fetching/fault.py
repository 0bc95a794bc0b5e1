"""What can go wrong between this machine and a publisher: which faults may pass, and what to do about the others."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from email.utils import parsedate_to_datetime
from re import IGNORECASE, compile
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import requests
from requests import exceptions
from urllib3.exceptions import LocationValueError

from diaspora_dw import clock
from diaspora_dw.errors import (
    DiasporaError,
    PublisherAnswerError,
    PublisherUnreachableError,
    SourceError,
    UsageError,
)

TRANSIENT_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
CREDENTIAL = compile(r"key|token|secret|password|signature|^sig$", IGNORECASE)
OPEN_IN_BROWSER = "Open the address in a browser to see what is there now."


class TransientError(Exception):
    """A fault that may be gone at the next attempt. After the last attempt it becomes an `error`."""

    error: type[SourceError] = PublisherAnswerError

    def __init__(self, reason: str, *, retry_after: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        """Seconds that the publisher asks to wait."""


class NoAnswerError(TransientError):
    """The answer did not arrive, or stopped arriving."""

    error = PublisherUnreachableError


class NoConnectionError(NoAnswerError):
    """No connection could be made."""


class SilenceError(NoAnswerError):
    """Connected, but no response."""


def public_url(url: str) -> str:
    """Return an address without the user name, password or keys in it, fit to be shown and recorded."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "(an invalid address)"
    query = parts.query
    fields = parse_qsl(query, keep_blank_values=True)
    if any(CREDENTIAL.search(name) for name, _ in fields):
        shown = [(name, "***" if CREDENTIAL.search(name) else value) for name, value in fields]
        query = urlencode(shown, safe="*")
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query=query).geturl()


def check_status(response: requests.Response) -> None:
    """Raise `TransientError` for a status that may pass, `PublisherAnswerError` for any other but 2xx."""
    status = response.status_code
    if status in TRANSIENT_STATUS:
        retry_after = _retry_after(response.headers.get("Retry-After", ""))
        raise TransientError(f"the publisher answered {status} {response.reason}", retry_after=retry_after)
    if not 200 <= status < 300:
        raise PublisherAnswerError(
            f"{public_url(response.url)}: the publisher answered {status} {response.reason}",
            advice="Open the address in a browser to see whether it has moved or refuses this machine.",
        )


def redirect_target(response: requests.Response) -> str:
    """Return where a redirect leads: to the same host, to a host below it, or the same without `www.`.

    Raises `PublisherAnswerError` for any other target, and for one that is less secure. A publisher that moves
    further is for a person to follow: the address in the settings is where figures may come from.
    """
    source, location = public_url(response.url), response.headers["Location"]
    try:
        # Prepared as for a request, so that the host checked here is the host contacted.
        target = requests.Request("GET", urljoin(response.url, location.encode("latin-1").decode())).prepare()
        before, after = urlsplit(response.url), urlsplit(target.url or "")
        (after.hostname or "").encode("idna")
    except (ValueError, exceptions.RequestException) as fault:
        raise PublisherAnswerError(
            f"{source}: redirects to {location[:200]!a}, which is not a web address", advice=OPEN_IN_BROWSER
        ) from fault
    site = (before.hostname or "").removeprefix("www.")
    if not f".{after.hostname}".endswith(f".{site}") or after.scheme not in {"https", before.scheme}:
        raise PublisherAnswerError(
            f"{source}: redirects to {public_url(after.geturl())}, outside {before.scheme}://{site}",
            advice="If the publisher has moved, set its new address in the settings (DIASPORA_DW_…_URL).",
        )
    return after.geturl()


def _retry_after(header: str) -> float:
    if header.isascii() and header.isdecimal():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return 0.0
    return max((moment.replace(tzinfo=moment.tzinfo or UTC) - clock.now()).total_seconds(), 0.0)


@contextmanager
def transport_faults(url: str) -> Iterator[None]:
    """Turn whatever requests raises into our errors, whose messages hold no credentials."""
    try:
        yield
    except (DiasporaError, TransientError):
        raise
    except Exception as fault:  # not only its own: an answer can also cause errors of http.client and Python
        shown = public_url(url)
        # The message of requests holds the whole address, credentials included.
        raise _fault_of(fault, shown) from (fault if shown == url else None)


def _fault_of(fault: Exception, url: str) -> Exception:  # noqa: PLR0911 - one for each kind
    match fault:
        case (
            exceptions.InvalidURL()
            | exceptions.InvalidSchema()
            | exceptions.MissingSchema()
            | LocationValueError()
        ):
            return UsageError(
                f"{url!r} is not a web address",
                advice="Correct the publisher's address in the settings (DIASPORA_DW_…_URL).",
            )
        case exceptions.ConnectTimeout():
            return NoConnectionError("timed out while connecting")
        case exceptions.Timeout():
            return SilenceError("connected, but no response in time")
        case exceptions.SSLError() if "CERTIFICATE_VERIFY_FAILED" in str(fault):
            return PublisherUnreachableError(
                f"{url}: the server's certificate could not be verified",
                advice="Check this machine's clock. If a proxy opens its traffic, set REQUESTS_CA_BUNDLE.",
            )
        case exceptions.ProxyError():
            return NoConnectionError("the proxy refused the request")
        case exceptions.ConnectionError():
            return _connection_fault(str(fault))
        case _:  # a body that ends too soon or cannot be decompressed, headers that are not text
            return TransientError("the answer was cut off or garbled")


def _connection_fault(words: str) -> TransientError:
    """Tell a connection that was never made from one that was lost: requests has one class for both."""
    if "Read timed out" in words:  # while the body was arriving
        return NoAnswerError("the answer stopped arriving or arrived too slowly")
    if any(hint in words for hint in ("resolve", "getaddrinfo")):
        return NoConnectionError("the publisher's host name cannot be resolved")
    if "Failed to establish" in words or "refused" in words:
        return NoConnectionError("the connection was refused")
    return NoAnswerError("the connection was lost")
