"""Which port of 127.0.0.1 the server listens on."""

import socket
from collections.abc import Iterator

HOST = "127.0.0.1"
PORTS = range(15432, 15932)
"""Near PostgreSQL's 5432 by name, and below the ports that systems hand out to passing connections."""


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as PostgreSQL does
        try:
            tried.bind((HOST, port))
        except OSError:
            return False
    return True


def free_ports(kept: int | None) -> Iterator[int]:
    """The free ports in the order to try them: the one used before, then the others."""
    for port in dict.fromkeys([*([] if kept is None else [kept]), *PORTS]):
        if is_free(port):
            yield port
