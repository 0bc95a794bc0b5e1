"""The page's own structure, read without a browser."""

import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from diaspora_dw.database import Database
from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.html import as_fragment, as_html
from diaspora_dw.rendering.sections import sections, subsections
from tests.conftest import CallCommand
from tests.rendering.sheets import (
    destination,
    emigrants,
    immigrants,
    mapping_that_says,
    origin,
    received,
    sheet,
    source,
)

HOSTILE = "<script>alert('x')</script> \"quoted\" & <b>bold</b> {{ 7 * 7 }} שלום Душанбе ‎"
MOST_BYTES = 500_000


class Page(HTMLParser):
    """What the tests look for in a page: tags, identifiers, addresses and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.texts: list[str] = []
        self.headings: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags[tag] += 1
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag == "a":
            self.links.append(given["href"] or "")
        else:
            self.loaded += [value for name, value in attrs if name in {"src", "href", "srcset"} and value]
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append(int(tag[1]))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


@pytest.fixture(scope="module")
def page(tajikistan: Factsheet) -> Page:
    return Page(as_html(tajikistan))


def test_every_section_is_there_and_listed_in_the_contents(page: Page, tajikistan: Factsheet) -> None:
    found, _ = sections(tajikistan)
    anchors = [section.anchor for top in found for section in (top, *subsections(top.body))]
    assert [identifier for identifier in page.ids if identifier in anchors] == anchors
    assert [link for link in page.links if link[1:] in anchors] == [f"#{anchor}" for anchor in anchors]


def test_no_identifier_is_given_twice(page: Page) -> None:
    assert [identifier for identifier, times in Counter(page.ids).items() if times > 1] == []


def test_links_within_the_page_lead_somewhere(page: Page) -> None:
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


def test_every_footnote_leads_back_to_where_it_stands_and_from_there_to_it(page: Page) -> None:
    references = {identifier for identifier in page.ids if identifier.startswith("ref-")}
    back = [link[1:] for link in page.links if link.startswith("#ref-")]
    assert sorted(back) == sorted(references)
    assert Counter(f"#footnote-{reference.split('-')[1]}" for reference in references) == Counter(
        link for link in page.links if link.startswith("#footnote-")
    )
    assert {f"footnote-{number}" for number in range(1, 16)} <= set(page.ids)


def test_the_first_screen_comes_before_what_is_missing(kyrgyzstan: Factsheet) -> None:
    page = Page(as_html(kyrgyzstan))
    assert page.ids.index("glance") < page.ids.index("missing")
    assert "Vote from abroad not covered" in page.text


def test_a_mark_stands_at_a_figure_whose_coverage_is_poor() -> None:
    covered, doubtful = (
        Page(as_html(sheet(emigration=[emigrants(2024, 60, 40, coverage_note=note)]))).text
        for note in (None, "One destination is missing.")
    )
    assert "⚠ Read before quoting One destination is missing." in doubtful
    assert "⚠" not in covered


def test_a_fragment_has_the_pages_text_and_descriptions_of_its_charts(tajikistan: Factsheet) -> None:
    fragment, charts = as_fragment(tajikistan, "#/country/TJK/")
    links = [link for link in Page(fragment).links if link.startswith("#")]
    assert all(link.startswith("#/country/TJK/") for link in links)
    assert {link.removeprefix("#/country/TJK/") for link in links} <= set(Page(fragment).ids)
    assert len(charts) == fragment.count("data-chart=") == as_html(tajikistan).count("<figure>")
    assert "style=" not in fragment


def test_the_page_loads_nothing(page: Page) -> None:
    assert page.loaded == ["data:,"]
    assert page.tags["script"] == 0


def test_headings_go_down_one_level_at_a_time(page: Page) -> None:
    assert page.headings[0] == 1
    steps = zip(page.headings, page.headings[1:], strict=False)
    assert [(above, below) for above, below in steps if below > above + 1] == []


def test_every_chart_has_its_figures_as_a_table(page: Page) -> None:
    folded = 1
    assert page.tags["figure"] == page.tags["figcaption"] == page.tags["details"] - folded == 12
    assert page.tags["table"] >= page.tags["figure"]


@pytest.mark.parametrize(
    "said",
    [
        "Remittances as a share of GDP 38.4 % 2nd of 187 in the world, 1st of 4 in Central Asia 2023 · World Bank, ",
        "Remittances received US$ 6.8 billion 29th of 189 in the world, 2nd of 4",
        "Emigrants 514,478 105th of 233 in the world, 4th of 5 in Central Asia 2024 · UN DESA, edition 2024",
        "Emigrants per 100 residents 4.9 133rd of 233",
        "First destination Russian Federation 415,676 people, 80.8 % of all emigrants",
        "Dual citizenship ◐ Granted on conditions with Russian Federation July 2025 · EUDiF",
        "Vote from abroad ✓ Granted At embassies; at consulates",
        "Four in five live in the Russian Federation (emigrants, 2024)",
        "Remittances received US$ 4.6 billion 38.42 % of GDP 2023 ·",
        "All destinations 514,478 57.4 % 42.6 %",
        "UN DESA’s population of the same year (10,590,927 in 2024)",
        "National Strategy on Migration until 2015, start unknown · ended",
        "276,777 immigrants among 10,590,927 people in the country 2024 · UN DESA",
        "1,961 emigrants; 47.4 % men, 52.6 % women",
        "Germany, 2020: 32,157 migrants in edition 2020, no figure in edition 2024.",
        "compatriots [ соотечественники ] (refers to Foreign compatriots)",
        "Right to vote in national elections for citizens residing abroad 3 ✓ granted",
        "§ 1.3.6",
        "Written by Dr Olga R Gulina",
        "First issued October 2020 Updated July 2025",
        "CC BY 3.0 IGO",
    ],
)
def test_what_the_printed_factsheet_says_is_there(page: Page, said: str) -> None:
    assert said in page.text.replace("\u00a0", " ")


def test_the_page_is_small_and_the_same_every_time(tajikistan: Factsheet) -> None:
    html = as_html(tajikistan)
    assert len(html.encode()) < MOST_BYTES
    assert html == as_html(tajikistan)


def test_missing_sections_are_listed(kyrgyzstan: Factsheet) -> None:
    text = Page(as_html(kyrgyzstan)).text
    assert "Not in this factsheet Terminology; Policy and legislative framework;" in text
    assert "Not in this factsheet" not in Page(as_html(sheet(**complete()))).text


def test_a_sample_is_marked(sampled: Factsheet) -> None:
    assert "A sample, not the full figures" in Page(as_html(sampled)).text
    assert "A sample, not the full figures" not in Page(as_html(sheet(sources=[source()]))).text


def test_hostile_text_comes_out_as_text_wherever_it_stands() -> None:
    hostile, tame = (Page(as_html(sheet(mapping=mapping_that_says(said)))) for said in (HOSTILE, "tame"))
    assert hostile.tags == tame.tags
    assert hostile.text.count(" ".join(HOSTILE.split())) > 80


def test_an_invalid_address_becomes_no_link() -> None:
    page = Page(as_html(sheet(mapping=mapping_that_says("javascript:alert(1)"))))
    assert [link for link in page.links if not link.startswith(("#", "https://"))] == []


def test_a_hostile_content_file_comes_out_as_text(
    loaded_copy: Database, loaded_home: Path, command: CallCommand, tmp_path: Path
) -> None:
    content = {
        "country": "KGZ",
        "edition": {"edition": "2020", "title": HOSTILE, "language": "en", "data_disclaimer": HOSTILE},
        "terminology": [{"key": "a", "term": HOSTILE, "kind": "legal_definition", "definition": HOSTILE}],
        "citations": [{"key": "b", "kind": "web", "title": HOSTILE, "urls": ["https://example.org/?a='&b"]}],
    }
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "KGZ.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    own = {"environment": {"DIASPORA_DW_CONTENT_FOLDER": str(folder)}}
    done = command("run", "content", database=loaded_copy, home=loaded_home, **own)
    assert done.code == 0, done.out + done.err
    page = tmp_path / "KGZ.html"
    done = command("factsheet", "KGZ", "--format", "html", "--output", str(page), database=loaded_copy)
    assert (done.code, done.out) == (0, "")
    written = Page(page.read_text(encoding="utf-8"))
    assert written.tags["script"] == written.tags["b"] == 0
    assert written.text.count(" ".join(HOSTILE.split())) >= 5


def test_other_commands_do_not_wait_for_what_draws() -> None:
    code = "import sys, diaspora_dw.cli; print({'jinja2', 'vl_convert'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_folder_that_is_not_there_is_named(loaded: Database, command: CallCommand, tmp_path: Path) -> None:
    done = command("factsheet", "TJK", "--output", str(tmp_path / "none" / "TJK.txt"), database=loaded)
    assert done.code == 2
    assert "cannot be written" in done.err


def complete() -> dict[str, object]:
    """The parts of a factsheet from which nothing is missing."""
    return {
        "mapping": mapping_that_says("x"),
        "emigration": [emigrants(2024, 60, 40)],
        "remittances": [received(2023, 1e6)],
        "top_destinations": [destination("Otherland", 100)],
        "immigration": [immigrants(2024, 60, 40)],
        "top_origins": [origin("Otherland", 100)],
    }
