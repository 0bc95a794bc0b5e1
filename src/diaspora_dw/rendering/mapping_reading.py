"""Puts a country's mapping together from the views of the qualitative half: entries with their footnotes."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

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
from diaspora_dw.rendering.views import CountryViews

E = TypeVar("E", bound=Entry)
Rows = list[dict[str, Any]]


def read_mapping(views: CountryViews) -> Mapping | None:
    """The mapping of a country in its current edition, or None where there is none."""
    editions = views.rows(MappingEdition, "content_edition", "iso3_code = %(iso3)s")
    if not editions:
        return None
    citations = _numbered(_entries(views, Citation, "citation"))
    footnotes = _footnotes(views, {row["citation_key"]: row["footnote"] for row in citations})
    policies = _entries(views, Policy, "policy")

    def cited(model: type[E], rows: Iterable[dict[str, Any]]) -> list[E]:
        return [
            model.model_validate({**row, "footnotes": footnotes[model.SECTION, row[model.KEY]]})
            for row in rows
        ]

    return Mapping(
        edition=editions[0],
        terminology=cited(Term, _entries(views, Term, "terminology")),
        political_rights=cited(PoliticalRight, _entries(views, PoliticalRight, "political_right")),
        policies=cited(Policy, _with_actions(views, policies)),
        policy_milestones=cited(Milestone, _milestones(views, [row["policy_key"] for row in policies])),
        assessments=cited(Assessment, _entries(views, Assessment, "assessment")),
        practices=cited(Practice, _entries(views, Practice, "practice")),
        institutions=cited(Institution, _entries(views, Institution, "institution")),
        diaspora_organisations=cited(
            DiasporaOrganisation, _entries(views, DiasporaOrganisation, "diaspora_organisation")
        ),
        further_reading=_uncited(FurtherReading, _entries(views, FurtherReading, "further_reading")),
        corrections=_uncited(Correction, _entries(views, Correction, "correction")),
        citations=_uncited(Citation, citations),
    )


def _entries(views: CountryViews, model: type[Entry], view: str) -> Rows:
    columns = [name for name in model.model_fields if name not in model.ASSEMBLED]
    return views.read(view, columns, "iso3_code = %(iso3)s order by position")


def _uncited(model: type[E], rows: Rows) -> list[E]:
    return [model.model_validate(row) for row in rows]


def _numbered(citations: Rows) -> Rows:
    """Citations in the order of their numbers; those without one follow."""
    printed = sorted(
        (row for row in citations if row["footnote"] is not None), key=lambda row: row["footnote"]
    )
    first_free = 1 + max((row["footnote"] for row in printed), default=0)
    others = [row for row in citations if row["footnote"] is None]
    return printed + [{**row, "footnote": first_free + n} for n, row in enumerate(others)]


def _footnotes(views: CountryViews, number_of: dict[str, int]) -> dict[tuple[str, str], list[int]]:
    """The numbers of each entry's footnotes, by section and key."""
    footnotes = defaultdict(list)
    for row in views.read(
        "citation_link", ("section", "entry_key", "citation_key"), "iso3_code = %(iso3)s order by position"
    ):
        footnotes[row["section"], row["entry_key"]].append(number_of[row["citation_key"]])
    return footnotes


def _with_actions(views: CountryViews, policies: Rows) -> Rows:
    actions = defaultdict(list)
    for action in _uncited(Action, _entries(views, Action, "policy_action")):
        actions[action.policy_key].append(action)
    return [{**policy, "actions": actions[policy["policy_key"]]} for policy in policies]


def _milestones(views: CountryViews, policy_keys: list[str]) -> Rows:
    """The timeline's points, their policies in the order given: the view has a row for each policy at one."""
    columns = [name for name in Milestone.model_fields if name not in Milestone.ASSEMBLED]
    points: dict[str, dict[str, Any]] = {}
    for row in views.read(
        "policy_milestone", (*columns, "policy_key"), "iso3_code = %(iso3)s order by position, milestone_key"
    ):
        policy_key = row.pop("policy_key")
        points.setdefault(row["milestone_key"], {**row, "policy_keys": []})["policy_keys"].append(policy_key)
    for point in points.values():
        point["policy_keys"].sort(key=policy_keys.index)
    return list(points.values())
