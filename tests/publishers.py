"""Publishers that lie: a small HTTP server that answers as the real ones do, but for a test's faults.

    with lying_publisher(Fault(message("175"), on="SP.POP.TOTL")) as publisher:
        ...                                 # publisher.url, publisher.asked

A lie takes the honest reply and gives the one that is sent. By default the honest replies are tiny and made
by hand (`ECONOMIES`, `FIGURES`, `FILE`); `real=True` takes them from the mirror beside the repository.
"""

import hashlib
import importlib.util
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from diaspora_dw.fetching.http import RetryRule

MIRROR = Path(__file__).resolve().parents[2] / "shared" / "tools" / "mirror.py"
needs_mirror = pytest.mark.skipif(
    not MIRROR.is_file(), reason="needs the mirror at ../shared/tools/mirror.py"
)

QUICK = RetryRule(
    attempts=3,
    first_wait=0.001,
    max_wait=0.002,
    max_retry_after=0.05,
    connect_timeout=0.5,
    read_timeout=0.3,
    unreachable_after=1.0,
    total=5.0,
    attempt_limit=0.35,
)
"""A retry rule whose waits a test does not feel."""

UPDATED = "2025-07-01"
YEARS = (2024, 2023, 2022)
FILE = bytes(range(256)) * 1024
FILE_TAG = f'"{hashlib.sha256(FILE).hexdigest()[:16]}"'
FILE_CHANGED = "Wed, 15 Jan 2025 00:00:00 GMT"


def economy(
    code: str, two: str, name: str, region: tuple[str, str], income: tuple[str, str]
) -> dict[str, Any]:
    """A record of the country list."""
    groups = {
        name: {"id": group[0], "iso2code": group[0][:2], "value": group[1]}
        for name, group in (("region", region), ("incomeLevel", income))
    }
    return {"id": code, "iso2Code": two, "name": name, **groups}


AGGREGATE = ("NA", "Aggregates")
ECONOMIES = [
    economy("ETH", "ET", "Ethiopia", ("SSF", "Sub-Saharan Africa "), ("INX", "Not classified")),
    economy("NAM", "NA", "Namibia", ("SSF", "Sub-Saharan Africa "), ("LMC", "Lower middle income")),
    economy("TJK", "TJ", "Tajikistan", ("ECS", "Europe & Central Asia"), ("LMC", "Lower middle income")),
    economy("WLD", "1W", "World", AGGREGATE, AGGREGATE),
    economy("XKX", "XK", "Kosovo", ("ECS", "Europe & Central Asia"), ("UMC", "Upper middle income")),
]
FIGURES: dict[str, dict[tuple[str, int], float]] = {
    "SP.POP.TOTL": {(e["id"], year): 1000.0 * n + year for n, e in enumerate(ECONOMIES, 1) for year in YEARS},
    "BX.TRF.PWKR.CD.DT": {
        ("TJK", 2024): 5_800_000_000.0,
        ("TJK", 2023): 4_600_000_000.5,
        ("WLD", 2023): 1e12,
    },
}


Figures = Mapping[tuple[str, int], float | None]
"""Values by an economy's three-letter code and year."""


@dataclass(frozen=True, eq=False)
class World:
    """What a hand-made World Bank has: records of its country list, figures by indicator, and years."""

    economies: Sequence[dict[str, Any]]
    figures: Mapping[str, Figures]
    years: Sequence[int]

    @cache  # noqa: B019 - there are few, and tests ask for the same page hundreds of times
    def page(self, code: str, lastupdated: str, number: int, per_page: int) -> bytes:
        """A page of an indicator's records, as the API sends it."""
        figures = self.figures[code]
        records = [
            {
                "indicator": {"id": code, "value": code},
                "country": {"id": e["iso2Code"], "value": e["name"]},
                # The API leaves the three-letter code of some aggregates out.
                "countryiso3code": "" if e["region"]["id"] == "NA" else e["id"],
                "date": str(year),
                "value": figures.get((e["id"], year)),
            }
            for e in self.economies
            for year in self.years
        ]
        return page_of(records, number, per_page, sourceid="2", lastupdated=lastupdated)


def page_of(records: Sequence[object], number: int, per_page: int | str, **more: str) -> bytes:
    """A page of records with what the API says about it; `per_page` is told as it is given."""
    size = int(per_page)
    pages = -(-len(records) // size)
    info = {"page": number, "pages": pages, "per_page": per_page, "total": len(records), **more}
    return json.dumps([info, records[(number - 1) * size : number * size] or None]).encode()


SMALL_WORLD = World(ECONOMIES, FIGURES, YEARS)


@dataclass(frozen=True)
class Reply:
    """What goes over the wire."""

    status: int
    body: bytes
    kind: str = "application/json;charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    """Hang up after so many bytes of the body; -1: before the status."""
    wait: float = 0.0
    """Seconds before anything is said."""
    pause: float = 0.0
    """Seconds between one byte of the body and the next."""
    has_length: bool = True


Lie = Callable[[Reply], Reply]


@dataclass(frozen=True)
class Fault:
    """A lie, told to requests whose path and query contain `on`: after `skip` of them, `times` times."""

    lie: Lie
    on: str = ""
    times: int | None = None
    skip: int = 0


@dataclass(frozen=True)
class Asked:
    """A request that came in; header names in lower case."""

    path: str
    headers: dict[str, str]


@dataclass
class Publisher:
    """A running server: its address and what it was asked."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0


def answers(status: int, body: bytes = b"<html>sorry</html>", kind: str = "text/html", **headers: str) -> Lie:
    """Another status and body in place of the honest ones."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Reply(status, body, kind, named)


def html_page() -> Lie:
    """A page of HTML with status 200."""
    return answers(200, b"<!DOCTYPE html><html><body>We are improving our site</body></html>")


def xml() -> Lie:
    """An error in XML with status 200."""
    return answers(200, b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?><wb:error/>', "text/xml")


def bad_request_page() -> Lie:
    """Status 400 with a byte-order mark and HTML."""
    return answers(400, b'\xef\xbb\xbf<?xml version="1.0"?><html><title>Request Error</title></html>')


def message(number: str, status: int = 200) -> Lie:
    """An error message of the World Bank's API."""
    said = [{"message": [{"id": number, "key": "Invalid value", "value": "The value is not valid"}]}]
    return answers(status, json.dumps(said).encode(), "application/json")


def redirect_to(path: str) -> Lie:
    """A redirect to another page of the same server."""
    return answers(302, b"", Location=path)


def cut_after(length: int) -> Lie:
    """Hang up after so many bytes of the body, whose whole length was promised."""
    return lambda honest: replace(honest, cut_after=length)


def hangs_up() -> Lie:
    """Hang up without a word."""
    return lambda honest: replace(honest, cut_after=-1)


def slow(seconds: float) -> Lie:
    """Say nothing for a while, then the honest answer."""
    return lambda honest: replace(honest, wait=seconds)


def trickles(pause: float, *, has_length: bool = True) -> Lie:
    """The honest answer, byte by byte."""
    return lambda honest: replace(honest, pause=pause, has_length=has_length)


def altered(change: Callable[[Any], Any]) -> Lie:
    """The honest JSON, changed by a function."""
    return lambda honest: replace(honest, body=json.dumps(change(json.loads(honest.body))).encode())


def other_update(day: str) -> Lie:
    """Another date of the last update."""
    return altered(lambda answer: [answer[0] | {"lastupdated": day}, answer[1]])


def other_total(total: int) -> Lie:
    """Another number of records in all."""
    return altered(lambda answer: [answer[0] | {"total": total}, answer[1]])


def null_records() -> Lie:
    """A null in place of the records."""
    return altered(lambda answer: [answer[0], None])


def no_records() -> Lie:
    """The page information alone."""
    return altered(lambda answer: answer[:1])


def zero_pages() -> Lie:
    """Nothing at all to tell, as the API says it."""
    return altered(
        lambda answer: [answer[0] | {"page": 0, "pages": 0, "total": 0, "lastupdated": None}, None]
    )


def without_country(code: str) -> Lie:
    """One country's records left out, and the total made to fit."""

    def leave_out(answer: Any) -> Any:
        kept = [record for record in answer[1] if record["countryiso3code"] != code]
        return [answer[0] | {"total": len(kept)}, kept]

    return altered(leave_out)


def figures_become(value_of: Callable[[Figures, str, int], float | None]) -> Lie:
    """Other values in every record: of all honest figures, an economy's code and a year, the figure to send."""

    def change(answer: Any) -> Any:
        records = answer[1]
        keys = [(record["countryiso3code"], int(record["date"])) for record in records]
        figures = {key: record["value"] for key, record in zip(keys, records, strict=True)}
        for key, record in zip(keys, records, strict=True):
            record["value"] = value_of(figures, *key)
        return answer

    return altered(change)


class HandMadeHandler(BaseHTTPRequestHandler):
    """The honest one: `FILE` at /file, and a World Bank, by default of five economies."""

    protocol_version = "HTTP/1.1"
    lastupdated = UPDATED
    world = SMALL_WORLD

    def log_message(self, format: str, *args: object) -> None:
        pass

    def reply(self, status: int, body: bytes = b"", kind: str = "application/json", **headers: str) -> None:
        raise NotImplementedError  # sending is for the lying subclass

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        steps = url.path.strip("/").split("/")
        if steps == ["file"]:
            self.file()
        elif steps[0] == "v2":
            self.world_bank(steps[1:], {name: values[0] for name, values in parse_qs(url.query).items()})
        else:
            self.reply(404, b"<html>not found</html>", "text/html")

    def file(self) -> None:
        tags: dict[str, Any] = {"ETag": FILE_TAG, "Last_Modified": FILE_CHANGED}
        kind = "application/octet-stream"
        if self.headers.get("If-None-Match") == FILE_TAG:
            self.reply(304, **tags)
        else:
            self.reply(200, FILE, kind, **tags)

    def world_bank(self, steps: list[str], query: dict[str, str]) -> None:
        number = int(query.get("page", 1))
        if steps == ["country", "all"]:
            # This endpoint gives the size of a page back as a string.
            self.reply(200, page_of(list(self.world.economies), number, query["per_page"]))
        elif steps[:3] == ["country", "all", "indicator"] and steps[3] in self.world.figures:
            size = int(query["per_page"])
            self.reply(200, self.world.page(steps[3], self.lastupdated, number, size))
        else:
            lie = message("120")(Reply(200, b""))
            self.reply(lie.status, lie.body)


@cache
def mirror_handler() -> type[BaseHTTPRequestHandler]:
    """The handler of the mirror beside the repository, which serves real figures."""
    spec = importlib.util.spec_from_file_location("mirror", MIRROR)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    handler: type[BaseHTTPRequestHandler] = module.Handler
    return handler


_REAL_PAGES: dict[tuple[str, str], tuple[int, bytes, str]] = {}
"""The mirror's answers as the World Bank, by date of the last update and address: it takes long to make one."""


@contextmanager
def lying_publisher(
    *faults: Fault, real: bool = False, world: World = SMALL_WORLD, lastupdated: str = UPDATED
) -> Iterator[Publisher]:
    """Run a publisher with faults; the first that fits a request is the one it gets."""
    honest: Any = mirror_handler() if real else HandMadeHandler
    publisher = Publisher(url="")
    told = [0] * len(faults)
    lock = threading.Lock()

    def lie_about(path: str) -> Lie | None:
        with lock:
            for number, fault in enumerate(faults):
                if fault.on in path:
                    told[number] += 1
                    turn = told[number] - fault.skip
                    if turn >= 1 and (fault.times is None or turn <= fault.times):
                        return fault.lie
        return None

    class Lying(honest):  # type: ignore[misc]
        disable_nagle_algorithm = True  # or every answer takes the 40 ms of a delayed acknowledgement

        def do_GET(self) -> None:  # noqa: N802 - the name that http.server calls
            known = _REAL_PAGES.get((self.lastupdated, self.path)) if real else None
            if known is None:
                super().do_GET()
            else:
                self.reply(*known)

        def setup(self) -> None:
            publisher.connections += 1
            super().setup()

        def reply(
            self, status: int, body: bytes = b"", kind: str = "application/json", **headers: str
        ) -> None:
            if real and self.path.startswith("/v2/"):
                _REAL_PAGES[self.lastupdated, self.path] = (status, body, kind)
            headers_named = {name.lower(): value for name, value in self.headers.items()}
            publisher.asked.append(Asked(self.path, headers_named))
            reply = Reply(status, body, kind, {k.replace("_", "-"): v for k, v in headers.items()})
            lie = lie_about(self.path)
            self.send(lie(reply) if lie else reply)

        def send(self, reply: Reply) -> None:
            time.sleep(reply.wait)
            if reply.cut_after == -1:
                self.close_connection = True
                return
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.has_length:
                self.send_header("Content-Length", str(len(reply.body)))
            else:
                self.send_header("Connection", "close")
            self.end_headers()
            body = reply.body if reply.cut_after is None else reply.body[: reply.cut_after]
            if reply.pause:
                for number in range(len(body)):
                    self.wfile.write(body[number : number + 1])
                    time.sleep(reply.pause)
            else:
                self.wfile.write(body)
            if reply.cut_after is not None or not reply.has_length:
                self.close_connection = True

    Lying.lastupdated = lastupdated
    Lying.world = world
    server = _QuietServer(("127.0.0.1", 0), Lying)
    publisher.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield publisher
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _QuietServer(ThreadingHTTPServer):
    """Says nothing when a client hangs up: that is what some tests are about."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass
