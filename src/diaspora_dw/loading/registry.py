"""Keeps `ops.source`: what sources say of themselves, for views and checks, which cannot ask the software."""

from collections.abc import Iterable

from diaspora_dw.database import Connection
from diaspora_dw.source import Source


def register(connection: Connection, sources: Iterable[Source]) -> None:
    """Write down the sources that this version of the software knows. Those of other versions stay."""
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            insert into ops.source as present (source_code, source_name, licence, licence_url, max_age)
            values (%s, %s, %s, %s, %s)
            on conflict (source_code) do update
            set source_name = excluded.source_name, licence = excluded.licence,
                licence_url = excluded.licence_url, max_age = excluded.max_age
            where
                (present.source_name, present.licence, present.licence_url, present.max_age)
                is distinct from
                (excluded.source_name, excluded.licence, excluded.licence_url, excluded.max_age)
            """,
            [
                (source.code, source.name, source.licence.name, source.licence.url, source.max_age)
                for source in sources
            ],
        )
