"""Reads rows of the published views as models whose fields name the columns."""

from dataclasses import dataclass
from typing import Any, LiteralString, TypeVar

from psycopg import sql
from psycopg.rows import dict_row

from diaspora_dw.database import Connection
from diaspora_dw.rendering.figures import Row

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class CountryViews:
    """The views of the schema `mart`, read for one country."""

    connection: Connection
    iso3_code: str

    def rows(self, model: type[R], view: str, rest: LiteralString, **parameters: object) -> list[R]:
        """The rows of a view as models. `rest` follows `where`; %(iso3)s in it is the country."""
        return [model.model_validate(row) for row in self.read(view, model.model_fields, rest, **parameters)]

    def read(
        self, view: str, columns: Any, rest: LiteralString, **parameters: object
    ) -> list[dict[str, Any]]:
        """The rows of a view as dictionaries of some of its columns."""
        query = sql.SQL("select {} from {} where ").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier("mart", view)
        ) + sql.SQL(rest)
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query, {"iso3": self.iso3_code, **parameters}).fetchall()
