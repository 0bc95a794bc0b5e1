"""The JSON Schema of factsheets, published beside this module as `factsheet.schema.json`."""

import json
from importlib.resources import files
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from diaspora_dw.rendering.factsheet import Factsheet

PUBLISHED = "factsheet.schema.json"


class _WithoutTitles(GenerateJsonSchema):
    """Leaves the titles out that only repeat the fields' names."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def published_schema() -> str:
    """The text of the published schema, as `diaspora-dw factsheet --schema` prints it."""
    return files("diaspora_dw.rendering").joinpath(PUBLISHED).read_text(encoding="utf-8")


def schema_of_factsheets() -> dict[str, Any]:
    """The schema that follows from the models; a test holds the published one to it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:diaspora-dw:factsheet",
        **Factsheet.model_json_schema(mode="serialization", schema_generator=_WithoutTitles),
    }


if __name__ == "__main__":
    print(json.dumps(schema_of_factsheets(), indent=2, ensure_ascii=False))
