"""The embedded PostgreSQL server, which holds the warehouse where `DATABASE_URL` is not set."""

from diaspora_dw.server.server import EmbeddedServer, ServerStatus

__all__ = ["EmbeddedServer", "ServerStatus"]
