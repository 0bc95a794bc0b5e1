"""Every check of sql/check, provoked by a release that has the fault, and silent where there is none."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from math import nan

import pandas as pd
import pytest

from diaspora_dw.database import Connection, Database
from diaspora_dw.inspecting.checking import check_active
from diaspora_dw.loading.candidate import Candidate
from diaspora_dw.loading.check import Finding, RefusedReleaseError, SqlCheck, checks
from etl.reference.group import published_areas
from tests.conftest import Databases
from tests.loading.made import (
    CORRIDORS,
    FIGURES,
    GERMANY,
    IMMIGRANT_STOCK,
    INDICATOR,
    LAW,
    RUSSIA,
    STOCK,
    SUMS,
    TAJIKISTAN,
    TOTALS,
    UNKNOWN,
    UZBEKISTAN,
    Corridor,
    Tables,
    candidate_made,
    destination_tables,
    indicator_tables,
    last_release,
    law_tables,
    mapping_tables,
    matrix_and_records,
    matrix_tables,
    name_tables,
    publish_candidate,
    publish_made,
    stock_tables,
    totals_of,
    wide_tables,
    with_cell,
    world_tables,
)
from tests.publishers import Figures

ALBANIA = 8

Make = Callable[[], Tables]
TURKEY, MEXICO = 792, 484


def of_stock(table: str, column: str, value: object) -> Make:
    """Sound tables but for one cell of the first row."""

    def make() -> Tables:
        tables = stock_tables()
        return tables | {table: with_cell(tables[table], column, value)}

    return make


def of_matrix(table: str, column: str, value: object) -> Make:
    """A sound matrix but for one cell of the first row."""
    return lambda: matrix_tables() | {table: with_cell(matrix_tables()[table], column, value)}


def of_figure(country: int, code: str, value: float) -> Make:
    return lambda: indicator_tables({**FIGURES, (country, code, 2024): value})


def of_world(value_of: Callable[[Figures, str, int], float | None], code: str) -> Make:
    """The figures of 40 countries with other values in one indicator."""
    return lambda: world_tables(value_of, code)


def with_landmarks(factor: float) -> Tables:
    """Two figures that are known, times a factor."""
    known = {(TURKEY, "NY.GDP.MKTP.CD", 2001): 2.018e11, (MEXICO, "NY.GDP.MKTP.CD", 1995): 3.802e11}
    return indicator_tables({**FIGURES, **{key: value * factor for key, value in known.items()}})


def with_world_total(value: float) -> Tables:
    """The figures of 40 countries, and the world's population in 2020 as published."""
    world = {
        "series": "SP.POP.TOTL",
        "destination_code": "WLD",
        "origin_code": "",
        "year": 2020,
        "value": value,
    }
    return world_tables() | {TOTALS: pd.DataFrame([world]).assign(male_value=nan, female_value=nan)}


def fewer_figures(keep: Callable[[int, str, int], bool]) -> Make:
    return lambda: indicator_tables({key: value for key, value in FIGURES.items() if keep(*key)})


def fewer_corridors(keep: Callable[[int, int, int], bool]) -> Make:
    return lambda: stock_tables(row for row in CORRIDORS if keep(*row[:3]))


def jumping() -> Tables:
    return stock_tables(
        (o, d, year, men * 3, women * 3) if (o, d) == (TAJIKISTAN, RUSSIA) else (o, d, year, men, women)
        for o, d, year, men, women in CORRIDORS
    )


def without_named_origins() -> Tables:
    """Germany counts its Tajiks among those of unknown origin."""
    moved = {TAJIKISTAN: -1, UNKNOWN: 1}
    tajiks = {year: (men, women) for o, d, year, men, women in CORRIDORS if (o, d) == (TAJIKISTAN, GERMANY)}
    return stock_tables(
        (o, d, year, men + moved[o] * tajiks[year][0], women + moved[o] * tajiks[year][1])
        if d == GERMANY
        else (o, d, year, men, women)
        for o, d, year, men, women in CORRIDORS
    )


def with_unknown_destination() -> Tables:
    return stock_tables([*CORRIDORS, (TAJIKISTAN, UNKNOWN, 2024, 1, 1)])


def wide(change: Callable[[Corridor], Corridor]) -> Make:
    return lambda: wide_tables(change)


def other_years(years: Mapping[int, int]) -> Make:
    """The figures of some years under other years."""
    return wide(lambda c: (*c[:2], years.get(c[2], c[2]), *c[3:]))


def in_year(year: int, factor: float) -> Make:
    """The figures of a year multiplied."""
    return wide(lambda c: (*c[:3], int(c[3] * factor), int(c[4] * factor)) if c[2] == year else c)


def repeating() -> Tables:
    """2024 has the figures of 2020."""
    stock = wide_tables()[STOCK]
    rows = list(
        stock[["origin_id", "destination_id", "year", "male_migrants", "female_migrants"]].itertuples(
            index=False
        )
    )
    return stock_tables(
        [r for r in rows if r[2] < 2024] + [(*r[:2], 2024, *r[3:]) for r in rows if r[2] == 2020]
    )


def without_men() -> Tables:
    tables = wide_tables()
    return tables | {
        STOCK: tables[STOCK].assign(male_migrants=pd.array([pd.NA] * len(tables[STOCK]), "Int64"))
    }


def without_totals(year: int | None = None) -> Make:
    """Germany's total is missing, in all years or in one."""

    def make() -> Tables:
        tables = wide_tables()
        totals = tables[TOTALS]
        gone = (totals["destination_code"] == str(GERMANY)) & (totals["year"] == (year or totals["year"]))
        return tables | {TOTALS: totals[~gone]}

    return make


def with_total_of_unknown_area() -> Tables:
    tables = stock_tables()
    more = tables[TOTALS].iloc[:1].assign(destination_code="9753")
    return tables | {TOTALS: pd.concat([tables[TOTALS], more])}


def with_total_of_europe() -> Tables:
    areas, tables = published_areas(), wide_tables()
    europe = areas[areas["area_code"] == "908"]["country_id"]
    summed = totals_of(tables[STOCK][tables[STOCK]["destination_id"].isin(europe)])
    world = (summed["destination_code"] == "900") & (summed["origin_code"] == "900")
    return tables | {TOTALS: pd.concat([tables[TOTALS], summed[world].assign(destination_code="908")])}


def shifted(country: int) -> Tables:
    """A country's population is that of the year before."""
    return indicator_tables(
        {
            (c, code, year): FIGURES.get((c, code, year - 1), value)
            if (c, code) == (country, "SP.POP.TOTL")
            else value
            for (c, code, year), value in FIGURES.items()
        }
    )


def renaming(names: Mapping[str, str]) -> Make:
    return lambda: name_tables(lambda name: names.get(name, name))


def of_mapping(table: str, column: str, value: object) -> Make:
    """A sound mapping but for one cell of the first row."""

    def make() -> Tables:
        tables = mapping_tables()
        return tables | {table: with_cell(tables[table], column, value)}

    return make


def mapping_without(table: str, column: str, value: object) -> Make:
    """A mapping that lacks the rows of a table with a value."""

    def make() -> Tables:
        tables = mapping_tables()
        return tables | {table: tables[table][tables[table][column] != value]}

    return make


def without_states(*places: int) -> Make:
    """Citizenship law without the states at these places of the list."""

    def make() -> Tables:
        law = law_tables()[LAW]
        lost = law["country_id"].drop_duplicates().iloc[list(places)]
        return {LAW: law[~law["country_id"].isin(lost)]}

    return make


def of_destinations(change: Callable[[str, int, int, int], tuple[int, int]]) -> Make:
    return lambda: destination_tables(change)


def multiplied(factor: float, *, series: str, year: int | None = None, country: int | None = None) -> Make:
    """Immigrants or populations multiplied, of one year or country or all."""

    def change(of: str, place: int, in_year: int, sex: int) -> tuple[int, int]:
        chosen = of == series and year in (None, in_year) and country in (None, place)
        return (int(sex * factor),) * 2 if chosen else (sex, sex)

    return of_destinations(change)


def without_albania() -> Tables:
    tables = destination_tables()
    return tables | {IMMIGRANT_STOCK: tables[IMMIGRANT_STOCK].query(f"country_id != {ALBANIA}")}


def with_one_man_more() -> Tables:
    tables = destination_tables()
    men = tables[IMMIGRANT_STOCK]["male_immigrants"]
    return tables | {
        IMMIGRANT_STOCK: with_cell(tables[IMMIGRANT_STOCK], "male_immigrants", men.iloc[0] + 1),
    }


PROVOKED: dict[str, tuple[str, Make, Make]] = {
    "citizenship_category_unknown": ("error", law_tables, lambda: law_tables(L01=7)),
    "citizenship_directions": ("warning", law_tables, lambda: law_tables(L05=5)),
    "citizenship_states": ("error", law_tables, without_states(0)),
    "citizenship_states_lost": ("error", law_tables, without_states(0)),
    "content_citation_unused": (
        "warning",
        mapping_tables,
        mapping_without("dw.bridge_citation", "citation_key", "relations-with-france"),
    ),
    "content_code_unknown": ("error", mapping_tables, of_mapping("dw.dim_policy", "kind", "edict")),
    "content_entry_lost": (
        "warning",
        mapping_tables,
        mapping_without("dw.dim_assessment", "assessment_key", "engagement-sought"),
    ),
    "content_free_theme": (
        "warning",
        mapping_tables,
        of_mapping("dw.bridge_practice_theme", "theme_code", "sports"),
    ),
    "content_link_lost": ("error", mapping_tables, of_mapping("dw.bridge_citation", "entry_key", "gone")),
    "corridor_jump": ("warning", stock_tables, jumping),
    "countries_swapped": (
        "error",
        wide_tables,
        wide(lambda c: (c[0], {GERMANY: ALBANIA, ALBANIA: GERMANY}.get(c[1], c[1]), *c[2:])),
    ),
    "country_lost": ("error", stock_tables, fewer_corridors(lambda o, *_: o != UZBEKISTAN)),
    "destination_jump": (
        "error",
        destination_tables,
        multiplied(6, series="immigrant_stock", country=ALBANIA),
    ),
    "destination_lost": ("error", destination_tables, without_albania),
    "destination_reconciliation": ("error", destination_tables, without_albania),
    "destination_scale": ("error", destination_tables, multiplied(1.12, series="population", year=2020)),
    "destination_sexes": ("error", destination_tables, with_one_man_more),
    "destination_size": ("error", destination_tables, multiplied(0.001, series="population")),
    "destination_year_repeated": (
        "error",
        destination_tables,
        multiplied(1.5, series="immigrant_stock", year=2020),
    ),
    "figures_lost": ("error", stock_tables, fewer_corridors(lambda _o, _d, year: year != 2015)),
    "immigrants_exceed_population": (
        "error",
        destination_tables,
        multiplied(30, series="immigrant_stock", country=ALBANIA),
    ),
    "indicator_bounds": ("error", indicator_tables, of_figure(TAJIKISTAN, "SP.POP.TOTL", -1.0)),
    "indicator_country_jump": (
        "error",
        world_tables,
        of_world(lambda f, c, y: f[c, y] * (5.1 if c == "BEL" else 1), "NY.GDP.MKTP.CD"),
    ),
    "indicator_country_lost": (
        "error",
        indicator_tables,
        fewer_figures(lambda country, code, _: (country, code) != (UZBEKISTAN, "SP.POP.TOTL")),
    ),
    "indicator_country_moved": (
        "error",
        world_tables,
        of_world(lambda f, c, y: f["BEN" if c == "BEL" else c, y], "SL.UEM.TOTL.ZS"),
    ),
    "indicator_country_shifted": ("error", indicator_tables, lambda: shifted(TAJIKISTAN)),
    "indicator_figures_lost": ("error", indicator_tables, fewer_figures(lambda _c, _i, year: year > 2003)),
    "indicator_fraction": ("error", indicator_tables, of_figure(TAJIKISTAN, "SP.POP.TOTL", 1_002_024.5)),
    "indicator_key_unknown": ("error", indicator_tables, of_figure(UNKNOWN, "SP.POP.TOTL", 1.0)),
    "indicator_landmark": (
        "error",
        lambda: with_landmarks(1.0),
        lambda: with_landmarks(1.2),
    ),
    "indicator_median": (
        "error",
        world_tables,
        of_world(lambda f, c, y: f[c, y] / (100 if y == 2010 else 1), "SL.UEM.TOTL.ZS"),
    ),
    "indicator_scale": ("error", world_tables, of_world(lambda f, c, y: f[c, y] * 1.11, "NY.GDP.PCAP.PP.KD")),
    "indicator_world_total": (
        "error",
        lambda: with_world_total(2.3e9),
        lambda: with_world_total(2.3e6),
    ),
    "indicator_year": (
        "error",
        indicator_tables,
        lambda: indicator_tables({**FIGURES, (TAJIKISTAN, "SL.UEM.TOTL.ZS", 2100): 7.5}),
    ),
    "indicator_year_moved": (
        "error",
        world_tables,
        of_world(lambda f, c, y: f.get((c, y - 1)), "SP.POP.TOTL"),
    ),
    "indicator_year_repeated": (
        "error",
        world_tables,
        of_world(lambda f, c, y: f[c, 2022 if y == 2023 else y], "NY.GDP.MKTP.CD"),
    ),
    "indicator_zeros": (
        "error",
        world_tables,
        of_world(lambda f, c, y: 0.0 if y == 2015 and c < "BWA" else f[c, y], "FP.CPI.TOTL.ZG"),
    ),
    "name_of_another": (
        "error",
        name_tables,
        renaming({"Tajikistan": "Uzbekistan", "Uzbekistan": "Tajikistan"}),
    ),
    "name_unknown": ("warning", name_tables, renaming({"Tajikistan": "Tadzhikistan"})),
    "names_unknown": ("error", name_tables, lambda: name_tables(lambda name: f"{name} (new)")),
    "origins_lost": ("warning", stock_tables, without_named_origins),
    "published_area_unknown": ("warning", stock_tables, with_total_of_unknown_area),
    "reconciliation": ("error", stock_tables, of_stock(TOTALS, "male_value", 1.0)),
    "remittance_country_lost": (
        "error",
        matrix_tables,
        lambda: matrix_tables(lambda c: c if c[0] != MEXICO else None),
    ),
    "remittance_direction": ("error", matrix_tables, lambda: matrix_tables(lambda c: (c[1], c[0], *c[2:]))),
    "remittance_figures_lost": (
        "error",
        matrix_tables,
        lambda: matrix_tables(lambda c: c if c[3] > 1e8 else None),
    ),
    "remittance_inflow": ("error", matrix_and_records, lambda: matrix_and_records(1.6)),
    "remittance_reconciliation": ("error", matrix_tables, of_matrix(TOTALS, "value", 1e9)),
    "remittance_share": ("warning", indicator_tables, of_figure(UZBEKISTAN, "BX.TRF.PWKR.DT.GD.ZS", 24.4)),
    "remittance_world_size": ("error", matrix_tables, lambda: matrix_tables(lambda c: (*c[:3], c[3] * 1000))),
    "remittance_year_repeated": (
        "error",
        matrix_tables,
        lambda: matrix_tables(lambda c: (*c[:2], 2018, c[3])),
    ),
    "sexes_add_up": ("warning", stock_tables, of_stock(STOCK, "female_migrants", 20_001)),
    "sexes_missing": ("error", wide_tables, without_men),
    "sexes_swapped": ("error", wide_tables, wide(lambda c: (*c[:3], c[4], c[3]))),
    "stock_country_jump": (
        "error",
        wide_tables,
        wide(lambda c: (*c[:3], c[3] * 6, c[4] * 6) if c[1] == GERMANY else c),
    ),
    "stock_scale": ("error", wide_tables, in_year(2020, 1.12)),
    "stock_size": ("error", wide_tables, wide(lambda c: (*c[:3], c[3] * 10, c[4] * 10))),
    "stock_world_jump": ("error", wide_tables, in_year(2024, 0.5)),
    "stock_year_misplaced": ("error", wide_tables, other_years({2015: 2020, 2020: 2015})),
    "stock_year_repeated": ("error", wide_tables, repeating),
    "stock_zeros": ("error", wide_tables, in_year(2024, 0)),
    "stock_key_unknown": ("error", stock_tables, with_unknown_destination),
    "totals_missing": ("error", wide_tables, without_totals()),
    "totals_of_corridors": ("error", stock_tables, of_stock(SUMS, "immigrants", 7)),
    "world_total_missing": ("error", stock_tables, of_stock(TOTALS, "year", 2016)),
}
"""A check of releases: its severity, the release before, and one that has the fault."""

ALSO_FOUND = {
    "origins swapped": (
        "countries_swapped",
        wide_tables,
        wide(lambda c: ({TAJIKISTAN: UZBEKISTAN, UZBEKISTAN: TAJIKISTAN}[c[0]], *c[1:])),
    ),
    "a total missing in one year": ("totals_missing", wide_tables, without_totals(2015)),
    "an area that had a total": ("totals_missing", with_total_of_europe, wide_tables),
}
"""More ways to provoke a check."""

OF_THE_WHOLE = {
    "derived_out_of_date",
    "estimates_add_up",
    "estimates_fit",
    "remittance_country_inflow",
    "share_range",
    "stale_source",
    "view_grain",
    "workbooks_disagree",
}
"""Checks that look at the whole warehouse: `test_loading_estimates.py` and tests/sql provoke them."""


@pytest.fixture(scope="module")
def shared_warehouse(databases: Databases, reference_template: str) -> Iterator[Database]:
    """A warehouse without figures, in which no test leaves anything."""
    with databases.temporary(reference_template) as database:
        yield database


@pytest.fixture
def undone(shared_warehouse: Database) -> Iterator[Connection]:
    """A connection as the loader, whose changes are rolled back: a database for each test takes longer."""
    with (
        shared_warehouse.connect("loader", autocommit=True) as connection,
        connection.transaction(force_rollback=True),
    ):
        yield connection


@cache
def release(make: Make, edition: str = "1") -> Candidate:
    """A made release, read once for all tests: most begin with the same one, and leave nothing of it."""
    return candidate_made(make(), edition=edition)


def found_by(check: str, findings: list[Finding]) -> Finding:
    return next(found for found in findings if found.check == check)


def test_every_check_is_provoked_here() -> None:
    named = {check.name: check.table is None for check in checks()}
    assert {name for name, of_whole in named.items() if not of_whole} <= PROVOKED.keys()
    assert {name for name, of_whole in named.items() if of_whole} <= OF_THE_WHOLE


@pytest.mark.parametrize(
    "make",
    [
        stock_tables,
        wide_tables,
        matrix_and_records,
        indicator_tables,
        world_tables,
        mapping_tables,
        name_tables,
        law_tables,
        destination_tables,
    ],
)
def test_no_check_finds_anything_in_correct_releases(undone: Connection, make: Make) -> None:
    findings = [publish_candidate(undone, release(make, edition)).findings for edition in ("1", "2")]
    assert findings[1]
    assert [found.describe() for found in itertools.chain(*findings) if found.failing_rows] == []


@pytest.mark.parametrize("name", [name for name, (severity, *_) in PROVOKED.items() if severity == "error"])
def test_an_error_leaves_no_trace_of_the_release_until_somebody_accepts_it(
    undone: Connection, name: str
) -> None:
    _, before, spoilt = PROVOKED[name]
    in_use = publish_candidate(undone, release(before))
    with pytest.raises(RefusedReleaseError) as refused:
        publish_candidate(undone, release(spoilt, "2"))
    found = found_by(name, refused.value.findings)
    assert found.stops
    assert found.examples
    assert name in refused.value.message
    assert f"--accept {name}" in refused.value.advice
    assert str(found.look_at) in refused.value.advice
    still = last_release(undone)
    assert still is not None
    assert still.release_id == in_use.release_id
    row = undone.execute("select count(*) from dw.source_release where source_code = 'made'").fetchone()
    assert row == (1,)

    others = PROVOKED.keys() - {name}
    published = publish_candidate(undone, release(spoilt, "2"), accepted=[name, *others])
    assert found_by(name, published.findings).accepted_by == "somebody"
    now = last_release(undone)
    assert now is not None
    assert now.release_id == published.release_id


@pytest.mark.parametrize(("check", "before", "spoilt"), ALSO_FOUND.values(), ids=ALSO_FOUND)
def test_a_check_finds_each_kind_of_its_fault(
    undone: Connection, check: str, before: Make, spoilt: Make
) -> None:
    publish_candidate(undone, release(before))
    with pytest.raises(RefusedReleaseError) as refused:
        publish_candidate(undone, release(spoilt, "2"))
    assert found_by(check, refused.value.findings).stops


@pytest.mark.parametrize("name", [name for name, (severity, *_) in PROVOKED.items() if severity == "warning"])
def test_a_warning_is_reported_and_stops_nothing(undone: Connection, name: str) -> None:
    _, before, spoilt = PROVOKED[name]
    publish_candidate(undone, release(before))
    published = publish_made(
        undone, spoilt(), edition="2", accepted=["reconciliation", "world_total_missing"]
    )
    found = found_by(name, published.findings)
    assert found.failing_rows > 0
    assert not found.stops


def test_a_share_above_100_is_found_in_the_views(warehouse: Database, loader: Connection) -> None:
    tables = stock_tables()
    sums = with_cell(tables[SUMS], "emigrants", 10, row=tables[SUMS].index[tables[SUMS]["emigrants"] > 10][0])
    publish_made(loader, tables | {SUMS: sums}, code="undesa", accepted=["totals_of_corridors"])
    ((name, found),) = [result for result in check_active(warehouse) if result[1].check == "share_range"]
    assert (name, found.severity, found.stops) == ("warehouse", "error", True)
    assert found.examples[0]["largest"] > 100


def test_workbooks_of_one_edition_that_disagree_are_found(warehouse: Database, loader: Connection) -> None:
    publish_made(loader, stock_tables(), code="undesa", edition="2024", accepted=["world_total_missing"])
    publish_made(loader, destination_tables(), code="undesa_destination", edition="2023")
    assert not found_by("workbooks_disagree", [found for _, found in check_active(warehouse)]).failing_rows
    publish_made(loader, destination_tables(), code="undesa_destination", edition="2024")
    found = found_by("workbooks_disagree", [found for _, found in check_active(warehouse)])
    assert not found.stops
    assert [example["place"] for example in found.examples] == ["Germany", "World"], "areas by name, too"
    assert {"edition": "2024", "years": 3}.items() <= found.examples[0].items()


def test_a_key_that_a_view_holds_twice_is_found(warehouse: Database, loader: Connection) -> None:
    with warehouse.connect("owner") as owner:
        owner.execute("alter table dw.dim_country drop constraint uq_dim_country_iso3_code")
    loader.execute("""
        insert into dw.dim_country (country_id, iso3_code, country_name, name_in_sentence, entity_type)
        select 9753, iso3_code, country_name, name_in_sentence, 'area' from dw.dim_country where country_id = 2003
    """)
    doubled = stock_tables([*CORRIDORS, (9753, GERMANY, 2024, 1, 1)])
    publish_made(loader, doubled, code="undesa", accepted=["reconciliation"])
    found = found_by("view_grain", [found for _, found in check_active(warehouse)])
    assert found.stops
    assert {row["view_name"] for row in found.examples} >= {"corridor", "emigration"}


def test_only_active_releases_and_the_whole_warehouse_are_checked(
    warehouse: Database, loader: Connection
) -> None:
    publish_made(loader, stock_tables())
    publish_made(loader, stock_tables(), edition="2")
    results = check_active(warehouse)
    assert {name for name, _ in results} == {"warehouse", "made 2"}
    of_the_whole = {found.check for name, found in results if name == "warehouse"}
    assert of_the_whole == {check.name for check in checks() if check.table is None}
    assert not any(found.failing_rows for _, found in results)


def test_checks_of_another_table_do_not_run_on_a_release(undone: Connection) -> None:
    published = publish_made(undone, indicator_tables())
    assert {found.check for found in published.findings} == {
        check.name for check in checks() if check.table == INDICATOR
    }


@pytest.mark.parametrize("check", checks(), ids=lambda check: check.name)
def test_every_check_explains_what_it_finds_and_why_and_its_threshold(check: SqlCheck) -> None:
    assert check.what
    assert check.why
    exact = {"country_lost", "indicator_country_lost", "totals_of_corridors", "world_total_missing"}
    assert check.threshold or check.name in exact, "a number without an observed figure"


def test_control_characters_of_a_name_do_not_reach_the_terminal() -> None:
    found = Finding(
        check="name_unknown",
        severity="warning",
        failing_rows=1,
        examples=[{"name": "\x1b[31mred"}],
        what="words",
        look_at=None,
    )
    assert found.describe().endswith(r"name=\x1b[31mred")
