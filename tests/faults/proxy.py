"""Run a proxy in front of PostgreSQL that fails on demand: it cuts the connection, or goes silent.

It knows as much of PostgreSQL's protocol as it takes to fail in the middle of a COPY: a client's messages after
the first are a letter, four bytes of length (which count themselves) and the rest; rows of a COPY come in `d`.
"""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

from psycopg.conninfo import conninfo_to_dict

CHUNK = 65536
RESET = struct.pack("ii", 1, 0)
"""With this as SO_LINGER, closing a socket tells the other side that the connection is gone."""


class Meter:
    """Counts the bytes that a client sends, all of them or only the rows of a COPY."""

    def __init__(self, *, only_rows: bool) -> None:
        self._only_rows = only_rows
        self._header = b""
        self._left = 0
        self._in_rows = False
        self._begun = False
        self.counted = 0

    def positions(self, chunk: bytes) -> Iterator[int]:
        """Yield each position in a chunk after counting its byte."""
        for place, byte in enumerate(chunk):
            if self._left:
                self._left -= 1
                self.counted += self._in_rows or not self._only_rows
            else:
                self.counted += not self._only_rows
                self._header += bytes([byte])
                if len(self._header) == (5 if self._begun else 4):
                    self._in_rows = self._begun and self._header[:1] == b"d"
                    self._left = int.from_bytes(self._header[-4:]) - 4
                    self._header, self._begun = b"", True
            yield place


@dataclass
class Proxy:
    """A running proxy."""

    url: str = ""
    """The address of the database through the proxy."""
    failed: threading.Event = field(default_factory=threading.Event)
    """Set when it has failed as requested."""
    healed: threading.Event = field(default_factory=threading.Event)
    """Set to end a silence."""
    sent: int = 0
    """Bytes that clients sent."""
    _fail: tuple[Literal["cut", "silence"], int, bool] | None = None

    def cut(self, after: int, *, of_rows: bool = False) -> None:
        """Cut the connection that sends more than this many bytes (of the rows of a COPY), and no later one."""
        self._arm("cut", after, of_rows)

    def fall_silent(self, after: int, *, of_rows: bool = False) -> None:
        """Let nothing through on any connection until healed, without closing it."""
        self._arm("silence", after, of_rows)

    def _arm(self, how: Literal["cut", "silence"], after: int, of_rows: bool) -> None:
        self.failed.clear()
        self.healed.clear()
        self._fail = (how, after, of_rows)

    def up(self, client: socket.socket, server: socket.socket) -> None:
        """Forward what a client sends, and fail at the requested place."""
        meter: Meter | None = None
        for chunk in _chunks(client):
            self.sent += len(chunk)
            if self._fail is None or self.failed.is_set():
                self.wait()
                server.sendall(chunk)
                continue
            how, after, of_rows = self._fail
            meter = meter or Meter(only_rows=of_rows)
            place = next((place for place in meter.positions(chunk) if meter.counted > after), None)
            if place is None:
                server.sendall(chunk)
                continue
            server.sendall(chunk[:place])
            self.failed.set()
            if how == "cut":
                _reset(client)
                _reset(server)
                return
            self.wait()
            server.sendall(chunk[place:])

    def down(self, server: socket.socket, client: socket.socket) -> None:
        """Forward what the server sends."""
        for chunk in _chunks(server):
            self.wait()
            client.sendall(chunk)

    def wait(self) -> None:
        """Wait for the end of a silence, if there is one."""
        if self._fail is not None and self._fail[0] == "silence" and self.failed.is_set():
            self.healed.wait()


@contextmanager
def proxy_to(url: str) -> Iterator[Proxy]:
    """Run a proxy to the server of an address."""
    parts = conninfo_to_dict(url)
    proxy = Proxy()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        # What is encrypted could not be read on the way.
        proxy.url = (
            f"postgresql://{parts['user']}:{parts['password']}@127.0.0.1:{port}/{parts['dbname']}"
            "?sslmode=disable&gssencmode=disable"
        )
        ends: list[socket.socket] = []

        def accept() -> None:
            with suppress(OSError):  # the end of the listening
                while True:
                    client, _ = listening.accept()
                    server = socket.create_connection((str(parts["host"]), int(str(parts["port"]))))
                    for end in (client, server):
                        end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    ends.extend((client, server))
                    _in_background(proxy.up, client, server)
                    _in_background(proxy.down, server, client)

        _in_background(accept)
        try:
            yield proxy
        finally:
            proxy.healed.set()
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            for end in ends:
                _reset(end)


def _in_background(carry: Callable[..., None], *ends: socket.socket) -> None:
    def work() -> None:
        with suppress(OSError):  # either side has gone
            carry(*ends)
        for end in ends:
            _reset(end)

    threading.Thread(target=work, daemon=True).start()


def _chunks(end: socket.socket) -> Iterator[bytes]:
    while chunk := end.recv(CHUNK):
        yield chunk


def _reset(end: socket.socket) -> None:
    with suppress(OSError):  # closed already
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        end.shutdown(socket.SHUT_RDWR)
    end.close()
