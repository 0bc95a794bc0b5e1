from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from diaspora_dw.content.marks import CodeOf, KeyOf, Mark, TagOf
from diaspora_dw.content.model import CountryContent
from diaspora_dw.content.shape import shape_of
from diaspora_dw.content.vocabulary import Vocabularies, read_vocabularies
from diaspora_dw.errors import ContentError
from etl.content import CONTENT_FOLDER


def marks(model: type[BaseModel]) -> Iterator[Mark]:
    for field in model.model_fields.values():
        shape = shape_of(field)
        if shape.mark:
            yield shape.mark
        if shape.model:
            yield from marks(shape.model)


def test_every_vocabulary_serves_a_field_and_every_field_has_its_vocabulary() -> None:
    used = {mark.name for mark in marks(CountryContent) if isinstance(mark, CodeOf | TagOf)}
    assert used == set(Vocabularies.model_fields)


def test_every_link_leads_to_a_section() -> None:
    linked = {mark.name for mark in marks(CountryContent) if isinstance(mark, KeyOf)}
    assert linked <= set(CountryContent.model_fields)


def test_a_theme_names_the_goals_it_serves(vocabularies: Vocabularies) -> None:
    assert vocabularies.practice_themes.terms["labour_migration"].sdgs == (8, 10)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("sdgs: [4, 9, 17]", "sdgs: [4, 18]", "a number that is at most 17"),
        ("    dual_citizenship:\n", "    Dual Citizenship:\n", "right_kinds.terms"),
        ("      label: Strategy\n", "", "policy_kinds.terms.strategy.label is missing"),
        ("\ncitation_kinds:", "\ncitation_sorts:", "did you mean citation_kinds?"),
    ],
)
def test_a_mistake_in_the_vocabularies_is_reported_with_its_line(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    text = (CONTENT_FOLDER / "vocabularies.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "vocabularies.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=r"vocabularies\.yaml:\d+: ") as refusal:
        read_vocabularies(path)
    assert expected in str(refusal.value)
