"""How long every view takes for one country, and as a whole: planning and execution, in the database.

    python benchmarks/one_country.py [ISO3]

Reads the warehouse of the environment (`DATABASE_URL`, or the embedded server). Best of five.
"""

import sys
from typing import Any

from psycopg import sql

from diaspora_dw.database import Connection, Database
from diaspora_dw.settings import Settings

KEYS = ("origin_iso3_code", "iso3_code")
BEST_OF = 5


def milliseconds(connection: Connection, query: sql.Composed) -> float:
    """The least that planning and executing a query took."""
    explained = sql.SQL("explain (analyze, timing off, format json) {}").format(query)
    taken = []
    for _ in range(BEST_OF):
        plan: dict[str, Any] = connection.execute(explained).fetchall()[0][0][0]
        taken.append(plan["Planning Time"] + plan["Execution Time"])
    return min(taken)


def main(country: str) -> None:
    """Measure and print."""
    with Database.open(Settings()).connect("reader") as connection:
        columns = connection.execute("select view_name, column_name from mart.data_dictionary").fetchall()
        for view in sorted({view for view, _ in columns}):
            key = next((key for key in KEYS if (view, key) in columns), None)
            whole = sql.SQL("select * from mart.{}").format(sql.Identifier(view))
            line = f"{view:<24} whole {milliseconds(connection, whole):8.1f} ms"
            if key is not None:
                one = sql.SQL("{} where {} = {}").format(whole, sql.Identifier(key), sql.Literal(country))
                line += f"   {country} {milliseconds(connection, one):6.2f} ms"
            print(line)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "TJK")
