"""Publishers that do not let go, lead elsewhere or do not speak HTTP: every request ends with a `SourceError`."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest
import trustme

from diaspora_dw.clock import elapsed
from diaspora_dw.errors import (
    PublisherAnswerError,
    PublisherUnreachableError,
    SourceError,
    UsageError,
)
from diaspora_dw.fetching.connection import LimitedAdapter
from diaspora_dw.fetching.http import MAX_REDIRECTS, Http
from diaspora_dw.fetching.snapshot import SnapshotStore
from tests.publishers import QUICK
from tests.raw_server import ENDLESS, FILE, Script, raw_server, redirects, repeats, sends

ONCE = replace(QUICK, attempts=1)

SOON = 10.0
"""Far longer than the limit of a request in `ONCE`, on a busy machine too."""


def fetch_in_a_thread(client: Http, url: str) -> SourceError:
    """Fetch where no signal can interrupt, as runs do. Return the error, which has to come soon."""
    errors: list[SourceError] = []

    def fetch() -> None:
        try:
            client.get(url)
        except SourceError as error:
            errors.append(error)

    thread = threading.Thread(target=fetch, daemon=True)
    thread.start()
    thread.join(SOON)
    assert len(errors) == 1
    return errors[0]


@pytest.mark.parametrize("script", ENDLESS.values(), ids=ENDLESS)
def test_an_endless_answer_ends_at_the_limit_of_the_request(script: Script) -> None:
    with raw_server(script) as url:
        error = fetch_in_a_thread(Http(ONCE), url)
    assert isinstance(error, PublisherUnreachableError)
    assert f"{url}: " in error.message
    assert "no response in time" in error.message or "too slowly" in error.message
    assert "run again later" in error.advice


@pytest.mark.parametrize("script", ENDLESS.values(), ids=ENDLESS)
def test_an_endless_answer_ends_at_the_deadline_of_the_run(script: Script) -> None:
    started = time.monotonic()
    with raw_server(script) as url:
        fetch_in_a_thread(Http(deadline=elapsed() + 0.3), url)  # the limit itself is two minutes
    assert time.monotonic() - started < SOON


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The side of a server, which clients trust."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    return tls


@pytest.mark.parametrize("name", ["header", "100 Continue, slowly", "body"])
def test_the_limit_also_holds_under_tls(name: str, tls: ssl.SSLContext) -> None:
    with raw_server(FILE, tls=tls) as url:
        assert Http(QUICK).get(url).body == b"hello"
    with raw_server(ENDLESS[name], tls=tls) as url:
        assert isinstance(fetch_in_a_thread(Http(ONCE), url), PublisherUnreachableError)


def test_the_limit_also_holds_for_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_server(ENDLESS["header"]) as proxy:
        for scheme in ("http", "https"):
            monkeypatch.setenv(f"{scheme}_proxy", proxy.removesuffix("/file"))
            error = fetch_in_a_thread(Http(ONCE), f"{scheme}://example.org/file")
            assert isinstance(error, PublisherUnreachableError)


def test_redirects_share_the_limit_of_one_request() -> None:
    def slow_redirect(connection: socket.socket) -> None:
        time.sleep(0.2)  # each is within the limit
        redirects(b"/next")(connection)

    with raw_server(slow_redirect) as url:
        error = fetch_in_a_thread(Http(ONCE), url)
    assert isinstance(error, PublisherUnreachableError)  # and not that there are too many


def test_a_redirect_at_the_limit_is_not_followed() -> None:
    def wait(*_: object) -> None:
        time.sleep(ONCE.attempt_limit)

    with (
        mock.patch.object(LimitedAdapter, "follow", wait),
        raw_server(redirects(b"/next")) as url,
        pytest.raises(PublisherUnreachableError),  # and not a fault of the answer
    ):
        Http(ONCE).get(url)


def test_a_host_with_many_dead_addresses_is_given_up_at_the_limit() -> None:
    tried: list[object] = []

    def connect(_: socket.socket, address: object) -> None:
        tried.append(address)
        time.sleep(0.05)
        raise TimeoutError

    addresses = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 80))] * 100
    with (
        mock.patch("socket.getaddrinfo", return_value=addresses),
        mock.patch.object(socket.socket, "connect", connect),
        pytest.raises(PublisherUnreachableError, match="timed out while connecting"),
    ):
        Http(ONCE).get("http://example.org/")
    assert 0 < len(tried) < 100


def test_the_body_of_a_redirect_is_not_read() -> None:
    endless = repeats(b"a" * 1000, pause=0, after=b"HTTP/1.1 302 Found\r\nLocation: /file\r\n\r\n")
    with raw_server(endless, FILE) as url:
        assert Http(QUICK).get(url).body == b"hello"


def test_a_limited_download_leaves_nothing_in_the_store(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path)
    with raw_server(ENDLESS["body"]) as url, pytest.raises(PublisherUnreachableError, match="too slowly"):
        Http(ONCE).download(url, store, name="file")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


# --- redirects


INVALID = {
    "bytes that are not text": b"/\xff\xfe",
    "IPv6": b"http://[::1",
    "not IPv6": b"http://[x]/",
    "port": b"http://127.0.0.1:99999/",
    "no number as port": b"http://127.0.0.1:abc/",
    "host": b"http://*foo/",
    "long host": b"http://" + b"a" * 70 + b".127.0.0.1/",
    "terminal codes": b"http://[\x1b[31m/",
}

ELSEWHERE = {
    "another host": (b"http://127.0.0.2/", "http://127.0.0.2/"),
    "metadata of a cloud": (b"http://169.254.169.254/latest/", "http://169.254.169.254/latest/"),
    "a host that another parser misses": (b"http://169.254.169.254\\@127.0.0.1/", "http://169.254.169.254/"),
    "a name that ends alike": (b"http://evil127.0.0.1.example.org/", "http://evil127.0.0.1.example.org/"),
    "ftp": (b"ftp://127.0.0.1/x", "ftp://127.0.0.1/x"),
    "a local file": (b"file:///etc/passwd", "file:///etc/passwd"),
    "with a password": (b"http://me:secret@example.org/", "http://example.org/"),
}


@pytest.mark.parametrize("location", INVALID.values(), ids=INVALID)
def test_a_redirect_to_an_invalid_address_names_where_it_came_from(location: bytes) -> None:
    with (
        raw_server(redirects(location)) as url,
        pytest.raises(PublisherAnswerError, match=r"redirects to '.*', which is not a web address") as fault,
    ):
        Http(QUICK).get(url)
    assert url in fault.value.message
    assert fault.value.message.isprintable()


@pytest.mark.parametrize(("location", "shown"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_redirect_to_another_site_is_not_followed(location: bytes, shown: str) -> None:
    with raw_server(redirects(location)) as url, pytest.raises(PublisherAnswerError) as fault:
        Http(QUICK).get(url)
    assert fault.value.message.startswith(f"{url}: redirects to {shown}")
    assert fault.value.message.endswith(", outside http://127.0.0.1")
    assert "DIASPORA_DW_" in fault.value.advice


@contextmanager
def names(**addresses: str) -> Iterator[None]:
    """Let host names (with `_` for dots) resolve to addresses."""
    resolve = socket.getaddrinfo

    def resolved(host: str, *args: object, **options: object) -> object:
        return resolve(addresses.get(host.replace(".", "_"), host), *args, **options)  # type: ignore[arg-type]

    with mock.patch("socket.getaddrinfo", resolved):
        yield


@pytest.mark.parametrize(
    ("before", "after", "is_followed"),
    [
        ("www.example.org", "example.org", True),
        ("www.example.org", "files.example.org", True),
        ("example.org", "www.example.org", True),
        ("www.example.org", "www.example.org", True),
        ("api.example.org", "example.org", False),
        ("api.example.org", "www.example.org", False),
        ("www.example.org", "badexample.org", False),
        ("www.example.org", "example.org.bad.org", False),
    ],
)
def test_a_site_is_a_host_without_www_and_what_is_below_it(
    before: str, after: str, is_followed: bool
) -> None:
    hosts = {host.replace(".", "_"): "127.0.0.1" for host in (before, after)}
    with names(**hosts), raw_server(FILE) as target:
        there = target.replace("127.0.0.1", after)
        with raw_server(redirects(there.encode())) as source:
            here = source.replace("127.0.0.1", before)
            if is_followed:
                assert Http(QUICK).get(here).url == there
            else:
                with pytest.raises(PublisherAnswerError, match="outside http://"):
                    Http(QUICK).get(here)


def test_a_redirect_never_leads_from_https_to_http(tls: ssl.SSLContext) -> None:
    with (
        raw_server(FILE) as plain,
        raw_server(redirects(plain.encode()), tls=tls) as url,
        pytest.raises(PublisherAnswerError, match=r"redirects to http:.*, outside https:"),
    ):
        Http(QUICK).get(url)


@pytest.mark.parametrize(
    "private", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "fd00::1", "::ffff:10.0.0.1"]
)
def test_a_redirect_to_a_name_with_a_private_address_is_not_followed(private: str) -> None:
    with (
        names(www_example_org="127.0.0.1", intra_example_org="127.0.0.1"),
        raw_server(FILE) as target,
        raw_server(redirects(target.replace("127.0.0.1", "intra.example.org").encode())) as source,
        mock.patch("diaspora_dw.fetching.connection.peer_address", side_effect=["8.8.8.8", private]),
        pytest.raises(PublisherAnswerError, match=r"redirects to intra\.example\.org, which has the private"),
    ):
        Http(QUICK).get(source.replace("127.0.0.1", "www.example.org"))


def test_a_private_publisher_opens_private_networks_to_no_other() -> None:
    def answers_twice(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        connection.recv(10_000)
        redirects(target.replace("127.0.0.1", "intra.example.org").encode())(connection)

    client = Http(replace(QUICK, attempt_limit=SOON, read_timeout=SOON))
    with (
        names(www_example_org="127.0.0.1", intra_example_org="127.0.0.1"),
        raw_server(FILE) as target,
        raw_server(answers_twice) as public,
        mock.patch(
            "diaspora_dw.fetching.connection.peer_address", side_effect=["8.8.8.8", "10.0.0.1", "10.0.0.1"]
        ),
    ):
        www = public.replace("127.0.0.1", "www.example.org")
        client.get(www)
        client.get(target)  # is private, and may be
        with pytest.raises(PublisherAnswerError, match=r"redirects to intra\.example\.org, which has"):
            client.get(www)


def test_a_private_publisher_may_redirect_within_its_network() -> None:
    with (
        names(www_example_org="127.0.0.1", intra_example_org="127.0.0.1"),
        raw_server(FILE) as target,
        raw_server(redirects(target.replace("127.0.0.1", "intra.example.org").encode())) as source,
    ):
        assert Http(QUICK).get(source.replace("127.0.0.1", "www.example.org")).body == b"hello"


def test_there_are_at_most_so_many_redirects() -> None:
    asked: list[int] = []

    def script(connection: socket.socket) -> None:
        asked.append(1)
        redirects(b"/file")(connection)

    with raw_server(script) as url, pytest.raises(PublisherAnswerError, match="too many redirects"):
        Http(replace(ONCE, attempt_limit=SOON)).get(url)
    assert len(asked) == 1 + MAX_REDIRECTS


# --- answers that are not HTTP


HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
ODD = {
    "no HTTP": b"garbage\r\n\r\n",
    "long status": HEAD + b"x" * 70_000,
    "negative status": b"HTTP/1.1 -12 x\r\n\r\n",
    "large status": b"HTTP/1.1 99999 x\r\n\r\n",
    "many headers": HEAD + b"X: y\r\n" * 200 + b"\r\n",
    "two lengths": HEAD + b"Content-Length: 5, 6\r\n\r\nhello",
    "no chunk": CHUNKED + b"zz\r\nhello",
    "negative chunk": CHUNKED + b"-5\r\nhello",
    "huge chunk": CHUNKED + b"f" * 30 + b"\r\nhello",
    "no gzip": HEAD + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    "many encodings": HEAD + b"Content-Encoding: " + b"gzip," * 30 + b"\r\nContent-Length: 5\r\n\r\nhello",
    "no date to retry": b"HTTP/1.1 503 X\r\nRetry-After: 99 Xxx 99999\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD)
def test_an_answer_that_is_not_http_is_a_fault_of_the_publisher(data: bytes) -> None:
    with raw_server(sends(data)) as url, pytest.raises(SourceError) as fault:
        Http(QUICK).get(url)
    assert fault.value.message.startswith(f"{url}: ")
    assert fault.value.advice


@pytest.mark.parametrize("status", [404, 503])
def test_control_characters_of_an_answer_do_not_reach_the_terminal(status: int) -> None:
    answer = f"HTTP/1.1 {status} \x1b[31m\x9bred\r\nContent-Length: 0\r\n\r\n"
    with raw_server(sends(answer.encode("latin-1"))) as url, pytest.raises(SourceError) as fault:
        Http(QUICK).get(url)
    assert rf"answered {status} \x1b[31m\x9bred" in fault.value.message
    assert str(fault.value).replace("\n", "").isprintable()


def test_a_configured_host_that_is_no_name_is_the_users_mistake() -> None:
    with pytest.raises(UsageError, match="is not a web address"):
        Http(QUICK).get(f"http://{'a' * 70}.example.org/")
