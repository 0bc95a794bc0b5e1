"""What is derived from the model: a JSON Schema for editors, the tables, and the labels of columns."""

import pytest
from jsonschema import Draft202012Validator

from diaspora_dw.content.columns import sections, stored_tables
from diaspora_dw.content.labels import label
from diaspora_dw.content.model import CountryContent
from diaspora_dw.content.reading import read_content
from diaspora_dw.content.vocabulary import Vocabularies
from etl.content import CONTENT_FOLDER


def test_the_json_schema_accepts_content_and_rejects_an_invalid_date(vocabularies: Vocabularies) -> None:
    schema = Draft202012Validator(CountryContent.model_json_schema())
    content = read_content(CONTENT_FOLDER / "TJK.yaml", vocabularies).model_dump(mode="json")
    assert [*schema.iter_errors(content)] == []
    content["edition"]["updated"] = "last year"
    assert [list(error.path) for error in schema.iter_errors(content)] == [["edition", "updated"]]


def test_every_section_has_a_table_of_its_own() -> None:
    tables = [entry.TABLE for entry in sections().values()]
    assert len(set(tables)) == len(tables)
    assert set(tables) < set(stored_tables())


@pytest.mark.parametrize(
    ("view", "column", "expected"),
    [
        ("practice", "led_by", "Led by"),
        ("policy", "parent", "Part of"),
        ("policy", "start_text", "From"),
        ("institution", "office_places", "Places"),
        ("practice", "edition", None),
    ],
)
def test_a_column_has_the_label_of_its_field(view: str, column: str, expected: str | None) -> None:
    assert label(view, column) == expected
