"""Views and functions are installed anew only where they changed, with everything that hangs on them."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg
import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import DatabaseError
from diaspora_dw.installing import install
from diaspora_dw.migrating import provision
from diaspora_dw.resources import SQL_FOLDER
from diaspora_dw.sql_files import SqlObject, sql_objects

PEOPLE = """-- People who count.
-- grain: iso3_code
create or replace view mart.people as
select iso3_code, country_name from dw.dim_country;
"""


@dataclass(frozen=True)
class SqlFolder:
    """A copy of sql/ that a test changes, and that installing reads."""

    path: Path

    def view(self, name: str) -> Path:
        """The file of a view."""
        return self.path / "view" / f"{name}.sql"

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a piece of a view's file that stands there once."""
        text = self.view(name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        self.view(name).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[SqlFolder]:
    shutil.copytree(SQL_FOLDER, tmp_path / "sql")
    with (
        mock.patch("diaspora_dw.sql_files.SQL_FOLDER", tmp_path / "sql"),
        mock.patch("diaspora_dw.installing.sql_objects", sql_objects.__wrapped__),  # reads them every time
    ):
        yield SqlFolder(tmp_path / "sql")


def views(database: Database) -> dict[str, tuple[int, str]]:
    """Object id and comment of each view: a view made anew has another id."""
    with database.connect() as connection:
        rows = connection.execute("""
            select oid::regclass::text, oid::bigint, coalesce(obj_description(oid, 'pg_class'), '')
            from pg_class where relkind = 'v' and relnamespace in ('dw'::regnamespace, 'mart'::regnamespace)
        """).fetchall()
    return {name: (oid, comment) for name, oid, comment in rows}


def made_anew(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> set[str]:
    return {name for name, (oid, _) in after.items() if before.get(name, (None,))[0] != oid}


def columns(database: Database, view: str) -> dict[str, str | None]:
    """The columns of a view with their comments."""
    with database.connect() as connection:
        return dict(
            connection.execute(
                "select attname, col_description(attrelid, attnum) from pg_attribute "
                "where attrelid = %s::regclass and attnum > 0",
                (view,),
            ).fetchall()
        )


def stock_years(database: Database) -> list[tuple[Any, ...]]:
    """The years in a stored table."""
    with database.connect() as connection:
        return connection.execute("select year from dw.stock_year").fetchall()


def grants(database: Database, view: str) -> list[tuple[Any, ...]]:
    """Who may do what with a view, or with one of its columns."""
    with database.connect() as connection:
        return connection.execute(
            """
            select acl.column_name, g.grantee::regrole::text, g.privilege_type, g.is_grantable
            from (
                select '' as column_name, relacl as items from pg_class where oid = %(view)s::regclass
                union all
                select attname, attacl from pg_attribute where attrelid = %(view)s::regclass
            ) as acl
            cross join aclexplode(acl.items) as g
            order by 1, 2, 3
            """,
            {"view": view},
        ).fetchall()


LOST_COLUMN = (
    "    dw.annual_growth(emigrants, first_emigrants, year - first_year) as annual_growth_since_first_pct,\n"
)
"""A line of mart.diaspora_growth that dw.country_summary_model, which reads it, can do without."""


@pytest.fixture
def analyst(database: Database) -> Iterator[str]:
    """A role that may read two views, of one a single column, and that let a colleague read the other."""
    with database.connect() as connection:
        connection.execute("create role analyst_of_views")
        connection.execute("grant select on mart.diaspora_growth to analyst_of_views with grant option")
        connection.execute("grant select (country_id) on dw.country_summary_model to analyst_of_views")
        connection.execute("grant usage on schema dw, mart to analyst_of_views")
        connection.execute("create role colleague")
        connection.execute("set role analyst_of_views")
        connection.execute("grant select on mart.diaspora_growth to colleague")
    yield "analyst_of_views"
    with database.connect() as connection:
        connection.execute("drop owned by analyst_of_views, colleague cascade")
        connection.execute("drop role analyst_of_views, colleague")


def test_what_has_not_changed_is_left_alone(database: Database, folder: SqlFolder) -> None:
    before = views(database)
    assert install(database) == ([], [])
    folder.view("emigration").touch()
    assert install(database) == ([], [])
    assert views(database) == before


def test_a_view_that_gains_a_column_is_replaced_in_place_and_nothing_else_is_touched(
    database: Database, folder: SqlFolder, analyst: str
) -> None:
    before, granted = views(database), grants(database, "mart.diaspora_growth")
    folder.change(
        "diaspora_growth",
        "    edition\nfrom dw.emigration_by_date",
        "    edition,\n    year_date as mid_year_date\nfrom dw.emigration_by_date",
    )
    assert install(database) == (["mart.diaspora_growth"], [])
    assert made_anew(before, views(database)) == set()
    assert grants(database, "mart.diaspora_growth") == granted
    assert columns(database, "mart.diaspora_growth")["mid_year_date"]


def test_stored_tables_are_derived_again_where_what_they_are_made_from_changed_and_not_for_other_words(
    database: Database, folder: SqlFolder
) -> None:
    with database.connect() as connection:
        connection.execute(
            "insert into dw.stock_year (year, edition, mid_year_date) values (2020, 'of no release', '2020-07-01')"
        )
    folder.change("diaspora_growth", "-- How the number", "-- By how much the number")
    folder.view("people").write_text(PEOPLE)
    assert sorted(install(database)[0]) == ["mart.diaspora_growth", "mart.people"]
    assert stock_years(database) == [(2020,)]
    folder.change("diaspora_growth", LOST_COLUMN, "")
    assert "mart.diaspora_growth" in install(database)[0]
    assert stock_years(database) == []


def test_a_view_that_loses_a_column_is_made_anew_with_its_dependants_grants_and_comments(
    database: Database, folder: SqlFolder, analyst: str
) -> None:
    before = views(database)
    granted = {view: grants(database, view) for view in ("mart.diaspora_growth", "dw.country_summary_model")}
    folder.change("diaspora_growth", LOST_COLUMN, "")
    installed, _ = install(database)
    assert {"mart.diaspora_growth", "dw.country_summary_model"} <= set(installed)
    assert made_anew(before, views(database)) == set(installed)
    assert {view: grants(database, view) for view in granted} == granted
    assert {name: comment for name, (_, comment) in views(database).items()} == {
        name: comment for name, (_, comment) in before.items()
    }
    for view in installed:
        assert all(columns(database, view).values()), view
    assert "annual_growth_since_first_pct" not in columns(database, "mart.diaspora_growth")
    assert install(database) == ([], [])


def test_a_dependant_may_read_a_view_that_is_new_in_the_same_release(
    database: Database, folder: SqlFolder
) -> None:
    folder.view("people").write_text(PEOPLE.replace("from dw.dim_country", "from mart.emigration"))
    folder.change("diaspora_growth", LOST_COLUMN, "")
    text = folder.view("country_summary_model").read_text(encoding="utf-8")
    more = " where c.iso3_code in (select p.iso3_code from mart.people as p);"
    folder.view("country_summary_model").write_text(text.rstrip().removesuffix(";") + more, encoding="utf-8")
    assert {"mart.people", "mart.diaspora_growth", "dw.country_summary_model"} <= set(install(database)[0])


def test_a_new_view_is_there_commented_and_readable(database: Database, folder: SqlFolder) -> None:
    folder.view("people").write_text(PEOPLE)
    assert provision(database) == ["installed views and functions: 1"]
    assert views(database)["mart.people"][1] == "People who count. Grain: iso3_code."
    with database.connect("reader") as connection:
        assert connection.execute("select * from mart.people").fetchall() == []


def test_a_view_that_somebody_dropped_comes_back_with_what_fell_with_it(database: Database) -> None:
    before = views(database)
    with database.connect("owner") as connection:
        connection.execute("drop view mart.diaspora_growth cascade")
    assert "dw.country_summary_model" in install(database)[0]
    assert views(database).keys() == before.keys()


def test_a_view_that_cannot_be_made_leaves_all_as_it_was(database: Database, folder: SqlFolder) -> None:
    before = views(database)
    folder.change("diaspora_growth", LOST_COLUMN, "")
    folder.change("emigration", "t.emigrants is not null", "t.no_such_column is not null")
    with pytest.raises(psycopg.errors.UndefinedColumn):
        install(database)
    assert views(database) == before


def test_a_reader_in_the_middle_of_something_sees_the_view_as_it_was(
    database: Database, folder: SqlFolder
) -> None:
    folder.change("diaspora_growth", LOST_COLUMN, "")
    with database.connect("reader") as connection:
        connection.execute("set transaction isolation level repeatable read")
        connection.execute("select count(*) from mart.emigration")
        install(database)
        assert connection.execute("select count(*) from mart.emigration").fetchone() == (0,)


def test_every_view_and_function_is_in_a_file_of_its_name() -> None:
    for folder in ("view", "function"):
        files = {path.stem for path in (SQL_FOLDER / folder).glob("*.sql")}
        assert {found.name.partition(".")[2] for found in sql_objects(folder)} == files


def test_a_view_without_a_grain_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "people.sql"
    path.write_text(PEOPLE.replace("-- grain: iso3_code\n", ""), encoding="utf-8")
    with pytest.raises(ValueError, match=r"people\.sql: the header lacks the line '-- grain"):
        SqlObject.read(path)


def test_a_view_whose_file_is_gone_goes_with_the_next_run(database: Database, folder: SqlFolder) -> None:
    folder.view("people").write_text(PEOPLE, encoding="utf-8")
    provision(database)
    assert "mart.people" in views(database)
    folder.view("people").unlink()
    assert provision(database) == ["dropped mart.people"]
    assert "mart.people" not in views(database)
    assert provision(database) == []


MINE = """
    create schema bi;
    create view bi.my_latest as
    select iso3_code, year, country_name from mart.diaspora_growth where year = 2024;
    create view bi.my_share as select iso3_code from bi.my_latest;
    create materialized view bi.my_profile as select country_id from dw.country_summary_model;
    create function bi.amounts_of(code text) returns setof mart.diaspora_growth language sql
    as $$ select * from mart.diaspora_growth where iso3_code = code $$;
"""
"""What an analyst builds on two views, one of which reads the other."""


def test_what_others_built_stops_an_upgrade_that_would_drop_it(
    database: Database, folder: SqlFolder, analyst: str
) -> None:
    with database.connect() as connection:
        connection.execute(MINE)
    before, granted = views(database), grants(database, "mart.diaspora_growth")
    folder.change("diaspora_growth", LOST_COLUMN, "")
    with pytest.raises(DatabaseError, match="All views stay as they were") as raised:
        provision(database)
    assert set(raised.value.message.splitlines()[1:]) == {
        "  view bi.my_latest depends on view mart.diaspora_growth",
        "  view bi.my_share depends on view bi.my_latest",
        "  materialized view bi.my_profile depends on view dw.country_summary_model",
        "  function bi.amounts_of(text) depends on type mart.diaspora_growth",
    }
    assert "pg_dump --schema-only" in raised.value.advice
    assert views(database) == before
    assert grants(database, "mart.diaspora_growth") == granted
    with database.connect() as connection:
        connection.execute("select * from bi.my_share, bi.my_profile, bi.amounts_of('TJK')")
        connection.execute("drop schema bi cascade")

    assert provision(database) == ["installed views and functions: 2"]


def test_what_others_built_stays_if_a_view_can_be_replaced_in_place(
    database: Database, folder: SqlFolder
) -> None:
    with database.connect() as connection:
        connection.execute(MINE)
    folder.change(
        "diaspora_growth",
        "    edition\nfrom dw.emigration_by_date",
        "    edition,\n    year_date as mid_year_date\nfrom dw.emigration_by_date",
    )
    assert provision(database) == ["installed views and functions: 1"]
    with database.connect() as connection:
        connection.execute("select * from bi.my_share, bi.my_profile, bi.amounts_of('TJK')")


def test_one_error_names_all_that_stops_an_upgrade(database: Database, folder: SqlFolder) -> None:
    folder.view("people").write_text(PEOPLE, encoding="utf-8")
    provision(database)
    with database.connect() as connection:
        connection.execute("create view public.mine as select iso3_code from mart.people")
        connection.execute("create view public.words as select term from mart.terminology")
        connection.execute("create view public.laws as select iso3_code from mart.policy")
    before = views(database)
    folder.view("people").unlink()
    folder.change("terminology", "    t.definition,\n", "")
    with pytest.raises(DatabaseError) as raised:
        provision(database)
    assert "view public.mine depends on view mart.people" in raised.value.message
    assert "view public.words depends on view mart.terminology" in raised.value.message
    assert "public.laws" not in raised.value.message
    assert views(database) == before


def test_a_view_that_no_file_defines_any_more_may_read_one_that_is_made_anew(
    database: Database, folder: SqlFolder
) -> None:
    folder.view("people").write_text(
        PEOPLE.replace("from dw.dim_country", "from mart.diaspora_growth"), encoding="utf-8"
    )
    provision(database)
    folder.view("people").unlink()
    folder.change("diaspora_growth", LOST_COLUMN, "")
    assert provision(database) == ["installed views and functions: 2", "dropped mart.people"]
    assert provision(database) == []


def test_a_function_that_cannot_be_replaced_is_made_anew_with_the_views_that_call_it(
    database: Database, folder: SqlFolder
) -> None:
    before = views(database)
    path = folder.path / "function" / "percentage.sql"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("part double", "piece double").replace("* part", "* piece"), encoding="utf-8"
    )
    with database.connect() as connection:
        connection.execute("create view public.mine as select dw.percentage(1, 2) as pct")
    with pytest.raises(DatabaseError, match=r"view public\.mine depends on function dw\.percentage"):
        provision(database)
    assert views(database) == before

    with database.connect() as connection:
        connection.execute("drop view public.mine")
    assert "mart.emigration" in install(database)[0]
    assert views(database).keys() == before.keys()
