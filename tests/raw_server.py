"""A server that sends bytes of any kind, at any pace: what no HTTP server would do."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Script = Callable[[socket.socket], None]
"""What is sent when the head of a request has arrived."""


@contextmanager
def raw_server(*scripts: Script, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve bytes of any kind: a script for each connection, the last one for all that follow."""
    listener = socket.create_server(("127.0.0.1", 0))
    waiting = list(scripts)

    def serve(connection: socket.socket) -> None:
        script = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        with suppress(OSError):
            if tls:
                connection = tls.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as request:
                while request.readline().strip():
                    pass
                script(connection)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=listener.accept()[:1], daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{listener.getsockname()[1]}/file"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def sends(data: bytes) -> Script:
    return lambda connection: connection.sendall(data)


def repeats(part: bytes, *, pause: float = 0.02, after: bytes = b"") -> Script:
    """Send something, then the same over and over until the client hangs up."""

    def script(connection: socket.socket) -> None:
        connection.sendall(after)
        while True:
            connection.sendall(part)
            time.sleep(pause)

    return script


def redirects(location: bytes, body: bytes = b"") -> Script:
    head = b"HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: " + location
    return sends(head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


FILE = sends(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello")
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

ENDLESS = {
    "status line": repeats(b"a", after=b"HTTP/1.1 200 "),
    "header": repeats(b"a", after=b"HTTP/1.1 200 OK\r\nX-Name: "),
    "100 Continue, slowly": repeats(CONTINUE),
    "100 Continue, quickly": repeats(CONTINUE * 1000, pause=0),
    "headers of 100 Continue": repeats(b"X: y\r\n", after=CONTINUE[:-2]),
    "headers of a redirect": repeats(b"a", after=b"HTTP/1.1 302 Found\r\nLocation: /"),
    "body": repeats(b"a", after=b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"),
    "body without a length": repeats(b"a", after=b"HTTP/1.1 200 OK\r\n\r\n"),
    "length of a chunk": repeats(b"0", after=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
    "trailers": repeats(b"X: y\r\n", after=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"),
}
