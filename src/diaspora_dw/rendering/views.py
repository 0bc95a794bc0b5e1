"""Reads rows of the published views for countries: one query a view, however many countries there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString, TypeVar

from psycopg import sql
from psycopg.rows import dict_row

from diaspora_dw.database import Connection
from diaspora_dw.rendering.figures import Row

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class CountryViews:
    """The views of the schema `mart`, read for some countries. All methods return rows by the country's code."""

    connection: Connection
    codes: Sequence[str]

    def rows(
        self,
        model: type[R],
        view: str,
        rest: LiteralString,
        *,
        of: LiteralString = "iso3_code",
        years: Mapping[str, int | None] | None = None,
        **parameters: object,
    ) -> Mapping[str, list[R]]:
        """Return rows as models whose fields name the columns.

        `rest` follows the condition on the country, which the column `of` names. With `years`, rows of each country's
        own year.
        """
        columns = sql.SQL(", ").join(map(sql.Identifier, model.model_fields))
        if years is not None:
            parameters["years"] = sorted({year for year in years.values() if year is not None})
            rest = "and year = any(%(years)s) " + rest
        found: defaultdict[str, list[R]] = defaultdict(list)
        for row in self._read(columns, view, of, rest, parameters):
            code = row.pop("of_country")
            if years is None or row["year"] == years[code]:
                found[code].append(model.model_validate(row))
        return found

    def records(self, view: str, rest: LiteralString = "") -> Mapping[str, list[dict[str, Any]]]:
        """Return rows with all columns of the view. `rest` may order them."""
        found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self._read(sql.SQL("*"), view, "iso3_code", rest, {}):
            found[row.pop("of_country")].append(row)
        return found

    def _read(
        self,
        columns: sql.Composable,
        view: str,
        of: LiteralString,
        rest: LiteralString,
        parameters: dict[str, object],
    ) -> list[dict[str, Any]]:
        # PostgreSQL pushes the condition on one country far deeper into a view than one on a list.
        condition = sql.SQL("{} = %(code)s" if len(self.codes) == 1 else "{} = any(%(codes)s)")
        query = sql.SQL("select {of} as of_country, {columns} from {view} where {condition} {rest}").format(
            of=sql.Identifier(of),
            columns=columns,
            view=sql.Identifier("mart", view),
            condition=condition.format(sql.Identifier(of)),
            rest=sql.SQL(rest),
        )
        values = {"code": self.codes[0], "codes": list(self.codes), **parameters}
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query, values).fetchall()
