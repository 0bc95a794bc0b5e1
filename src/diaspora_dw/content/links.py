"""The links between entries, and from entries to countries: their types, and the tables that several sections share."""

from typing import Annotated

from diaspora_dw.content.fields import CountryCode, Key
from diaspora_dw.content.marks import Bridge, KeyOf

CitationKey = Annotated[Key, KeyOf("citations")]
PolicyKey = Annotated[Key, KeyOf("policies")]
InstitutionKey = Annotated[Key, KeyOf("institutions")]
AssessmentKey = Annotated[Key, KeyOf("assessments")]
OrganisationKey = Annotated[Key, KeyOf("diaspora_organisations")]
TermKey = Annotated[Key, KeyOf("terminology")]

ENTRY = ("section", "entry_key")
Cites = Bridge("bridge_citation", "What is based on which citation", ENTRY, "citation_key")
NamedCountries = Annotated[
    tuple[CountryCode, ...],
    Bridge("bridge_named_country", "Countries that entries name", ENTRY, "named_country_id"),
]
NamedPolicies = Annotated[
    tuple[PolicyKey, ...], Bridge("bridge_named_policy", "Policies that entries name", ENTRY, "policy_key")
]
NamedInstitutions = Annotated[
    tuple[InstitutionKey, ...],
    Bridge("bridge_named_institution", "Institutions that entries name", ENTRY, "institution_key"),
]
Mandates = Annotated[
    tuple[InstitutionKey, ...],
    Bridge(
        "fact_mandate",
        "Institutions in charge of a policy, or that take part in one of its actions",
        ("policy_key",),
        "institution_key",
        within="action_key",
        is_ordered=False,
    ),
]


def presence(*, is_base: bool) -> Bridge:
    """Return where the countries of an organisation are stored: the one it is based in, or the others."""
    meaning = "Countries in which organisations are based or active"
    owner, flag = ("organisation_key",), ("is_base", is_base)
    return Bridge("fact_organisation_presence", meaning, owner, "destination_id", flag=flag)
