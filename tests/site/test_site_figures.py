"""What pages show is what the views hold: some hundred figures of each type of page, in the words of factsheets."""

from typing import Any

import pytest

from diaspora_dw.database import Database
from diaspora_dw.rendering.wording import NO_FIGURE, STATUS_SYMBOLS, count, dollars, percent
from tests.atlas import Atlas

FIGURES_AT_A_GLANCE = {
    "Emigrants",
    "Emigrants per 100 residents",
    "First destination",
    "Remittances received",
    "Remittances as a share of GDP",
}
Rows = list[tuple[Any, ...]]


def read(loaded: Database, query: str, *values: object) -> Rows:
    with loaded.connect("reader") as connection:
        return connection.execute(query, values).fetchall()


def plain(text: str) -> str:
    """Return a text with plain spaces: where lines may break is the page's business."""
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("address", "view", "column", "year", "words"),
    [
        ("emigrants", "emigration", "emigrants", 2020, count),
        ("immigrants-share", "immigration", "immigrants_pct_of_population", 2024, percent),
        ("remittances-received", "remittance", "remittances_received_usd", 2023, dollars),
    ],
)
def test_the_table_of_a_map_has_the_figures_of_the_view(
    atlas: Atlas, loaded: Database, address: str, view: str, column: str, year: int, words: Any
) -> None:
    atlas.open(f"#/map/{address}/{year}").click("main details.shown summary")
    expected = {
        iso3: words(value)
        for iso3, value in read(
            loaded,
            f"select iso3_code, {column} from mart.{view} "
            f"where year = %s and {column} is not null and iso3_code <> 'ZZZ'",
            year,
        )
    }
    assert len(expected) > 150
    assert {iso3: value for iso3, value, *_ in atlas.rows("main details.shown tbody tr")} == expected


def test_a_ranking_has_the_places_and_figures_of_the_view(atlas: Atlas, loaded: Database) -> None:
    page = atlas.open("#/rankings/remittances-share/2023")
    if page.get_by_role("button", name="Show all").count():
        page.get_by_role("button", name="Show all").first.click()
    expected = [
        (str(place), iso3, percent(value))
        for place, iso3, value in read(
            loaded,
            """
            select rank() over (order by value desc), iso3_code, value
            from (
                select iso3_code, remittances_received_pct_of_gdp as value
                from mart.remittance
                where year = 2023
            ) as shares
            where value is not null
            """,
        )
    ]
    assert len(expected) > 150
    shown = [tuple(cells[:3]) for cells in atlas.rows("main table:has(a) tbody tr")]
    assert sorted(shown) == sorted(expected)
    assert [place for place, *_ in shown] == [place for place, *_ in expected]


@pytest.mark.parametrize(
    ("address", "here", "there", "share"),
    [
        ("TJK/from/2024", "origin", "destination", "pct_of_emigrants"),
        ("SWE/to/2010", "destination", "origin", "pct_of_immigrants"),
    ],
)
def test_the_list_of_corridors_has_the_people_and_shares_of_the_view(
    atlas: Atlas, loaded: Database, address: str, here: str, there: str, share: str
) -> None:
    page = atlas.open(f"#/corridors/{address}")
    page.get_by_role("button", name="Show all").first.click()
    iso3, _, year = address.split("/")
    expected = {
        name: f"{count(migrants)} · {percent(part)}"
        for name, migrants, part in read(
            loaded,
            f"select case {there}_iso3_code when 'ZZZ' then 'Unknown origin' else {there}_name end, migrants, {share} "
            f"from mart.corridor where {here}_iso3_code = %s and year = %s and migrants > 0",
            iso3,
            int(year),
        )
    }
    assert len(expected) > 25
    shown = page.evaluate(
        "[...document.querySelectorAll('ol.ranking li')]"
        ".map(item => [item.querySelector('.name').textContent, item.querySelector('.figure').textContent])"
    )
    assert dict(shown) == expected


def test_a_corridor_over_time_has_the_figures_of_both_editions(atlas: Atlas, loaded: Database) -> None:
    page = atlas.open("#/corridors/TJK/from/2024/RUS")
    page.locator("#corridor figure summary").first.click()
    stock = """
        select s.year, r.edition, s.migrants
        from dw.fact_migrant_stock as s
        inner join dw.source_release as r using (release_id)
        inner join dw.dim_country as o on s.origin_id = o.country_id
        inner join dw.dim_country as d on s.destination_id = d.country_id
        where o.iso3_code = 'TJK' and d.iso3_code = 'RUS'
    """
    expected: dict[str, dict[str, str]] = {}
    for year, edition, migrants in read(loaded, stock):
        expected.setdefault(str(year), {})[edition] = count(migrants)
    shown = {
        year: {"2020": former, "2024": newest}
        for year, former, newest in atlas.rows("#corridor .charts > figure tbody tr")
    }
    assert len(expected) == 8
    assert shown == {year: {"2020": NO_FIGURE, **editions} for year, editions in expected.items()}


def test_a_comparison_has_the_latest_figures_of_the_views(atlas: Atlas, loaded: Database) -> None:
    countries = ("TJK", "KGZ", "UZB", "MDA")
    atlas.open(f"#/compare/{','.join(countries)}")
    measures = {
        "Emigrants": ("emigration", "emigrants", count),
        "Women among emigrants": ("emigration", "female_pct", percent),
        "Immigrants as a share of the population": ("immigration", "immigrants_pct_of_population", percent),
        "Remittances received as a share of GDP": ("remittance", "remittances_received_pct_of_gdp", percent),
    }
    expected = {}
    for name, (view, column, words) in measures.items():
        latest = {
            iso3: f"{words(value)} ({year})"
            for iso3, value, year in read(
                loaded,
                f"select distinct on (iso3_code) iso3_code, {column}, year from mart.{view} "
                f"where {column} is not null and iso3_code = any(%s) order by iso3_code, year desc",
                list(countries),
            )
        }
        expected[name] = [latest[iso3] for iso3 in countries]
    shown = {name: figures for name, *figures in atlas.rows("main h2 ~ div table tbody tr")}
    assert {name: shown[name] for name in expected} == expected


@pytest.mark.parametrize("iso3", ["TJK", "DEU", "IND", "MEX"])
def test_a_country_begins_with_the_figures_of_its_views(atlas: Atlas, loaded: Database, iso3: str) -> None:
    page = atlas.open(f"#/country/{iso3}")
    ((emigrants, share, destination, people, part, received, of_gdp),) = read(
        loaded,
        """
        select p.emigrants, p.emigrants_pct_of_population, d.destination_name, d.migrants, d.pct_of_emigrants,
            p.remittances_received_usd, p.remittances_received_pct_of_gdp
        from mart.country_profile as p
        inner join mart.top_destination as d on p.iso3_code = d.origin_iso3_code and p.emigrants_year = d.year
        where p.iso3_code = %s and d.rank = 1
        """,
        iso3,
    )
    shown = {
        label: (plain(value), plain(detail))
        for label, value, detail in page.evaluate(
            "[...document.querySelectorAll('.glance > div')].map(card => ["
            "'dt', '.value', '.detail'].map(part => card.querySelector(part)?.textContent ?? ''))"
        )
    }
    assert {label: value for label, (value, _) in shown.items() if label in FIGURES_AT_A_GLANCE} == {
        "Emigrants": count(emigrants),
        "Emigrants per 100 residents": f"{share:,.1f}",
        "First destination": plain(destination),
        "Remittances received": plain(dollars(received)),
        "Remittances as a share of GDP": plain(percent(of_gdp)),
    }
    assert shown["First destination"][1] == plain(f"{count(people)} people, {percent(part)} of all emigrants")


@pytest.mark.parametrize("iso3", ["TJK", "DEU", "IND", "MEX"])
def test_a_country_lists_its_destinations_with_the_figures_of_the_view(
    atlas: Atlas, loaded: Database, iso3: str
) -> None:
    page = atlas.open(f"#/country/{iso3}")
    figure = "//h3[.='Top countries of destination']/following::figure[@class='chart'][1]"
    page.locator(f"{figure}//summary").click()
    expected = {
        name: count(migrants)
        for name, migrants in read(
            loaded,
            "select destination_name, migrants from mart.top_destination "
            "where origin_iso3_code = %s and year = 2024 and rank <= 5",
            iso3,
        )
    }
    shown = dict(atlas.rows(f"{figure}//tbody/tr"))
    assert {name: shown.get(name) for name in expected} == expected


def test_a_table_of_rights_has_the_status_of_the_view(atlas: Atlas, loaded: Database) -> None:
    page = atlas.open("#/tables/right/region=Asia")
    while page.get_by_role("button", name="Show more").count():
        page.get_by_role("button", name="Show more").click()
    expected = [
        (iso3, f"{STATUS_SYMBOLS[status]} {words}")
        for iso3, status, words in read(
            loaded,
            "select r.iso3_code, r.status, r.status_label from mart.political_right as r "
            "inner join mart.country as c using (iso3_code) where c.region_name = 'Asia'",
        )
    ]
    assert len(expected) > 40
    assert sorted((iso3, status) for iso3, _, status, *_ in atlas.rows("main table tbody tr")) == sorted(
        expected
    )


def test_a_chart_of_one_country_names_its_unit_once(atlas: Atlas) -> None:
    page = atlas.open("#/compare/TJK")
    assert page.locator("figcaption").first.inner_text() == "Emigrants per 100 residents"
