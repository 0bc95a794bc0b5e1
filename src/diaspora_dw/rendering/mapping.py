"""The qualitative half of a factsheet: a country's mapping of diaspora engagement, as records of the views.

A record holds every column of its view but those that only serve filters and links. So a column that a view gains
is read, and printed, without a change here.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict

from diaspora_dw.content.columns import sections
from diaspora_dw.content.model import CitedEntry, CountryContent
from diaspora_dw.content.part import Entry
from diaspora_dw.rendering.views import CountryViews

Record = dict[str, Any]

_LAST = {"corrections": 1, "citations": 2}
SECTIONS = {
    name: model
    for name, model in sorted(sections().items(), key=lambda section: _LAST.get(section[0], 0))
    if name in CountryContent.model_fields
}
"""The content model of each section, in the order of the published JSON. It names the view and the key's column."""

PARTS_OF_OTHERS = frozenset({"policy_milestones", "further_reading", "corrections", "citations"})
"""Sections that factsheets print within others: a mapping may be complete without them."""

LISTS = frozenset({"objectives", "urls"})
"""Columns with one text a line."""

_HIDDEN = frozenset({"iso3_code", "country_name", "position", "edition"})
_HIDDEN_ENDINGS = ("_year", "_codes")
_HIDDEN_IN = {
    "terminology": {"law_key"},
    "policy": {"approved_by_key", "parent_key"},
    "policy_action": {"policy_title"},
    "policy_milestone": {"policy_key", "title", "short_title"},
    "practice": {"place_iso3_code"},
    "institution": {"parent_key"},
    "diaspora_organisation": {"region_name", "subregion_name"},
}
_SHOWN_IN = {"policy_milestone": {"first_year", "last_year"}, "content_edition": {"edition"}}
_FIRST_IN = {
    "content_edition": ("edition",),
    "diaspora_organisation": ("organisation_key", "name", "name_language", "name_meaning"),
}
"""Columns that come earlier in the published JSON than in the view."""


class Mapping(BaseModel):
    """A country's mapping of diaspora engagement: its edition and, as extra fields, the records of each section.

    Without an edition the country has no mapping yet, and the records are those that registers of all countries have.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    edition: Record | None

    def records(self, section: str) -> list[Record]:
        """Return the records of a section in their printed order."""
        found: list[Record] = getattr(self, section, [])
        return found


def shown_columns(view: str, columns: Iterable[str]) -> list[str]:
    """Return the columns of a view that its records hold, in their order."""
    shown = [
        column
        for column in columns
        if column in _SHOWN_IN.get(view, ())
        or not (column in _HIDDEN or column in _HIDDEN_IN.get(view, ()) or column.endswith(_HIDDEN_ENDINGS))
    ]
    return list(dict.fromkeys((*_FIRST_IN.get(view, ()), *shown)))


def read_mappings(views: CountryViews) -> dict[str, Mapping]:
    """Read the mappings of countries in their current editions; a country of which no source says anything has none."""
    editions = views.records("content_edition")
    sections = {
        section: views.records(model.VIEW, "order by position") for section, model in SECTIONS.items()
    }
    actions = views.records("policy_action", "order by position")
    links = views.records("citation_link", "order by position")
    found = {}
    for code in views.codes:
        rows = {section: by_country.get(code, []) for section, by_country in sections.items()}
        edition = next(iter(editions.get(code, [])), None)
        if edition or any(rows.values()):
            found[code] = _mapping(edition, rows, actions.get(code, []), links.get(code, []))
    return found


def _mapping(
    edition: Record | None, rows: dict[str, list[Record]], actions: list[Record], links: list[Record]
) -> Mapping:
    rows["citations"] = _number(rows["citations"])
    rows["policies"] = _add_actions(actions, rows["policies"])
    rows["policy_milestones"] = _merge_milestones(rows["policy_milestones"], rows["policies"])
    footnotes = _footnotes(links, {row["citation_key"]: row["footnote"] for row in rows["citations"]})
    for right in rows["political_rights"]:
        right["channel_footnotes"] = footnotes["political_rights", right["right_key"], "channels"]
    records = {
        section: [_record(model, row, footnotes[section, row[model.KEY], None]) for row in rows[section]]
        for section, model in SECTIONS.items()
    }
    return Mapping(edition=_select_columns("content_edition", edition) if edition else None, **records)


def _record(model: type[Entry], row: Record, footnotes: list[int]) -> Record:
    record = _select_columns(model.VIEW, row)
    if issubclass(model, CitedEntry):
        record = {"footnotes": footnotes, "note": record.pop("note"), **record}
    return record


def _select_columns(view: str, row: Record) -> Record:
    record = {column: row[column] for column in shown_columns(view, row)}
    for column in LISTS & record.keys():
        record[column] = (record[column] or "").splitlines()
    return record


def _number(citations: list[Record]) -> list[Record]:
    """Sort citations by their printed numbers. Those without one follow and take the next numbers."""
    printed = sorted(
        (row for row in citations if row["footnote"] is not None), key=lambda row: row["footnote"]
    )
    others = [row for row in citations if row["footnote"] is None]
    first_free = 1 + max((row["footnote"] for row in printed), default=0)
    return printed + [{**row, "footnote": first_free + n} for n, row in enumerate(others)]


def _footnotes(
    links: list[Record], number_of: dict[str, int]
) -> dict[tuple[str, str, str | None], list[int]]:
    """Return the numbers of each entry's footnotes, by section, key, and the field that they are about, if any."""
    footnotes = defaultdict(list)
    for row in links:
        footnotes[row["section"], row["entry_key"], row["field"]].append(number_of[row["citation_key"]])
    return footnotes


def _add_actions(rows: list[Record], policies: list[Record]) -> list[Record]:
    actions = defaultdict(list)
    for row in rows:
        actions[row["policy_key"]].append(_select_columns("policy_action", row))
    return [{**policy, "actions": actions[policy["policy_key"]]} for policy in policies]


def _merge_milestones(rows: list[Record], policies: list[Record]) -> list[Record]:
    """Merge the view's rows, one for each milestone and policy, into one record for each milestone."""
    order = [policy["policy_key"] for policy in policies]
    milestones: dict[str, Record] = {}
    for row in rows:
        milestone = milestones.setdefault(row["milestone_key"], {**row, "policy_keys": []})
        milestone["policy_keys"].append(row["policy_key"])
    for milestone in milestones.values():
        milestone["policy_keys"].sort(key=order.index)
    return list(milestones.values())
