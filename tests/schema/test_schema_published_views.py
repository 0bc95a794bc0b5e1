"""The contract of the published interface: views, columns, types, words, grain, and what missing looks like.

docs/views.md is the interface written down, so that no change to it goes unnoticed. It is generated:
`WRITE_DOCS=1 .venv/bin/python -m pytest tests/schema/test_schema_published_views.py`.
"""

import os
import re
from itertools import groupby
from operator import itemgetter
from typing import Any

import pytest

from diaspora_dw.database import Database
from tests.conftest import REPOSITORY

PAGE = REPOSITORY / "docs" / "views.md"

HEAD = """# Published views

The views of the schema `mart`, with their columns. The same is in `mart.data_dictionary`. A view's grain is the
columns that identify a row: no two rows have the same values in all of them.

Generated from the database by `WRITE_DOCS=1 .venv/bin/python -m pytest tests/schema/test_schema_published_views.py`;
the texts stand in `sql/view/`, `src/diaspora_dw/content/model.py` and `src/diaspora_dw/schema/dictionary.yaml`.
"""

MEASURE_TYPES = {"bigint", "double precision"}
KEY_TYPES = {
    "text",
    "character varying(2)",
    "character varying(3)",
    "character varying(4)",
    "smallint",
    "integer",
    "date",
    "boolean",
    "timestamp with time zone",
}
"""What every client of PostgreSQL shows as what it is: no bare numeric, no array, no JSON."""

ORDINALS = {"rank", "column_position"}
"""Whole numbers that count nothing."""

OF_SOMETHING_ELSE = {
    "emigrants_pct_of_population",
    "immigrants_pct_of_population",
    "remittances_received_pct_of_gdp",
    "remittances_received_pct_of_gdp_published",
    "inflation_pct",
    "change_pct",
    "emigrants_change_pct",
    "emigrants_change_since_first_pct",
    "annual_growth_pct",
    "annual_growth_since_first_pct",
    "emigrants_annual_growth_pct",
    "cost_of_remittances_to_country_pct",
    "cost_of_remittances_from_country_pct",
}
"""Percentages that may be above 100: no part of a whole, or all of one that was rounded."""


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with database.connect("reader") as connection:
        return connection.execute(query.encode()).fetchall()


def dictionary(database: Database) -> list[tuple[Any, ...]]:
    """View, column, type, unit, description and view's description of every published column."""
    return rows(
        database,
        "select view_name, column_name, data_type, unit, description, view_description from mart.data_dictionary "
        "order by view_name, column_position",
    )


def page(database: Database) -> str:
    """The published interface as docs/views.md shows it."""
    parts = [HEAD]
    for (view, about), columns in groupby(dictionary(database), key=lambda row: (row[0], row[5])):
        prose, _, grain = about.rpartition(" Grain: ")
        parts.append(
            f"\n## {view}\n\n{prose}\n\nGrain: {grain}\n\n| column | type | unit | meaning |\n|---|---|---|---|\n"
        )
        parts += [
            f"| `{column}` | {data_type} | {unit or ''} | {meaning.replace('|', '&#124;')} |\n"
            for _, column, data_type, unit, meaning, _ in columns
        ]
    return "".join(parts)


def test_the_published_views_are_those_of_the_docs(migrated: Database) -> None:
    published = page(migrated)
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(published, encoding="utf-8")
    written = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    assert published.splitlines() == written.splitlines(), (
        "The published interface has changed. If that is intended, regenerate docs/views.md with WRITE_DOCS=1."
    )


def test_everything_in_mart_is_a_plain_view(migrated: Database) -> None:
    kinds = rows(
        migrated, "select distinct relkind::text from pg_class where relnamespace = 'mart'::regnamespace"
    )
    assert kinds == [("v",)]


def test_the_data_dictionary_describes_every_column_of_every_view(migrated: Database) -> None:
    attributes = rows(
        migrated,
        """
        select c.relname, a.attname from pg_class as c inner join pg_attribute as a on c.oid = a.attrelid
        where c.relnamespace = 'mart'::regnamespace and a.attnum > 0 order by c.relname, a.attnum
        """,
    )
    described = dictionary(migrated)
    assert [(row[0], row[1]) for row in described] == attributes
    assert [row[:2] for row in described if not row[4] or not row[4].endswith(".")] == []


def test_names_are_lower_case_snake_case(loaded: Database) -> None:
    names = {name for view, column, *_ in dictionary(loaded) for name in (view, column)}
    assert [name for name in sorted(names) if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name)] == []


def test_types_are_those_that_every_client_knows(loaded: Database) -> None:
    odd = [row[:3] for row in dictionary(loaded) if row[2] not in MEASURE_TYPES | KEY_TYPES]
    assert odd == []


def test_every_measure_says_its_unit_and_nothing_else_has_one(loaded: Database) -> None:
    described = dictionary(loaded)
    in_a_column = {view for view, column, *_ in described if column == "unit"}
    for view, column, data_type, unit, *_ in described:
        is_measure = data_type in MEASURE_TYPES and column not in ORDINALS
        if view in in_a_column and not column.endswith("_pct"):
            continue
        assert (unit is not None) == is_measure, f"{view}.{column}: {data_type}, unit {unit}"


def test_a_suffix_means_the_same_unit_everywhere(loaded: Database) -> None:
    for view, column, data_type, unit, *_ in dictionary(loaded):
        name = f"{view}.{column} ({unit})"
        if re.search(r"_usd(_|$)", column) and not column.endswith("_year"):
            assert unit.startswith("current US$"), name
        if re.search(r"(^|_)pct(_|$)", column) and not column.endswith("_year"):
            assert unit == "%", name
            assert data_type == "double precision", name
        if re.search(r"(^|_)year$", column) and "_usd" not in column and not column.startswith("is_"):
            assert data_type == "smallint", name
        if column == "year_date":
            assert data_type == "date", name
        if column.startswith("is_"):
            assert data_type == "boolean", name
        if column.endswith("_at"):
            assert data_type == "timestamp with time zone", name


def test_a_part_of_a_whole_is_between_0_and_100(loaded: Database) -> None:
    shares = [
        (view, column)
        for view, column, _, unit, *_ in dictionary(loaded)
        if unit == "%" and column not in OF_SOMETHING_ELSE
    ]
    assert len(shares) > 15
    for view, columns in groupby(shares, key=itemgetter(0)):
        names = [column for _, column in columns]
        bounds = ", ".join(f"min({name}), max({name})" for name in names)
        ((*found,),) = rows(loaded, f"select {bounds} from mart.{view}")
        for name, lowest, highest in zip(names, found[::2], found[1::2], strict=True):
            assert lowest is not None, f"{view}.{name} has no value"
            assert 0 <= lowest <= highest <= 100 + 1e-9, f"{view}.{name}"


@pytest.mark.parametrize(
    ("view", "shares", "parts"),
    [
        ("emigration", "male_pct, female_pct", "male_emigrants + female_emigrants"),
        ("corridor", "male_pct, female_pct", "male_migrants + female_migrants"),
        ("emigration_by_group", "male_pct, female_pct", "male_emigrants + female_emigrants"),
        ("immigration", "male_pct, female_pct", "male_immigrants + female_immigrants"),
        ("immigration_by_group", "male_pct, female_pct", "male_immigrants + female_immigrants"),
    ],
)
def test_a_percentage_of_nothing_is_missing(loaded: Database, view: str, shares: str, parts: str) -> None:
    ((of_nothing, given),) = rows(
        loaded,
        f"""
        select count(*) filter (where coalesce({parts}, 0) = 0),
            count(*) filter (where coalesce({parts}, 0) = 0 and num_nonnulls({shares}) > 0)
        from mart.{view}
        """,
    )
    assert given == 0
    assert of_nothing > 0 or view == "emigration", "the case does not occur"


def test_men_and_women_are_all_whose_sex_is_known(loaded: Database) -> None:
    ((judged, odd),) = rows(
        loaded,
        """
        select count(*), count(*) filter (where abs(male_pct + female_pct - 100) > 1e-9)
        from mart.corridor where male_pct is not null
        """,
    )
    assert judged > 50_000
    assert odd == 0


def test_a_figure_that_was_not_published_is_missing_and_no_zero_stands_for_it(loaded: Database) -> None:
    codes = {
        "remittances_received_usd": "BX.TRF.PWKR.CD.DT",
        "remittances_paid_usd": "BM.TRF.PWKR.CD.DT",
        "gdp_usd": "NY.GDP.MKTP.CD",
        "remittances_received_pct_of_gdp_published": "BX.TRF.PWKR.DT.GD.ZS",
    }
    for column, code in codes.items():
        ((wrong, missing),) = rows(
            loaded,
            f"""
            select count(*) filter (where r.{column} is distinct from i.value), count(*) filter (where i.value is null)
            from mart.remittance as r
            left join dw.usable_indicator as i
                on r.iso3_code = i.iso3_code and r.year = i.year and i.indicator_code = '{code}'
            """,
        )
        assert wrong == 0, column
        assert missing > 0, column


def test_an_unknown_origin_is_there_without_a_population_and_its_share_is_missing(loaded: Database) -> None:
    ((emigrants, population, share),) = rows(
        loaded,
        """
        select emigrants, population, emigrants_pct_of_population from mart.emigration
        where iso3_code = 'ZZZ' and year = 2024
        """,
    )
    assert emigrants > 10_000_000
    assert (population, share) == (None, None)


def test_the_population_of_emigrants_and_immigrants_is_undesas_of_the_same_year(loaded: Database) -> None:
    for view in ("emigration", "immigration"):
        wrong = rows(
            loaded,
            f"""
            select e.iso3_code, e.year, e.population, p.population from mart.{view} as e
            inner join dw.dim_country as c using (iso3_code)
            left join dw.current_undesa_population as p on c.country_id = p.country_id and e.year = p.year
            where e.population is distinct from p.population
            or e.population_year is distinct from case when p.population is not null then e.year end
            """,
        )
        assert wrong == []
    named = "iso3_code in ('TJK', 'TWN') and year = 2024 order by 1"
    assert rows(loaded, f"select iso3_code, population from mart.emigration where {named}") == [
        ("TJK", 10_590_927),
        ("TWN", 23_213_962),
    ]


def test_ranks_begin_at_1_without_a_gap_and_follow_the_numbers(loaded: Database) -> None:
    wrong = rows(
        loaded,
        """
        with ordered as (
            select origin_iso3_code, year, rank, migrants,
                row_number() over (partition by origin_iso3_code, year order by rank) as place,
                lag(migrants) over (partition by origin_iso3_code, year order by rank) as before
            from mart.top_destination
        )
        select * from ordered where rank <> place or migrants > before limit 3
        """,
    )
    assert wrong == []
