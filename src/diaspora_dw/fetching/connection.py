"""Connections to a publisher: a limit on the time of a whole request, and no way into private networks.

A socket's own timeout ends a silence, not a trickle of bytes, and no signal reaches the threads that fetch. So every
read from a connection gets no more time than its request has left, and no address of a host is tried after that.
Behind a proxy, it is the proxy that connects to publishers, and that has to keep redirects out of private networks.
"""

import io
import math
from collections.abc import Iterable, Iterator
from http.client import HTTPResponse
from ipaddress import IPv6Address, ip_address
from socket import socket
from typing import Any
from urllib.parse import urlsplit

from requests import Response, Session
from requests.adapters import HTTPAdapter

from diaspora_dw.clock import elapsed
from diaspora_dw.errors import PublisherAnswerError


class LimitedAdapter(HTTPAdapter):
    """Makes connections for one request after the other, each of which has a limit. Connects once to a host."""

    def __init__(self) -> None:
        super().__init__(pool_maxsize=1, pool_block=True, max_retries=0)
        self._end = math.inf
        self._redirected_from = ""
        self._hosts_inside: set[str] = set()

    def begin(self, seconds: float) -> None:
        """Give the next request, with its redirects and its answer, this much time."""
        self._end = elapsed() + seconds
        self._redirected_from = ""

    @property
    def seconds_left(self) -> float:
        """The time that the request has left, 0 if none."""
        return max(self._end - elapsed(), 0)

    def follow(self, url: str) -> None:
        """Continue the request where the answer from this address, fit to be shown, redirects it."""
        self._redirected_from = url

    def check_peer(self, host: str, address: str) -> None:
        """Raise `PublisherAnswerError` if a redirect led into a private network from a host outside."""
        peer = ip_address(address)
        if isinstance(peer, IPv6Address):
            peer = peer.ipv4_mapped or peer
        if peer.is_global:
            self._hosts_inside.discard(host)
        elif not self._redirected_from or urlsplit(self._redirected_from).hostname in self._hosts_inside:
            self._hosts_inside.add(host)
        else:
            raise PublisherAnswerError(
                f"{self._redirected_from}: redirects to {host}, which has the private address {peer}",
                advice="No public publisher is there. Report this to the publisher.",
            )

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:
        """Return the connections to a host, as requests does, and limit them."""
        pool: Any = super().get_connection_with_tls_context(*args, **options)
        if not issubclass(pool.ConnectionCls, _LimitedConnection):
            pool.ConnectionCls = type(
                "LimitedConnection", (_LimitedConnection, pool.ConnectionCls), {"adapter": self}
            )
        return pool


class LimitedSession(Session):
    """A session of requests with a limit on the whole time of a request. It follows no redirect.

    Other sessions read the body of a redirect, however large, and parse its target even if told not to follow it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.limits = LimitedAdapter()
        self.mount("http://", self.limits)
        self.mount("https://", self.limits)

    def get_redirect_target(self, resp: Response) -> None:
        """Return None: there is nothing to follow."""


def peer_address(connection: socket) -> str:
    """Return the IP address at the other end."""
    return str(connection.getpeername()[0])


class _LimitedConnection:
    """Mixed into the connections of urllib3."""

    adapter: LimitedAdapter
    proxy: Any
    host: str
    sock: socket
    socket_options: Any

    def _new_conn(self) -> socket:
        """Called by urllib3 to try the addresses of the host in turn, each for the whole timeout."""
        self.socket_options = _SocketOptions(self.socket_options, self.adapter)
        return super()._new_conn()  # type: ignore[misc, no-any-return]

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        if self.proxy is None:
            self.adapter.check_peer(self.host, peer_address(self.sock))

    def response_class(self, connection: socket, *args: Any, **options: Any) -> HTTPResponse:
        """Called by http.client for each answer, before it reads the first byte."""
        response = HTTPResponse(connection, *args, **options)
        response.fp = io.BufferedReader(_LimitedReader(response.fp.detach(), connection, self.adapter))
        return response


class _SocketOptions:
    """Options that urllib3 sets before it tries an address. They end the attempt if the request has no time left."""

    def __init__(self, options: Iterable[Any], adapter: LimitedAdapter) -> None:
        self._options = options
        self._adapter = adapter

    def __iter__(self) -> Iterator[Any]:
        if self._adapter.seconds_left == 0:
            raise TimeoutError("the request took too long")
        return iter(self._options)


class _LimitedReader(io.RawIOBase):
    """The bytes of a connection. No read takes longer than the silence that the connection allows."""

    def __init__(self, raw: io.RawIOBase, connection: socket, adapter: LimitedAdapter) -> None:
        self._raw = raw
        self._connection = connection
        self._adapter = adapter
        self._silence = connection.gettimeout() or math.inf

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def readinto(self, buffer: Any) -> int | None:
        left = self._adapter.seconds_left
        if left == 0:
            raise TimeoutError("the request took too long")
        self._connection.settimeout(min(self._silence, left))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()
