"""Factsheets made by hand, for tests that need no database."""

from datetime import UTC, datetime
from typing import Any

from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.figures import CountryProfile, Destination, EmigrationYear, RemittanceYear, Row
from diaspora_dw.rendering.mapping import (
    Action,
    Assessment,
    Citation,
    Correction,
    DiasporaOrganisation,
    Entry,
    FurtherReading,
    Institution,
    Mapping,
    MappingEdition,
    Milestone,
    Policy,
    PoliticalRight,
    Practice,
    Term,
)

UNKNOWN_COUNTRY = dict.fromkeys(CountryProfile.model_fields) | {
    "iso3_code": "XAA",
    "country_name": "Anyland",
    "entity_type": "country",
}


def emigrants(year: int, men: int | None, women: int | None, emigrants: int = 100) -> EmigrationYear:
    """A year of emigration."""
    known = men is not None and women is not None
    return EmigrationYear.model_validate(
        dict.fromkeys(EmigrationYear.model_fields)
        | {
            "year": year,
            "emigrants": emigrants,
            "male_emigrants": men,
            "female_emigrants": women,
            "male_pct": 100 * men / (men + women) if known else None,
            "female_pct": 100 * women / (men + women) if known else None,
            "edition": "2024",
        }
    )


def received(year: int, usd: float, share: float | None = None) -> RemittanceYear:
    """A year of remittances."""
    return RemittanceYear.model_validate(
        dict.fromkeys(RemittanceYear.model_fields)
        | {"year": year, "received_usd": usd, "received_pct_of_gdp": share, "edition": "2025-07-01"}
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
            "emigrants": number,
            "edition": "2024",
        }
    )


def sheet(**parts: Any) -> Factsheet:
    """A factsheet of a country of which nothing is known but the parts given."""
    return Factsheet.model_validate(
        {
            "country": UNKNOWN_COUNTRY,
            "remittances": [],
            "emigration": [],
            "emigration_by_group": [],
            "top_destinations": [],
            "edition_disagreements": [],
            "mapping": None,
            "sources": [],
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

    def said_of(model: type[Row], name: str) -> str:
        if text is not None:
            return text
        return f"{'https://example.org/' if name == 'url' else ''}{model.__name__}.{name}"

    def entry(model: type[Entry], **fields: Any) -> dict[str, Any]:
        said = {name: said_of(model, name) for name in model.model_fields if name not in CODES}
        return said | {model.KEY: "one", "footnotes": [1]} | fields if model in CITED else said | fields

    edition = {name: said_of(MappingEdition, name) for name in MappingEdition.model_fields}
    edition["language"] = "en"
    return Mapping.model_validate(
        {
            "edition": edition,
            "terminology": [entry(Term, original_language="ru")],
            "political_rights": [entry(PoliticalRight)],
            "policies": [
                entry(
                    Policy,
                    actions=[entry(Action, policy_key="one", action_key="one")],
                    objectives=[said_of(Policy, "objectives")] * 2,
                )
            ],
            "policy_milestones": [
                entry(Milestone, first_year=2020, last_year=2020, date_text="2020", policy_keys=["one"])
            ],
            "assessments": [
                entry(Assessment, assessment_key=kind, kind=kind, parent_key=None)
                for kind in ("trend", "priority", "achievement", "obstacle")
            ],
            "practices": [entry(Practice)],
            "institutions": [entry(Institution, offices_operational=1, offices_planned=2)],
            "diaspora_organisations": [entry(DiasporaOrganisation, name_language="de")],
            "further_reading": [entry(FurtherReading, reading_key="one", about="practices")],
            "corrections": [entry(Correction, correction_key="one", is_applied=True)],
            "citations": [
                entry(
                    Citation,
                    citation_key="one",
                    footnote=1,
                    urls=["https://example.org/?a=1&b=<2>"],
                    same_work_as_footnote=None,
                )
            ],
        }
    )


CODES = {"footnotes", "actions", "objectives", "policy_keys", "first_year", "last_year"}
CITED = {
    Term,
    PoliticalRight,
    Policy,
    Milestone,
    Assessment,
    Practice,
    Institution,
    DiasporaOrganisation,
}
