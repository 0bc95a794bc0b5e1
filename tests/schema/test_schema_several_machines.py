"""The rules by which tables and views fit several machines, where facts are distributed by the country of origin.

They hold on a plain PostgreSQL, so that a distributed one needs no other tables and no other views. Each rule is shown
a view that breaks it, too.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.optimizer.scope import traverse_scope

from diaspora_dw.database import Database
from diaspora_dw.distributing import distribution_columns
from diaspora_dw.schema import metadata
from diaspora_dw.sql_files import sql_objects

REPOSITORY = Path(__file__).resolve().parents[2]
DISTRIBUTED = distribution_columns()
ORIGIN_KEYS = {"origin_id", "country_id", "origin_iso3_code", "iso3_code"}
"""The distribution column, and the code that identifies the same country."""

RANKED_AS_A_WHOLE = {
    "dw.emigration_by_date": "puts the dates of an edition in order, which are seven",
    "dw.dependence_model": "ranks the countries of a group, once a release and not at every query",
    "dw.current_corridor_model": "ranks the origins of a destination, too, once a release and not at every query",
    "dw.remittance_corridor_model": "ranks the receivers of a sender, too, once a release and not at every query",
}
"""Views whose windows are not partitioned by the origin, and why they may."""


def parsed(text: str) -> exp.Query:
    """Return the query of a view's file."""
    created = next(
        found for found in sqlglot.parse(text, dialect="postgres") if isinstance(found, exp.Create)
    )
    assert isinstance(created.expression, exp.Query)
    return created.expression


def relations(query: exp.Expression) -> set[str]:
    """Return the tables and views that a query names with their schema."""
    return {f"{table.db}.{table.name}" for table in query.find_all(exp.Table) if table.db}


VIEWS = {found.name: parsed(found.text) for found in sql_objects("view")}
FACTS = set(DISTRIBUTED)
for _name, _query in VIEWS.items():  # each after those it reads
    if relations(_query) & FACTS:
        FACTS.add(_name)
"""What reads a distributed table, directly or through views."""

Rule = Callable[[str, exp.Query], Iterator[str]]


def _no_grouping_sets(_name: str, query: exp.Query) -> Iterator[str]:
    for found in query.find_all(exp.Rollup, exp.Cube, exp.GroupingSets):
        if relations(query) & FACTS:
            yield found.sql()


def _no_limit_in_lateral(_name: str, query: exp.Query) -> Iterator[str]:
    for found in query.find_all(exp.Lateral):
        if found.find(exp.Limit):
            yield found.sql()


def _no_correlated_subquery_on_a_fact(_name: str, query: exp.Query) -> Iterator[str]:
    for scope in traverse_scope(query):
        if scope.is_correlated_subquery and relations(scope.expression) & FACTS:
            outer = {column.name for column in scope.external_columns}
            if not outer <= ORIGIN_KEYS:
                yield f"on {', '.join(sorted(outer))}"


def _windows_are_partitioned_by_the_origin(name: str, query: exp.Query) -> Iterator[str]:
    for select in query.find_all(exp.Select):
        summed = select.args.get("group") is not None  # windows then see the groups alone
        if summed or name in RANKED_AS_A_WHOLE or not _read_directly(select) & FACTS:
            continue
        named = {window.name: window for window in select.args.get("windows") or []}
        for window in select.find_all(exp.Window):
            if window.find_ancestor(exp.Select) is select and window not in named.values():
                over = named.get(window.alias, window)
                columns = {
                    c.name for by in over.args.get("partition_by") or [] for c in by.find_all(exp.Column)
                }
                if not columns & ORIGIN_KEYS:
                    yield window.sql()


def _read_directly(select: exp.Select) -> set[str]:
    """Return what stands in FROM and its joins, without subqueries."""
    sources = [select.args.get("from_") or select.args.get("from"), *(select.args.get("joins") or [])]
    return {
        f"{source.this.db}.{source.this.name}"
        for source in sources
        if source is not None and isinstance(source.this, exp.Table)
    }


def _exact_numbers_have_a_scale(_name: str, query: exp.Query) -> Iterator[str]:
    for cast in query.find_all(exp.Cast):
        if cast.to.is_type("decimal") and not cast.to.expressions:
            yield cast.sql()


RULES: dict[Rule, str] = {
    _no_grouping_sets: "select year, sum(migrants) as n from dw.fact_migrant_stock group by rollup (year)",
    _no_limit_in_lateral: "select c.country_id, f.migrants from dw.dim_country as c cross join lateral "
    "(select * from dw.fact_migrant_stock as s where s.origin_id = c.country_id limit 1) as f",
    _no_correlated_subquery_on_a_fact: "select y.year, (select sum(s.migrants) from dw.fact_migrant_stock as s "
    "where s.year = y.year) as n from dw.dim_year as y",
    _windows_are_partitioned_by_the_origin: "select s.origin_id, rank() over w as place from "
    "dw.fact_migrant_stock as s window w as (partition by s.year order by s.migrants)",
    _exact_numbers_have_a_scale: "select s.migrants::numeric as n from dw.fact_migrant_stock as s",
}
"""The rules for views, each with a query that breaks it."""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__.strip("_"))
def test_views_fit_several_machines(rule: Rule) -> None:
    assert {name: found for name, query in VIEWS.items() if (found := list(rule(name, query)))} == {}
    assert list(rule("mart.broken", parsed(f"create view mart.broken as {RULES[rule]}"))) != []


def test_every_fact_is_distributed_by_a_plain_country_that_is_part_of_its_key() -> None:
    facts = {t.fullname for t in metadata.sorted_tables if t.name.startswith("fact_") and not t.info}
    assert facts <= DISTRIBUTED.keys()
    for name, column in DISTRIBUTED.items():
        found = metadata.tables[name].primary_key.columns[column]
        assert (str(found.type), found.computed) == ("SMALLINT", None), name


def test_foreign_keys_lead_to_no_fact() -> None:
    links = {
        (table.fullname, link.column.table.fullname)
        for table in metadata.sorted_tables
        for link in table.foreign_keys
    }
    assert links
    assert {(table, to) for table, to in links if to in DISTRIBUTED} == set()


def test_no_table_has_a_trigger(migrated: Database) -> None:
    question = """
        select tgrelid::regclass::text from pg_trigger as t inner join pg_class as c on c.oid = t.tgrelid
        where not t.tgisinternal and c.relnamespace in ('dw'::regnamespace, 'part'::regnamespace)
    """
    with migrated.connect("owner") as connection:
        assert connection.execute(question.encode()).fetchall() == []
        connection.execute("""
            create trigger planted before update on dw.dim_year
            for each row execute function suppress_redundant_updates_trigger()
        """)
        assert connection.execute(question.encode()).fetchall() == [("dw.dim_year",)]
        connection.rollback()


def forbidden_writes(text: str) -> list[str]:
    """Return the statements in a text that merge, write through a view, or update a fact."""
    views = "|".join(re.escape(name) for name in VIEWS)
    facts = "|".join(re.escape(name) for name in DISTRIBUTED)
    return re.findall(
        rf"\bmerge\s+into\b|\b(?:insert\s+into|delete\s+from|update)\s+(?:{views})\b|\bupdate\s+(?:{facts})\b",
        text,
        re.IGNORECASE,
    )


def test_nothing_merges_writes_through_a_view_or_updates_a_fact() -> None:
    files = [path for folder in ("src", "etl", "sql") for path in (REPOSITORY / folder).rglob("*.*")]
    texts = {path: path.read_text(errors="replace") for path in files if path.suffix in {".py", ".sql"}}
    assert len(texts) > 100
    assert {path: found for path, text in texts.items() if (found := forbidden_writes(text))} == {}
    planted = "merge into x; UPDATE dw.fact_indicator set value = 0; delete from mart.corridor; update dw.dim_country"
    assert len(forbidden_writes(planted)) == 3
