"""Write the connection to the warehouse the way that drivers other than libpq expect it."""

import json
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlencode

from sqlalchemy import URL

from diaspora_dw.database import address_parts


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
    know are left out.
    """
    parts = {"host": "localhost", "port": "5432", **address_parts(address)}
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
    names = {"username": "user", "password": "password", "host": "host", "database": "dbname"}
    query = {name: value for name, value in parts.items() if name not in {*names.values(), "port"}}
    known = {name: parts.get(part) for name, part in names.items()}
    url = URL.create("postgresql+psycopg", **known, port=int(parts["port"]), query=query)
    return url.render_as_string(hide_password=False)


def _jdbc(parts: dict[str, Any]) -> str:
    host = f"[{parts['host']}]" if ":" in parts["host"] else parts["host"]
    shared = ("user", "password", "sslmode", "sslrootcert", "options")
    query = urlencode({name: parts[name] for name in shared if name in parts}, quote_via=quote)
    return f"jdbc:postgresql://{host}:{parts['port']}/{quote(parts.get('dbname', ''))}?{query}"


def _odbc(parts: dict[str, Any]) -> str:
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
