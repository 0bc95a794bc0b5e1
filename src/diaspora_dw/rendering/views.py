"""Reads rows of the published views for one country."""

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
        """Return rows as models whose fields name the columns. `rest` follows `where`; %(iso3)s is the country."""
        columns = sql.SQL(", ").join(map(sql.Identifier, model.model_fields))
        return [model.model_validate(row) for row in self._read(columns, view, rest, parameters)]

    def records(self, view: str, rest: LiteralString = "") -> list[dict[str, Any]]:
        """Return the country's rows with all columns of the view. `rest` may order them."""
        return self._read(sql.SQL("*"), view, "iso3_code = %(iso3)s " + rest, {})

    def _read(
        self, columns: sql.Composable, view: str, rest: LiteralString, parameters: dict[str, object]
    ) -> list[dict[str, Any]]:
        query = sql.SQL("select {} from {} where ").format(columns, sql.Identifier("mart", view))
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query + sql.SQL(rest), {"iso3": self.iso3_code, **parameters}).fetchall()
