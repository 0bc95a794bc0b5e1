"""The maps of rights, from the real content: each country in the class that the views put it in."""

from diaspora_dw.database import Database
from diaspora_dw.site.categories import Category, read_categories


def test_each_country_is_in_the_class_of_the_view(loaded: Database) -> None:
    with loaded.connect("reader") as connection:
        citizenship, *rights = read_categories(connection)
        expected = dict(
            connection.execute(
                "select iso3_code, acceptance from mart.dual_citizenship"
                " where year = (select max(year) from mart.dual_citizenship)"
            ).fetchall()
        )
    words = list(citizenship.classes.values())
    values = citizenship.figures()["values"]
    assert isinstance(values, dict)
    assert {iso3: words[place] for iso3, (place,) in values.items()} == expected
    assert len(words) == 4
    vote = next(right for right in rights if right.code == "vote-from-abroad")
    assert vote.figures()["values"] == {"TJK": [0]}
    assert vote.description()["classes"] == [["Granted", "yes"]]


def test_without_content_there_are_no_maps_of_rights(database: Database) -> None:
    with database.connect("reader") as connection:
        assert list(read_categories(connection)) == []


def test_a_map_is_as_of_the_newest_row_that_has_a_date() -> None:
    rows = [{"as_of_text": text} for text in ("2019-05", "unknown", None, "2016")]
    assert Category("vote", "Vote", "Whether they may vote.", ("right",), rows).year == 2019
    assert Category("vote", "Vote", "Whether they may vote.", ("right",), rows[1:3]).as_of == ""
