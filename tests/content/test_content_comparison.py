from pathlib import Path

import pytest

from diaspora_dw.content.comparison import Change, compare_content
from diaspora_dw.content.model import CountryContent
from diaspora_dw.content.reading import read_content
from diaspora_dw.content.vocabulary import Vocabularies
from etl.content import CONTENT_FOLDER
from tests.content.countries import Examine

POLICIES = """\
policies:
  - key: strategy
    title: Strategy
    kind: strategy
    status: planned
    actions:
      - key: count
        text: Count.
      - key: invite
        text: Invite.
  - key: roadmap
    title: Roadmap
    kind: roadmap
    status: adopted
"""


@pytest.fixture
def before(examine: Examine) -> CountryContent:
    content = examine(POLICIES).content
    assert content is not None
    return content


def edited(examine: Examine, *changes: tuple[str, str]) -> CountryContent:
    text = POLICIES
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    content = examine(text).content
    assert content is not None
    return content


def test_a_changed_field_is_reported_with_both_values(examine: Examine, before: CountryContent) -> None:
    after = edited(examine, ("status: planned", "status: adopted\n    start: 2016"))
    assert compare_content(before, after) == [
        Change("changed", "policies/strategy", "status", "planned", "adopted"),
        Change("changed", "policies/strategy", "start", None, "2016"),
    ]


def test_entries_inside_entries_are_compared_by_their_keys(examine: Examine, before: CountryContent) -> None:
    changes = compare_content(before, edited(examine, ("key: count", "key: map"), ("Invite.", "Invite all.")))
    assert [(change.kind, change.entry, change.field) for change in changes] == [
        ("removed", "policies/strategy/actions/count", None),
        ("changed", "policies/strategy/actions/invite", "text"),
        ("added", "policies/strategy/actions/map", None),
    ]


def test_metadata_is_compared_field_by_field(before: CountryContent) -> None:
    edition = before.edition.model_copy(update={"authors": ("A. Writer",)})
    after = before.model_copy(update={"edition": edition})
    assert compare_content(before, after) == [Change("changed", "edition", "authors", [], ["A. Writer"])]


def test_another_order_is_no_change(before: CountryContent) -> None:
    after = before.model_copy(update={"policies": before.policies[::-1]})
    assert compare_content(before, after) == []


def test_an_edition_does_not_differ_from_itself(vocabularies: Vocabularies) -> None:
    path: Path = CONTENT_FOLDER / "TJK.yaml"
    assert compare_content(read_content(path, vocabularies), read_content(path, vocabularies)) == []
