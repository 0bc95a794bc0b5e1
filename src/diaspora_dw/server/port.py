"""Choose the port of 127.0.0.1 that the server listens on, and say how to connect to it."""

import socket
from collections.abc import Iterator
from typing import Any

HOST = "127.0.0.1"
PORTS = range(15432, 15932)
"""Similar to PostgreSQL's 5432, and below the ports that systems assign to outgoing connections."""

CONNECT_SECONDS = 10

CONNECTION: dict[str, Any] = {
    "hostaddr": HOST,
    "sslmode": "disable",
    "gssencmode": "disable",
    "channel_binding": "disable",
    "target_session_attrs": "any",
    # Another program may listen on the port. With SCRAM it learns no password, and has to prove that it knows it.
    "require_auth": "scram-sha-256",
}
"""How to connect to the server, whatever PGHOSTADDR, PGSSLMODE and the like say."""


def is_free(port: int) -> bool:
    """Return whether a server could listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as PostgreSQL does
        try:
            candidate.bind((HOST, port))
        except OSError:
            return False
    return True


def any_free_port() -> int:
    """Return a free port of the system's choice, which no client knows."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as candidate:
        candidate.bind((HOST, 0))
        port: int = candidate.getsockname()[1]
    return port


def free_ports(previous: int | None) -> Iterator[int]:
    """Yield the free ports in the order to try them: the previous one first."""
    for port in dict.fromkeys([previous or PORTS[0], *PORTS]):
        if is_free(port):
            yield port
