"""Factsheets as JSON, held to the published schema."""

import json

import pytest
from jsonschema import Draft202012Validator, ValidationError

from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.schema import published_schema, schema_of_factsheets
from tests.conftest import CallCommand
from tests.rendering.sheets import mapping_that_says, sheet, source


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(published_schema())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_published_schema_is_that_of_the_models() -> None:
    assert json.loads(published_schema()) == schema_of_factsheets(), (
        "write it anew: docs/factsheet.md says how"
    )


@pytest.mark.parametrize("name", ["tajikistan", "kyrgyzstan", "sampled"])
def test_a_factsheet_keeps_to_the_schema(
    name: str, validator: Draft202012Validator, request: pytest.FixtureRequest
) -> None:
    factsheet: Factsheet = request.getfixturevalue(name)
    validator.validate(json.loads(factsheet.model_dump_json()))


def test_nothing_known_and_everything_said_keep_to_it_too(validator: Draft202012Validator) -> None:
    validator.validate(json.loads(sheet().model_dump_json()))
    said = sheet(mapping=mapping_that_says('<>&"'), sources=[source()])
    validator.validate(json.loads(said.model_dump_json()))


def test_the_schema_refuses_what_is_no_factsheet(validator: Draft202012Validator) -> None:
    document = json.loads(sheet().model_dump_json())
    with pytest.raises(ValidationError):
        validator.validate({**document, "emigration": None})
    with pytest.raises(ValidationError):
        validator.validate({**document, "surprise": 1})


def test_the_command_prints_the_schema_without_a_database(command: CallCommand) -> None:
    done = command("factsheet", "--schema", database=None)
    assert (done.code, done.json()["$schema"]) == (0, "https://json-schema.org/draft/2020-12/schema")
