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
    with mock.patch("diaspora_dw.sql_files.SQL_FOLDER", tmp_path / "sql"):
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


def grants(database: Database, view: str) -> list[tuple[Any, ...]]:
    with database.connect() as connection:
        return connection.execute(
            "select grantee::regrole::text, privilege_type, is_grantable from pg_class, aclexplode(relacl) "
            "where oid = %s::regclass order by 1, 2",
            (view,),
        ).fetchall()


@pytest.fixture
def analyst(database: Database) -> Iterator[str]:
    """A role that has been granted two views by name."""
    with database.connect() as connection:
        connection.execute("create role analyst_of_views")
        connection.execute("grant select on mart.top_destination to analyst_of_views with grant option")
        connection.execute("grant select on mart.country_profile to analyst_of_views")
    yield "analyst_of_views"
    with database.connect() as connection:
        connection.execute("drop owned by analyst_of_views")
        connection.execute("drop role analyst_of_views")


def test_what_has_not_changed_is_left_alone(database: Database, folder: SqlFolder) -> None:
    before = views(database)
    assert install(database) == []
    folder.view("emigration").touch()
    assert install(database) == []
    assert views(database) == before


def test_a_view_that_gains_a_column_is_replaced_in_place_and_nothing_else_is_touched(
    database: Database, folder: SqlFolder, analyst: str
) -> None:
    before, granted = views(database), grants(database, "mart.top_destination")
    folder.change(
        "top_destination", "    r.edition\nfrom ranked", "    r.edition,\n    r.origin_id\nfrom ranked"
    )
    assert install(database) == ["mart.top_destination"]
    assert made_anew(before, views(database)) == set()
    assert grants(database, "mart.top_destination") == granted
    assert columns(database, "mart.top_destination")["origin_id"]


def test_a_view_that_loses_a_column_is_made_anew_with_its_dependants_grants_and_comments(
    database: Database, folder: SqlFolder, analyst: str
) -> None:
    before = views(database)
    granted = {view: grants(database, view) for view in ("mart.top_destination", "mart.country_profile")}
    folder.change("top_destination", "    r.male_migrants as male_emigrants,\n", "")
    installed = install(database)
    assert {"mart.top_destination", "mart.country_profile"} <= set(installed)
    assert made_anew(before, views(database)) == set(installed)
    assert {view: grants(database, view) for view in granted} == granted
    assert {name: comment for name, (_, comment) in views(database).items()} == {
        name: comment for name, (_, comment) in before.items()
    }
    for view in installed:
        assert all(columns(database, view).values()), view
    assert "male_emigrants" not in columns(database, "mart.top_destination")
    assert install(database) == []


def test_a_dependant_may_read_a_view_that_is_new_in_the_same_release(
    database: Database, folder: SqlFolder
) -> None:
    folder.view("people").write_text(
        PEOPLE.replace("iso3_code", "origin_iso3_code as iso3_code").replace(
            "country_name from dw.dim_country", "origin_name as country_name from mart.emigration"
        )
    )
    folder.change("top_destination", "    r.male_migrants as male_emigrants,\n", "")
    text = folder.view("country_profile").read_text(encoding="utf-8")
    assert text.rstrip().endswith("where c.entity_type <> 'unknown';")
    more = " and c.iso3_code in (select p.iso3_code from mart.people as p);"
    folder.view("country_profile").write_text(text.rstrip().removesuffix(";") + more, encoding="utf-8")
    assert {"mart.people", "mart.top_destination", "mart.country_profile"} <= set(install(database))


def test_a_new_view_is_there_commented_and_readable(database: Database, folder: SqlFolder) -> None:
    folder.view("people").write_text(PEOPLE)
    assert provision(database) == ["installed 1 views and functions"]
    assert views(database)["mart.people"][1] == "People who count. Grain: iso3_code."
    with database.connect("reader") as connection:
        assert connection.execute("select * from mart.people").fetchall() == []


def test_a_view_that_somebody_dropped_comes_back_with_what_fell_with_it(database: Database) -> None:
    before = views(database)
    with database.connect("owner") as connection:
        connection.execute("drop view mart.top_destination cascade")
    assert "mart.country_profile" in install(database)
    assert views(database).keys() == before.keys()


def test_a_view_that_cannot_be_made_leaves_all_as_it_was(database: Database, folder: SqlFolder) -> None:
    before = views(database)
    folder.change("top_destination", "    r.male_migrants as male_emigrants,\n", "")
    folder.change("emigration", "t.emigrants is not null", "t.no_such_column is not null")
    with pytest.raises(psycopg.errors.UndefinedColumn):
        install(database)
    assert views(database) == before


def test_a_reader_in_the_middle_of_something_sees_the_view_as_it_was(
    database: Database, folder: SqlFolder
) -> None:
    folder.change("top_destination", "    r.male_migrants as male_emigrants,\n", "")
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


def test_a_view_whose_file_is_gone_stays_while_somebody_reads_it(
    database: Database, folder: SqlFolder, caplog: pytest.LogCaptureFixture
) -> None:
    folder.view("people").write_text(PEOPLE, encoding="utf-8")
    provision(database)
    with database.connect() as connection:
        connection.execute("create view public.mine as select * from mart.people")
    folder.view("people").unlink()
    assert provision(database) == []
    assert "mart.people" in views(database)
    assert "view mine depends on view mart.people" in caplog.text
