"""Factsheets made by hand, for tests that need no database."""

from datetime import UTC, datetime
from typing import Any

from diaspora_dw.content.model import Action, CitedEntry, Edition
from diaspora_dw.content.part import Stored
from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.figures import (
    Country,
    Destination,
    EmigrationYear,
    GroupOfDestinations,
    ImmigrationYear,
    Origin,
    RemittanceYear,
)
from diaspora_dw.rendering.mapping import LISTS, SECTIONS, Mapping, Record, shown_columns
from diaspora_dw.rendering.schema import view_columns

UNKNOWN_COUNTRY = dict.fromkeys(Country.model_fields) | {
    "iso3_code": "XAA",
    "country_name": "Anyland",
    "name_in_sentence": "Anyland",
    "entity_type": "country",
}


def emigrants(
    year: int, men: int | None, women: int | None, emigrants: int = 100, **fields: Any
) -> EmigrationYear:
    """A year of emigration."""
    known = men is not None and women is not None and men + women > 0
    return EmigrationYear.model_validate(
        dict.fromkeys(EmigrationYear.model_fields)
        | {
            "year": year,
            "emigrants": emigrants,
            "male_emigrants": men,
            "female_emigrants": women,
            "male_pct": 100 * men / (men + women) if known else None,
            "female_pct": 100 * women / (men + women) if known else None,
            "is_revised": False,
            "edition": "2024",
            **fields,
        }
    )


def group(code: str, name: str, number: int, year: int = 2024, **fields: Any) -> GroupOfDestinations:
    """Emigrants in a group of countries."""
    return GroupOfDestinations.model_validate(
        dict.fromkeys(GroupOfDestinations.model_fields)
        | emigrants(year, number // 2, number - number // 2, number).model_dump(
            include=set(GroupOfDestinations.model_fields)
        )
        | {"group_code": code, "group_name": name, **fields}
    )


def country(**fields: Any) -> dict[str, Any]:
    """A country of which only the fields given are known."""
    return {**UNKNOWN_COUNTRY, **fields}


def received(year: int, usd: float, share: float | None = None) -> RemittanceYear:
    """A year of remittances."""
    return RemittanceYear.model_validate(
        dict.fromkeys(RemittanceYear.model_fields)
        | {
            "year": year,
            "remittances_received_usd": usd,
            "remittances_received_pct_of_gdp": share,
            "edition": "2025-07-01",
        }
    )


def destination(name: str, number: int) -> Destination:
    """A country of destination."""
    return Destination.model_validate(
        dict.fromkeys(Destination.model_fields)
        | {
            "year": 2024,
            "rank": 1,
            "destination_iso3_code": "XAA",
            "destination_name": name,
            "migrants": number,
            "edition": "2024",
        }
    )


def immigrants(year: int, men: int, women: int, **fields: Any) -> ImmigrationYear:
    """A year of immigration."""
    return ImmigrationYear.model_validate(
        dict.fromkeys(ImmigrationYear.model_fields)
        | {
            "year": year,
            "immigrants": men + women,
            "male_immigrants": men,
            "female_immigrants": women,
            "male_pct": 100 * men / (men + women),
            "female_pct": 100 * women / (men + women),
            "edition": "2024",
            **fields,
        }
    )


def origin(name: str, number: int, note: str | None = None, **fields: Any) -> Origin:
    """A country of origin."""
    return Origin.model_validate(
        dict.fromkeys(Origin.model_fields)
        | {
            "year": 2024,
            "rank": 1,
            "origin_iso3_code": "XAA",
            "origin_name": name,
            "migrants": number,
            "coverage_note": note,
            "edition": "2024",
        }
        | fields
    )


def sheet(**parts: Any) -> Factsheet:
    """A factsheet of a country of which nothing is known but the parts given."""
    return Factsheet.model_validate(
        {
            "country": UNKNOWN_COUNTRY,
            "remittances": [],
            "emigration": [],
            "emigration_by_group": [],
            "emigration_to_eu_and_eea": [],
            "top_destinations": [],
            "top_senders": [],
            "top_receivers": [],
            "net_position": [],
            "dependence_ranks": [],
            "immigration": [],
            "immigration_by_group": [],
            "top_origins": [],
            "edition_disagreements": [],
            "indicators": [],
            "mapping": None,
            "sources": [],
            "places": [],
            "neighbours": [],
            **parts,
        }
    )


def source(**fields: Any) -> dict[str, Any]:
    """A release, as a factsheet's sources hold it."""
    return {
        "source_code": "content",
        "edition": "1",
        "is_current": True,
        "is_sample": False,
        "upstream_updated_at": None,
        "retrieved_at": datetime(2025, 7, 1, tzinfo=UTC),
        "url": "package:etl/content",
        "sha256": "0" * 64,
        "licence": "MIT",
        "licence_url": None,
        "citation": "A mapping.",
        **fields,
    }


def mapping_that_says(text: str | None = None) -> Mapping:
    """A mapping with one entry a section, and one text wherever free text can stand.

    Without a text, each field says which one it is, as in "Practice.place".
    """

    def said_of(model: type[Stored], column: str) -> Any:
        said = text or f"{'https://example.org/' if column == 'url' else ''}{model.__name__}.{column}"
        return [said, said] if column in LISTS else said

    def record(model: type[Stored], **fields: Any) -> Record:
        columns = shown_columns(model.VIEW, view_columns(model.VIEW))
        cited = {"footnotes": [1]} if issubclass(model, CitedEntry) else {}
        return cited | {column: said_of(model, column) for column in columns} | fields

    def entry(section: str, **fields: Any) -> list[Record]:
        model = SECTIONS[section]
        return [record(model, **{model.KEY: "one"} | fields)]

    special = {
        "policies": entry("policies", actions=[record(Action, policy_key="one", action_key="one")]),
        "policy_milestones": entry(
            "policy_milestones", first_year=2020, last_year=2020, date_text="2020", policy_keys=["one"]
        ),
        "assessments": [
            *entry("assessments", assessment_key="trend", kind="trend", parent_key=None),
            *entry("assessments", assessment_key="priority", kind="priority", parent_key=None),
            *entry("assessments", assessment_key="achievement", kind="achievement", parent_key=None),
            *entry("assessments", assessment_key="obstacle", kind="obstacle", parent_key=None),
        ],
        "institutions": entry("institutions", offices_operational=1, offices_planned=2),
        "diaspora_organisations": entry("diaspora_organisations", name_language="de"),
        "political_rights": entry(
            "political_rights",
            footnotes=[],
            channel_footnotes=[1],
            seats=8,
            total_seats=400,
            sources_disagree=True,
        ),
        "terminology": entry("terminology", original_language="ru"),
        "further_reading": entry("further_reading", about="practices"),
        "corrections": entry("corrections", is_applied=True),
        "citations": entry(
            "citations", footnote=1, urls=["https://example.org/?a=1&b=<2>"], same_work_as_footnote=None
        ),
    }
    return Mapping(
        edition=record(Edition, language="en"),
        **{section: special.get(section) or entry(section) for section in SECTIONS},
    )
