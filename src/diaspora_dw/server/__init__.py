"""The embedded PostgreSQL server: where no `DATABASE_URL` is set, the warehouse lives in a server of its own."""

from diaspora_dw.server.server import EmbeddedServer, ServerStatus

__all__ = ["EmbeddedServer", "ServerStatus"]
