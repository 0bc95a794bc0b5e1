"""Factsheets as JSON, validated against the schema that the command prints."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from psycopg import sql

from diaspora_dw.content.model import Action, Edition
from diaspora_dw.content.part import Stored
from diaspora_dw.database import Database
from diaspora_dw.rendering.factsheet import Factsheet, read_factsheet
from diaspora_dw.rendering.figures import Row
from diaspora_dw.rendering.mapping import SECTIONS
from diaspora_dw.rendering.schema import factsheet_schema, view_columns
from diaspora_dw.rendering.views import CountryViews
from tests.conftest import CallCommand
from tests.rendering.sheets import UNKNOWN_COUNTRY, mapping_that_says, sheet, source


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = factsheet_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("model", [*SECTIONS.values(), Action, Edition], ids=lambda model: model.VIEW)
def test_the_schema_names_the_columns_that_the_database_has(loaded: Database, model: type[Stored]) -> None:
    with loaded.connect("reader") as connection:
        view = connection.execute(
            sql.SQL("select * from {} limit 0").format(sql.Identifier("mart", model.VIEW))
        )
        assert view_columns(model.VIEW) == [column.name for column in view.description or ()]


@pytest.mark.parametrize("name", ["tajikistan", "kyrgyzstan", "sampled"])
def test_a_factsheet_is_valid_against_the_schema(
    name: str, validator: Draft202012Validator, request: pytest.FixtureRequest
) -> None:
    factsheet: Factsheet = request.getfixturevalue(name)
    validator.validate(json.loads(factsheet.model_dump_json()))


def test_an_empty_and_a_full_factsheet_are_valid_too(validator: Draft202012Validator) -> None:
    validator.validate(json.loads(sheet().model_dump_json()))
    said = sheet(mapping=mapping_that_says('<>&"'), sources=[source()])
    validator.validate(json.loads(said.model_dump_json()))


def test_the_schema_rejects_what_is_not_a_factsheet(validator: Draft202012Validator) -> None:
    document = json.loads(sheet().model_dump_json())
    with pytest.raises(ValidationError):
        validator.validate({**document, "emigration": None})
    with pytest.raises(ValidationError):
        validator.validate({**document, "surprise": 1})


def test_a_figure_that_the_profile_gains_is_in_the_json() -> None:
    country = {**UNKNOWN_COUNTRY, "life_expectancy": 71.5}
    assert json.loads(sheet(country=country).model_dump_json())["country"]["life_expectancy"] == 71.5


def test_no_part_of_a_factsheet_leaves_out_a_note_that_its_view_has(
    loaded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts: dict[str, type[Row]] = {}
    rows = CountryViews.rows

    def recorded(views: CountryViews, model: type[Row], view: str, *args: Any, **settings: Any) -> Any:
        parts[view] = model
        return rows(views, model, view, *args, **settings)

    monkeypatch.setattr(CountryViews, "rows", recorded)
    with loaded.connect("reader") as connection:
        read_factsheet(connection, "TJK")
        noted = connection.execute(
            "select view_name, column_name from mart.data_dictionary "
            "where view_name = any(%s) and column_name like '%%coverage_note'",
            [list(parts)],
        ).fetchall()
    assert len({view for view, _ in noted}) > 5
    assert [f"{view}.{note}" for view, note in noted if note not in parts[view].model_fields] == []


def test_the_command_prints_the_schema_without_a_database(command: CallCommand) -> None:
    done = command("factsheet", "--schema", database=None)
    assert (done.code, done.json()["$schema"]) == (0, "https://json-schema.org/draft/2020-12/schema")
