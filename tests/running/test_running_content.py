"""Content through the job: editions side by side, files that break a rule, a second country, hostile text."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diaspora_dw.content.columns import sections
from diaspora_dw.database import Database
from etl.content import CONTENT_FOLDER
from tests.conftest import CallCommand, Command, Databases, call_command
from tests.content.countries import filled_in

TAJIKISTAN = CONTENT_FOLDER / "TJK.yaml"
BRIDGES = {"citation_link", "mandate", "organisation_presence", "practice_theme"}
SECTIONS = {"content_edition", *(entry.VIEW for entry in sections().values()), *BRIDGES}
"""The views of content that have rows of every country."""


def rows(database: Database, query: str, *parameters: object) -> list[tuple[Any, ...]]:
    with database.connect("reader") as connection:
        return connection.execute(query.encode(), parameters).fetchall()


def edited(folder: Path, *changes: tuple[str, str]) -> Path:
    """Tajikistan's file with changes, in a folder of its own."""
    folder.mkdir(exist_ok=True)
    text = TAJIKISTAN.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "TJK.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The user's own folder of content."""
    folder = tmp_path / "content"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def content_template(databases: Databases, migrated_template: str) -> tuple[str, Path]:
    """The template with the content that comes with the software, and its home."""
    home = databases.folder / "content-home"

    def fill(database: Database) -> None:
        done = call_command("run", "content", database=database, home=home)
        assert done.code == 0, done.err

    return databases.template("content", fill, migrated_template), home


@pytest.fixture
def database(databases: Databases, content_template: tuple[str, Path]) -> Iterator[Database]:
    """A warehouse of the test's own, with that content in it."""
    with databases.temporary(content_template[0]) as database:
        yield database


@pytest.fixture
def load(
    command: CallCommand, database: Database, content_template: tuple[str, Path], own: Path, tmp_path: Path
) -> CallCommand:
    """Calls the command on this warehouse, with the user's own folder of content."""
    shutil.copytree(content_template[1], tmp_path / "home")

    def call(*arguments: str) -> Command:
        return command(*arguments, database=database, environment={"DIASPORA_DW_CONTENT_FOLDER": str(own)})

    return call


def start_country(load: CallCommand, folder: Path) -> None:
    """Put Kyrgyzstan's template into a folder, with as much filled in as it needs."""
    assert load("content", "new", "KGZ").code == 0
    path = folder / "KGZ.yaml"
    path.write_text(filled_in(path.read_text(encoding="utf-8"), all_lines=False), encoding="utf-8")


def steps(done: Command) -> dict[str, dict[str, Any]]:
    """What a run did about each country."""
    return {step["subject"]: step for step in done.json()["steps"] if step["source"] == "content"}


def test_two_editions_are_kept_side_by_side_and_diff_shows_the_changes(
    load: CallCommand, database: Database, tmp_path: Path
) -> None:
    earlier = edited(
        tmp_path / "earlier",
        ('edition: "2025"', 'edition: "2020"'),
        ("updated: 2025-07", "updated: 2020-10"),
        ("established: 2015", "established: 2014"),
        ("Diaspora.tj", "Tajiks.tj"),
    )
    assert load("run", "content", "--file", f"content={earlier}").code == 0
    assert rows(
        database,
        """
        select r.edition, r.is_current, i.established_text
        from dw.source_release as r
        inner join dw.dim_institution as i using (release_id)
        where i.institution_key = 'employment-agency' order by r.edition
        """,
    ) == [("2020", False, "2014"), ("2025", True, "2015")]
    assert rows(database, "select edition from mart.content_edition") == [("2025",)]
    changes = load("content", "diff", "tjk", "2020", "2025", "--json").json()
    assert {(c["entry"], c["field"], str(c["before"]), str(c["after"])) for c in changes} == {
        ("edition", "edition", "2020", "2025"),
        ("edition", "updated", "2020-10", "2025-07"),
        ("institutions/employment-agency", "established", "2014", "2015"),
        ("practices/diaspora-tj", "title", "Tajiks.tj", "Diaspora.tj"),
    }


def test_an_edition_of_the_past_does_not_change_how_the_words_in_use_are_understood(
    load: CallCommand, database: Database, tmp_path: Path
) -> None:
    earlier = edited(tmp_path / "earlier", ('edition: "2025"', 'edition: "2020"'))
    words = (CONTENT_FOLDER / "vocabularies.yaml").read_text(encoding="utf-8")
    assert "sdgs: [4, 9, 17]" in words
    words = words.replace("sdgs: [4, 9, 17]", "sdgs: [1]")
    (earlier.parent / "vocabularies.yaml").write_text(words, encoding="utf-8")
    understood = "select theme_code, sdg_number from dw.bridge_theme_sdg order by 1, 2"
    before = rows(database, understood)
    assert load("run", "content", "--file", f"content={earlier}").code == 0
    assert rows(database, understood) == before


def test_an_edition_mended_takes_its_own_place_and_the_former_can_be_dropped(
    load: CallCommand, database: Database, own: Path
) -> None:
    edited(own, ("TajRupt", "TajRupt AI"))
    assert steps(load("run", "content", "--json"))["TJK"]["outcome"] == "published"
    found = rows(
        database,
        """
        select r.release_id, r.superseded_at is null, p.title
        from dw.source_release as r
        inner join dw.dim_practice as p using (release_id)
        where p.practice_key = 'tajrupt' order by r.release_id
        """,
    )
    assert [row[1:] for row in found] == [(False, "TajRupt"), (True, "TajRupt AI")]
    with database.connect("loader") as connection:
        connection.execute("select ops.drop_release(%s)", (found[0][0],))
    assert rows(database, "select title from dw.dim_practice where practice_key = 'tajrupt'") == [
        ("TajRupt AI",)
    ]


def test_a_file_that_breaks_a_rule_stops_only_itself_and_names_the_line(
    load: CallCommand, database: Database, own: Path
) -> None:
    start_country(load, own)
    assert steps(load("run", "content", "--json"))["KGZ"]["outcome"] == "published"
    broken = own / "KGZ.yaml"
    text = broken.read_text(encoding="utf-8").replace("\nedition:\n", "\nedition:\n  colour: red\n")
    broken.write_text(text, encoding="utf-8")
    line = text.splitlines().index("  colour: red") + 1
    edited(own, ("TajRupt", "TajRupt AI"))
    done = load("run", "content", "--json")
    assert done.code == 1
    assert steps(done)["TJK"]["outcome"] == "published"
    refused = steps(done)["KGZ"]
    assert refused["outcome"] == "failed"
    assert f"{broken}:{line}: edition.colour: there is no such field" in refused["error"]
    assert rows(database, "select iso3_code, edition from mart.content_edition order by iso3_code") == [
        ("KGZ", "2025"),
        ("TJK", "2025"),
    ]


def test_vocabularies_that_are_broken_fail_content_by_line_and_nothing_else(
    load: CallCommand, own: Path
) -> None:
    path = own / "vocabularies.yaml"
    shutil.copyfile(CONTENT_FOLDER / path.name, path)
    path.write_text(path.read_text(encoding="utf-8") + "colours:\n", encoding="utf-8")
    done = load("run", "content", "--json")
    assert done.code == 1
    assert f"{path}:" in steps(done)["TJK"]["error"]
    others = {step["outcome"] for step in done.json()["steps"] if step["source"] != "content"}
    assert others == {"unchanged"}


def test_a_second_country_is_added_from_the_template_alone(
    load: CallCommand, database: Database, own: Path
) -> None:
    assert load("content", "new", "KGZ").code == 0
    path = own / "KGZ.yaml"
    path.write_text(filled_in(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert load("content", "validate", str(path)).code == 0
    done = load("run", "content", "--json")
    assert done.code == 0, done.err
    for view in SECTIONS:
        found = rows(database, f"select distinct country_name from mart.{view} where iso3_code = 'KGZ'")
        assert found == [("Kyrgyzstan",)], view
    assert steps(load("run", "content", "--json"))["KGZ"]["outcome"] == "unchanged"


HOSTILE = (
    "<script>alert('x')</script>",
    """It's "quoted" — `so`, drop table dw.dim_policy, --""",
    "מפה של התפוצה \u200fعربي",
    "соотечественники, Тоҷикистон",
    "{a,b} \\N \\. \\t % %s :release_id {{ 7 * 7 }}",
    "👩🏽‍🚀 e\u0301",
)


def test_hostile_and_foreign_text_comes_out_as_text(load: CallCommand, own: Path) -> None:
    quoted = ["'" + text.replace("'", "''") + "'" for text in HOSTILE]
    edited(
        own,
        ("term: diaspora\n", f"term: {quoted[0]}\n"),
        ("supported_by: [ICMPD under the MIEUX programme]", f"supported_by: [{', '.join(quoted)}]"),
    )
    assert load("run", "content").code == 0
    query = """
        select t.term, p.supported_by
        from mart.terminology as t
        cross join mart.policy as p
        where t.term_key = 'word-diaspora' and p.policy_key = 'external-labour-migration-roadmap'
    """
    (found,) = load("sql", query, "--format", "json").json()
    assert found == {"term": HOSTILE[0], "supported_by": "; ".join(HOSTILE)}


def test_status_names_the_country_of_a_finding(load: CallCommand, database: Database, own: Path) -> None:
    start_country(load, own)
    edited(own, ("themes: [knowledge_transfer]", "themes: [sports]"))
    load("run", "content")
    findings = load("status", "--json").json()["findings"]
    assert [(f["source_code"], f["subject"], f["edition"], f["check_name"]) for f in findings] == [
        ("content", "TJK", "2025", "content_free_theme")
    ]


WITHDRAW = ("content", "withdraw", "TJK", "--reason", "An error in the original.")


@pytest.fixture
def two_editions(load: CallCommand, tmp_path: Path) -> None:
    """A warehouse with the editions 2020 and 2025 of Tajikistan's content."""
    earlier = edited(tmp_path / "earlier", ('edition: "2025"', 'edition: "2020"'))
    assert load("run", "content", "--file", f"content={earlier}").code == 0


@pytest.mark.usefixtures("two_editions")
def test_a_withdrawn_country_is_out_of_every_view_and_stays_on_record(
    load: CallCommand, database: Database
) -> None:
    done = load(*WITHDRAW)
    assert (done.code, done.out) == (
        0,
        "Withdrew content TJK 2020, 2025. The views now have no content about it.\n",
    )
    assert [view for view in SECTIONS if rows(database, f"select from mart.{view} limit 1")] == []
    assert rows(database, "select content_edition from mart.country_profile where iso3_code = 'TJK'") == [
        (None,)
    ]
    assert rows(
        database,
        """
        select s.edition, s.is_withdrawn, s.withdrawn_by is not null, s.withdrawal_reason, count(*) > 5
        from mart.source_status as s
        inner join dw.dim_policy as p using (release_id)
        where s.withdrawn_at is not null group by 1, 2, 3, 4 order by 1
        """,
    ) == [(edition, True, True, "An error in the original.", True) for edition in ("2020", "2025")]
    assert [s for s in load("health", "--json").json()["sources"] if s["subject"] == "TJK"] == []


@pytest.mark.usefixtures("two_editions")
def test_without_one_edition_the_views_show_the_newest_that_is_left(
    load: CallCommand, database: Database
) -> None:
    done = load(*WITHDRAW, "--edition", "2025")
    assert done.out == "Withdrew content TJK 2025. The views now show edition 2020.\n"
    assert rows(database, "select edition from mart.content_edition") == [("2020",)]
    refused = load(*WITHDRAW, "--edition", "2025")
    assert refused.code == 2
    assert "TJK has no edition 2025 to withdraw" in refused.err
    assert "Editions in use: 2020." in refused.err


def test_a_run_loads_a_withdrawn_edition_again_only_if_it_is_told_to(
    load: CallCommand, database: Database, own: Path
) -> None:
    load(*WITHDRAW)
    edited(own, ("TajRupt", "TajRupt AI"))
    done = load("run", "content")
    assert done.code == 0
    assert re.search(r"note: content TJK 2025: \S+ withdrew it on .*: An error in the original\.", done.out)
    assert rows(database, "select count(*) from mart.content_edition") == [(0,)]
    assert load("run", "content", "--force").code == 0
    assert rows(database, "select title from mart.practice where practice_key = 'tajrupt'") == [
        ("TajRupt AI",)
    ]
    assert steps(load("run", "content", "--json"))["TJK"]["outcome"] == "unchanged"
    assert rows(database, "select count(*) from mart.source_status where is_withdrawn") == [(0,)]
