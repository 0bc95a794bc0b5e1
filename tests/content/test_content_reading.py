from pathlib import Path

import pytest

from diaspora_dw.content.library import ContentLibrary
from diaspora_dw.content.reading import read_content
from diaspora_dw.content.vocabulary import Vocabularies
from diaspora_dw.errors import ContentError, UsageError
from etl.content import CONTENT_FOLDER
from tests.content.countries import HEAD, Examine

TERM = """\
terminology:
  - key: first
    term: diaspora
    kind: term_in_use
"""
POLICY = """\
policies:
  - key: first
    title: Strategy
    kind: strategy
    status: adopted
"""
CITATIONS = """\
citations:
  - key: page
    footnote: 1
    kind: web
    urls: [https://example.org]
  - key: page
    footnote: 1
    kind: web
    urls: [https://example.org]
"""


@pytest.mark.parametrize(
    ("text", "line", "what", "expected"),
    [
        ("policys: []", 6, "policys: there is no such field", "did you mean policies?"),
        (TERM + "    defnition: x", 10, "terminology[first].defnition: there is no such field", "definition"),
        (
            "terminology:\n  - key: first\n    kind: term_in_use",
            7,
            "terminology[first].term is missing",
            "The word",
        ),
        ("terminology: none", 6, "terminology: found 'none'", "a list"),
        ("terminology: [word]", 6, "terminology[1]: found 'word'", "a mapping of fields"),
        (TERM + "    definition:\n      - x", 10, "definition: found a list", "text"),
        (TERM + "    definition: ''", 10, "definition: found ''", "text that is not empty"),
        (TERM + '    definition: "a\\0b"', 10, r"found 'a\x00b'", "text without control characters"),
        (TERM + '    original: "a\\nb"', 10, r"found 'a\nb'", "one line"),
        (TERM + "    since: last year", 10, "since: found 'last year'", "a date like 2016"),
        (TERM + "    since: 2021/2018", 10, "since: found '2021/2018'", "end does not come before its start"),
        (TERM + "    original_language: xx", 10, "found 'xx'", "ISO 639"),
        (TERM.replace("first", "First One"), 7, "found 'First One'", "small letters and digits"),
        (TERM.replace("term_in_use", "term_in_us"), 9, "found 'term_in_us'", "did you mean term_in_use?"),
        (TERM + "    citations: [law-2015]", 10, "found 'law-2015'", "the key of an entry of `citations`"),
        (
            TERM + "    citations:\n      - law-2015",
            11,
            "found 'law-2015'",
            "the key of an entry of `citations`",
        ),
        (TERM + "    defined_by: first", 10, "found 'first'", "the key of an entry of `policies`"),
        (TERM + TERM.partition("\n")[2], 10, "the key 'first' is taken (line 7)", "a key of its own"),
        (TERM + "    term: x", 10, "term is repeated (first on line 8)", "each field once"),
        (
            POLICY + "    start: 2018\n    end: 2016",
            12,
            "policies[first].end: found '2016'",
            "before the start, 2018",
        ),
        (POLICY + "    partners: [UK]", 11, "partners[1]: found 'UK'", "the ISO 3166 code"),
        (
            POLICY + "    parent: first",
            11,
            "'first' is the entry itself, or a part of it",
            "a parent further up",
        ),
        (
            POLICY + "    actions:\n      - key: a\n        text: ~",
            13,
            "actions[a].text: found nothing",
            "text",
        ),
        ("policy_milestones:\n  - {key: a, date: 2016, policies: []}", 7, "found a list", "at least 1 items"),
        (
            CITATIONS.replace("key: page", "key: other", 1),
            12,
            "footnote 1 is taken (line 8)",
            "for each footnote",
        ),
        (
            "citations:\n  - key: page\n    kind: web",
            7,
            "citations[page]: found a mapping",
            "at least one address",
        ),
        (CITATIONS.replace("footnote: 1", "footnote: 10000", 1), 8, "'10000'", "at most 9999"),
        (CITATIONS.replace("https://", "javascript:", 1), 10, "urls[1]", "starts with http:// or https://"),
    ],
)
def test_a_mistake_is_reported_with_its_line_what_was_found_and_what_is_expected(
    examine: Examine, text: str, line: int, what: str, expected: str
) -> None:
    errors = examine(text).errors
    assert any(e.line == line and what in e.what and expected in e.expected for e in errors), [
        *map(str, errors)
    ]


def test_all_mistakes_are_reported_at_once_in_the_order_of_the_file(
    tmp_path: Path, vocabularies: Vocabularies
) -> None:
    path = tmp_path / "TJK.yaml"
    path.write_text(HEAD + POLICY + "    start: then\n    colour: red\n" + CITATIONS, encoding="utf-8")
    with pytest.raises(ContentError) as refusal:
        read_content(path, vocabularies)
    lines = refusal.value.message.splitlines()
    assert [line.split(":")[1] for line in lines] == ["11", "12", "18", "19"]
    assert lines[0] == f"{path}:11: policies[first].start: found 'then'; expected " + (
        "a date like 2016, 2010-05 or 2010-05-29, a span like 2018/2021, or unknown"
    )


@pytest.mark.parametrize(
    "edition", ["..", "2025/1", "a b", "", "x" * 41, "2025." + "x" * 40, "-1", "final", "25", "2025\u0661"]
)
def test_an_edition_has_a_name_that_can_name_a_release(
    tmp_path: Path, vocabularies: Vocabularies, edition: str
) -> None:
    path = tmp_path / "TJK.yaml"
    path.write_text(HEAD.replace('edition: "2020"', f'edition: "{edition}"'), encoding="utf-8")
    with pytest.raises(ContentError, match=r"TJK\.yaml:3: edition\.edition: found .* like 2025"):
        read_content(path, vocabularies)


@pytest.mark.parametrize("edition", ["2025", "2025.1", "2025-07", "2025_final"])
def test_the_usual_names_of_editions_are_taken(
    tmp_path: Path, vocabularies: Vocabularies, edition: str
) -> None:
    path = tmp_path / "TJK.yaml"
    path.write_text(HEAD.replace('edition: "2020"', f'edition: "{edition}"'), encoding="utf-8")
    assert read_content(path, vocabularies).edition.edition == edition


def test_parents_that_form_a_ring_are_reported(examine: Examine) -> None:
    second = POLICY.partition("\n")[2].replace("first", "second")
    errors = examine(POLICY + "    parent: second\n" + second + "    parent: first\n").errors
    assert [error.line for error in errors] == [11, 16]


FINDING = """
  - key: {key}
    kind: {kind}
    text: Words.
    parent: {parent}
"""


def test_an_example_is_of_a_finding_of_its_kind_that_is_no_example_itself(examine: Examine) -> None:
    def finding(key: str, kind: str, parent: str | None) -> str:
        text = FINDING.format(key=key, kind=kind, parent=parent)
        return "".join(line for line in text.splitlines(keepends=True)[1:] if "None" not in line)

    findings = [
        finding("first", "trend", None),
        finding("example", "trend", "first"),
        finding("example-of-example", "trend", "example"),
        finding("of-another-kind", "obstacle", "first"),
    ]
    errors = examine("assessments:\n" + "".join(findings)).errors
    assert [error.line for error in errors] == [17, 21]


def test_further_reading_goes_with_a_section_that_shows_it(examine: Examine) -> None:
    reading = "further_reading:\n  - key: one\n    title: A book\n    about: terminology\n"
    (error,) = examine(reading).errors
    assert error.line == 9
    assert "diaspora_organisations" in str(error)


def test_a_file_is_named_after_its_country(tmp_path: Path, vocabularies: Vocabularies) -> None:
    path = tmp_path / "KGZ.yaml"
    path.write_text(HEAD, encoding="utf-8")
    with pytest.raises(ContentError, match=r"KGZ\.yaml:1: .* expected the file's name to be TJK\.yaml"):
        read_content(path, vocabularies)


def test_a_tag_that_the_vocabulary_lacks_is_a_warning_with_the_nearest_code(examine: Examine) -> None:
    examination = examine("""\
        practices:
          - key: forum
            title: Forum
            description: People met.
            themes: [Labour migration, sports]
        """)
    assert examination.content is not None
    first, second = examination.warnings
    assert (first.line, "did you mean labour_migration?" in first.expected) == (10, True)
    assert "'sports' is not in practice_themes" in second.what
    assert examination.content.practices[0].themes == ("Labour migration", "sports")


def test_a_footnote_that_nothing_rests_on_is_a_warning(examine: Examine) -> None:
    text = CITATIONS.replace("key: page", "key: other", 1).replace("footnote: 1", "footnote: 2", 1)
    warnings = examine(TERM + "    citations: [page]\n" + text).warnings
    assert [(w.line, w.what) for w in warnings] == [(12, "citations[other]: no entry cites it")]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert('x')</script>",
        """It's "quoted" — `so`; drop table dw.dim_policy; --""",
        "מפה של התפוצה \u200fعربي",
        "соотечественники, Тоҷикистон",
        "{{ 7 * 7 }} %s ${HOME} \\x00",
        "=cmd|' /C calc'!A0",
        "👩🏽‍🚀 e\u0301",
    ],
)
def test_hostile_and_foreign_text_stays_the_text_it_is(examine: Examine, text: str) -> None:
    quoted = text.replace("'", "''")
    examination = examine(TERM + f"    definition: '{quoted}'")
    assert examination.errors == ()
    assert examination.content is not None
    assert examination.content.terminology[0].definition == text


def test_a_hostile_name_of_a_field_is_shown_escaped(examine: Examine) -> None:
    (error,) = examine('"\\e[31m\\uD800": x').errors
    str(error).encode()
    assert "\x1b" not in str(error)


def test_a_folder_is_examined_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "vocabularies.yaml").write_bytes((CONTENT_FOLDER / "vocabularies.yaml").read_bytes())
    (tmp_path / "TJK.yaml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "KGZ.yaml").write_text("country: KGZ\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no content", encoding="utf-8")
    kyrgyzstan, tajikistan = ContentLibrary((tmp_path,)).examine()
    assert [str(error.what) for error in kyrgyzstan.errors] == ["edition is missing"]
    assert tajikistan.errors == ()


def test_a_folder_without_content_says_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="content new"):
        ContentLibrary((tmp_path,)).examine()
