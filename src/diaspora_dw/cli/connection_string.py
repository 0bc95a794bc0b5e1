"""Write the connection to the warehouse the way that drivers other than libpq expect it."""

import json
import re
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlencode

from diaspora_dw.database import address_parts
from diaspora_dw.errors import UsageError

_SOCKET_OR_SEVERAL = re.compile("[/,]")
"""What host or port contains if libpq connects through a socket in a folder, or tries several servers."""


class AddressFormat(StrEnum):
    """For which kind of client an address is."""

    URL = "url"
    PSYCOPG = "psycopg"
    JDBC = "jdbc"
    ODBC = "odbc"
    R = "r"


def connection_string(address: str, address_format: AddressFormat) -> str:
    """Return libpq's address for another kind of client, with its password.

    `psycopg` is an address for SQLAlchemy, and `r` the call that connects. Parameters of libpq that a client does not
    know are left out. Raises `UsageError` if a client cannot connect that way.
    """
    parts = address_parts(address)
    match address_format:
        case AddressFormat.URL:
            return address
        case AddressFormat.PSYCOPG:
            return _sqlalchemy(parts)
        case AddressFormat.JDBC:
            return _jdbc(parts)
        case AddressFormat.ODBC:
            return _odbc(parts)
        case AddressFormat.R:
            return _r(parts)


def _sqlalchemy(parts: dict[str, Any]) -> str:
    from sqlalchemy import URL  # noqa: PLC0415 - slow to import, and other formats do without

    names = {"username": "user", "password": "password", "database": "dbname"}
    if _SOCKET_OR_SEVERAL.search(parts.get("host", "") + parts.get("port", "")):
        known: dict[str, Any] = {}
    else:
        names["host"] = "host"
        known = {"port": int(parts["port"])} if parts.get("port") else {}
    query = {part: value for part, value in parts.items() if part not in {*names.values(), *known}}
    known |= {name: parts.get(part) for name, part in names.items()}
    return URL.create("postgresql+psycopg", **known, query=query).render_as_string(hide_password=False)


def _jdbc(parts: dict[str, Any]) -> str:
    host, port = parts.get("host", "localhost"), parts.get("port", "5432")
    if "service" in parts or _SOCKET_OR_SEVERAL.search(host + port):
        raise UsageError(
            "DATABASE_URL has a socket, several servers or a service, and JDBC needs one host and port",
            advice="Set DATABASE_URL to postgresql://user:password@host:port/database for this command.",
        )
    host = f"[{host}]" if ":" in host else host
    shared = ("user", "password", "sslmode", "sslrootcert", "options")
    query = urlencode({name: parts[name] for name in shared if name in parts}, quote_via=quote)
    return f"jdbc:postgresql://{host}:{port}/{quote(parts.get('dbname', ''))}?{query}"


def _odbc(parts: dict[str, Any]) -> str:
    parts = {"host": "localhost", "port": "5432", **parts}
    names = {"Server": "host", "Port": "port", "Database": "dbname", "UID": "user", "SSLmode": "sslmode"}
    words = ["Driver={PostgreSQL Unicode}"]
    words += [f"{name}={parts[part]}" for name, part in names.items() if part in parts]
    if "password" in parts:
        words.append("PWD={" + parts["password"].replace("}", "}}") + "}")
    if "sslrootcert" in parts:
        words.append(f"pqopt={{sslrootcert={parts['sslrootcert']}}}")
    # Otherwise true and false arrive as the texts 1 and 0.
    return ";".join([*words, "BoolsAsChar=0"])


def _r(parts: dict[str, Any]) -> str:
    named = ", ".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in parts.items())
    # R has no 64-bit integers of its own, and no count here is too large for its numbers.
    return f'DBI::dbConnect(RPostgres::Postgres(), {named}, bigint = "numeric")'
