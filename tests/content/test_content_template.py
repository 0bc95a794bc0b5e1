import re
from pathlib import Path

import pytest

from diaspora_dw.content.model import CountryContent
from diaspora_dw.content.reading import examine_content, read_content
from diaspora_dw.content.template import template
from diaspora_dw.content.vocabulary import Vocabularies
from diaspora_dw.errors import UsageError
from tests.content.countries import filled_in

GUIDE = Path(__file__).parents[2] / "docs" / "content.md"


def test_a_template_has_no_fact_of_any_country_but_its_code(vocabularies: Vocabularies) -> None:
    freed = re.sub(r"(?m)^# ", "", template("KGZ", vocabularies))
    values = re.findall(r"(?m)^\s*(?:- )?\w+: (\S.*)$", re.sub(r"(?m)^\s*##.*$", "", freed))
    assert [value for value in values if not re.fullmatch(r"\[?<[^<>]+>\]?", value)] == ["KGZ"]
    assert "title: <title of the policy>" in freed


def test_each_placeholder_that_is_left_is_one_error_with_its_line(
    tmp_path: Path, vocabularies: Vocabularies
) -> None:
    path = tmp_path / "KGZ.yaml"
    text = re.sub(r"(?m)^# ", "", template("KGZ", vocabularies))
    path.write_text(text, encoding="utf-8")
    left = [n for n, line in enumerate(text.splitlines(), 1) if re.search(r": \[?<[^<>]+>\]?$", line)]
    errors = examine_content(path, vocabularies).errors
    assert [problem.line for problem in errors] == left
    assert errors[0].what == "edition.edition: found the placeholder <edition of the mapping>"
    assert "leave an optional field out" in errors[0].expected


def test_a_template_is_valid_once_its_required_placeholders_are_replaced(
    tmp_path: Path, vocabularies: Vocabularies
) -> None:
    path = tmp_path / "KGZ.yaml"
    text = template("KGZ", vocabularies)
    path.write_text(text, encoding="utf-8")
    assert len(examine_content(path, vocabularies).errors) == 3
    path.write_text(filled_in(text, all_lines=False), encoding="utf-8")
    content = read_content(path, vocabularies)
    assert (content.country, content.policies, content.edition.authors) == ("KGZ", (), ())


@pytest.mark.parametrize("iso3", ["KGZ", "XKX", "CIV"])
def test_a_country_can_be_made_of_it_with_every_field_there_is(
    tmp_path: Path, vocabularies: Vocabularies, iso3: str
) -> None:
    path = tmp_path / f"{iso3}.yaml"
    path.write_text(filled_in(template(iso3, vocabularies)), encoding="utf-8")
    content = read_content(path, vocabularies)
    for section in set(CountryContent.model_fields) - {"country", "edition"}:
        (entry,) = getattr(content, section)
        assert entry.model_fields_set == set(type(entry).model_fields), section
    assert content.policies[0].actions[0].institutions == ("example",)


def test_the_template_explains_every_field_and_offers_every_code(vocabularies: Vocabularies) -> None:
    text = " ".join(re.sub(r"[#\s]+", " ", template("KGZ", vocabularies)).split())
    assert "Any of: embassy, consulate, polling_station, post, online, proxy." in text
    assert "Keys from citations." in text
    for name in CountryContent.model_fields:
        assert f"{name}:" in text


def test_an_unknown_country_has_no_template(vocabularies: Vocabularies) -> None:
    with pytest.raises(UsageError, match="KGX"):
        template("KGX", vocabularies)


def test_the_guide_for_writers_names_every_section() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert [
        name for name in CountryContent.model_fields if f"`{name}`" not in guide and name != "country"
    ] == []


def test_the_example_in_the_guide_for_writers_is_valid(tmp_path: Path, vocabularies: Vocabularies) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "KGZ.yaml").write_text(example, encoding="utf-8")
    examined = examine_content(tmp_path / "KGZ.yaml", vocabularies)
    assert examined.errors + examined.warnings == ()
