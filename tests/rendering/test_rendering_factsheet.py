"""What a factsheet says, read from the real figures and the real mapping."""

import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import UsageError
from diaspora_dw.rendering.blocks import Abreast, Box, Items, Table
from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.figure_sections import destinations, latest_disagreements
from diaspora_dw.rendering.mapping import Mapping
from diaspora_dw.rendering.remittance_sections import remittances
from diaspora_dw.rendering.sections import sections, subsections
from diaspora_dw.rendering.text import as_text
from tests.rendering.conftest import read
from tests.rendering.sheets import mapping_that_says, sheet, source

ALL_SECTIONS = [
    "glance",
    "facts-and-figures",
    "emigration",
    "top-destinations",
    "neighbours",
    "remittances",
    "remittance-senders",
    "remittance-receivers",
    "immigration",
    "top-origins",
    "country",
    "political-rights",
    "terminology",
    "data-disclaimer",
    "policies",
    "trends",
    "achievements",
    "obstacles",
    "practices",
    "actors",
    "institutions",
    "organisations",
    "footnotes",
    "sources",
    "about",
]


def plain_text(factsheet: Factsheet) -> str:
    return " ".join(as_text(factsheet).split())


def anchors(factsheet: Factsheet) -> list[str]:
    found, _ = sections(factsheet)
    return [section.anchor for top in found for section in (top, *subsections(top.body))]


def test_tajikistan_has_every_section_the_first_screen_first(tajikistan: Factsheet) -> None:
    assert anchors(tajikistan) == ALL_SECTIONS
    assert tajikistan.missing == []


def test_where_remittances_come_from_is_said_as_an_estimate_with_its_year(tajikistan: Factsheet) -> None:
    text = plain_text(tajikistan).replace("\N{NO-BREAK SPACE}", " ")
    assert "Most remittances come from: US$ 2.3 billion from the Russian Federation" in text
    assert "2021, estimate" in text
    assert {row.method for row in tajikistan.top_senders} == {"published", "estimated"}


def test_a_country_without_a_mapping_has_the_figures_and_says_what_is_missing(kyrgyzstan: Factsheet) -> None:
    assert anchors(kyrgyzstan) == [
        "glance",
        "facts-and-figures",
        "emigration",
        "top-destinations",
        "neighbours",
        "remittances",
        "remittance-senders",
        "remittance-receivers",
        "immigration",
        "top-origins",
        "country",
        "political-rights",
        "sources",
    ]
    assert kyrgyzstan.mapping is not None
    assert kyrgyzstan.mapping.edition is None
    assert kyrgyzstan.missing == [
        "terminology",
        "policies",
        "assessments",
        "practices",
        "institutions",
        "diaspora_organisations",
    ]


def test_germanys_migrants_that_are_gone_are_noticed_first(tajikistan: Factsheet) -> None:
    first = latest_disagreements(tajikistan.edition_disagreements)[0]
    assert (first.destination_name, first.year, first.migrants_before, first.migrants_after) == (
        "Germany",
        2020,
        32_157,
        None,
    )


def test_corridors_are_compared_in_the_latest_year_only(tajikistan: Factsheet) -> None:
    compared = latest_disagreements(tajikistan.edition_disagreements)
    assert {row.year for row in compared} == {2020}
    assert len(compared) < len(tajikistan.edition_disagreements)


def test_a_box_lists_the_largest_disagreements_and_counts_the_others(loaded: Database) -> None:
    korea = read(loaded, "PRK")
    *_, box = destinations(korea)
    assert isinstance(box, Box)
    listed, others, *_ = box.body
    assert isinstance(listed, Items)
    largest = latest_disagreements(korea.edition_disagreements)
    groups, corridors = listed.body[:-6], listed.body[-6:]
    assert "CIS, 2020: 77,387 migrants in edition 2020" in str(groups)
    assert "All destinations" not in str(groups), "the note on the emigrants says it"
    assert "EU" not in str(groups), "the note on its figure says it"
    assert len(largest) > 6
    assert all(
        row.destination_name in item.text[0].text for row, item in zip(largest, corridors, strict=False)
    )
    assert f"{len(largest) - 6} more destinations" in str(others)


def test_the_former_editions_figure_of_the_eu_is_beside_todays(tajikistan: Factsheet) -> None:
    text = plain_text(tajikistan)
    for said in (
        "Emigrants in the European Union (EU, the 27 members since 2020): 0.4 % (1,823 emigrants; 47.8 % men, "
        "52.2 % women)",
        "Note: For 2020, the 2020 edition counted 36,327 emigrants there and the 2024 edition 1,737. UN DESA does "
        "not say where many of the immigrants (10.1 %) come from, so the figure may be too low.",
        "(1,961 emigrants; 47.4 % men, 52.6 % women)",
        "2020 1,737 1,860 36,327",
    ):
        assert said in text, said
    assert text.count("36,327") == 2, "at the figure, and in the table of years"


def test_a_small_states_page_says_where_its_people_were(loaded: Database) -> None:
    text = plain_text(read(loaded, "TUV"))
    assert "1,903 in New Zealand and the 2024 edition none." in text
    assert "New Zealand, 2020: 1,903 migrants in edition 2020, no figure in edition 2024." in text
    assert "too few to divide into men and women" in text
    caution = "Our estimate rests on the number of emigrants. For 2020, the 2020 edition counted"
    assert text.count(caution) == 2, "at the figure and at the table"


def test_a_right_at_a_glance_is_attributed_to_who_publishes_the_mapping(tajikistan: Factsheet) -> None:
    mapping = tajikistan.mapping
    assert mapping is not None
    assert mapping.edition is not None
    theirs = mapping.model_copy(update={"edition": {**mapping.edition, "publisher": "Ministry of Labour"}})
    text = plain_text(tajikistan.model_copy(update={"mapping": theirs}))
    assert "(At embassies; at consulates) July 2025; Ministry of Labour" in text
    assert "July 2025; EUDiF" not in text


def test_a_jump_of_remittances_is_noted_at_a_glance_and_with_what_is_made_from_it(
    loaded: Database,
) -> None:
    text = plain_text(read(loaded, "PSE"))
    jump = "Remittances to the State of Palestine went from US$ 3.2 billion in 2023 to US$ 735.6 million in 2024."
    assert text.count(jump) == 2, "at a glance, and once for all senders"


def test_a_country_with_remittances_of_one_year_has_a_table_in_place_of_the_chart(loaded: Database) -> None:
    factsheet = read(loaded, "TKM")
    assert len(factsheet.remittances) == 1
    (shown,) = [block for block in remittances(factsheet) if isinstance(block, Abreast)]
    (table,) = shown.body
    assert isinstance(table, Table)
    assert len(table.rows) == 1


def test_an_older_share_of_gdp_has_the_note_on_the_remittances_of_its_own_year(loaded: Database) -> None:
    text = plain_text(read(loaded, "SSD"))
    note = "Remittances to South Sudan went from US$ 2.0 million in 2014 to US$ 1.1 billion in 2015."
    assert text.count(note) == 2, "at the share, and at the amount"


def test_estimates_that_differ_are_named_in_one_sentence(loaded: Database) -> None:
    text = plain_text(read(loaded, "CHN"))
    assert (
        "The World Bank’s estimate for 2021 and ours differ by a factor of two or more: United States of America "
        "(US$ 12.7 billion and US$ 4.7 billion), "
    ) in text


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("SYR", "No usable figure published since 2010 (the World Bank publishes 0)."),
        ("VEN", "No usable figure published since 2016 (the World Bank publishes 0)."),
        ("VEN", "no GDP figure for 2016"),
        ("VEN", "Latest figure; none published since 2014."),
        ("SGP", "There is no usable figure: the World Bank publishes 0"),
        ("TJK", "GDP of 2024 not known yet"),
        ("XKX", "UN DESA has no separate figures for Kosovo"),
    ],
)
def test_a_page_says_why_a_figure_is_old_or_missing(loaded: Database, code: str, said: str) -> None:
    assert said in plain_text(read(loaded, code))


def test_a_country_that_nobody_in_the_eu_is_counted_from_says_so_instead_of_a_figure(
    loaded: Database,
) -> None:
    for code in ("NIU", "ASM"):  # without a row for the EU, and with one of nobody
        text = plain_text(read(loaded, code))
        assert "UN DESA counts no emigrants from here in the EU or the EEA." in text
        assert "Emigrants in the European Union" not in text
        assert " 0.0 %" not in text


def test_the_json_keeps_percentages_that_the_page_leaves_out(loaded: Database) -> None:
    tuvalu = read(loaded, "TUV")
    union = tuvalu.group("EU27_2020")
    assert union is not None
    assert (union.emigrants, union.male_pct) == (10, 70)
    assert "70.0 %" not in plain_text(tuvalu)


def test_rights_and_posts_of_registers_say_of_when_they_are_and_that_more_may_exist(loaded: Database) -> None:
    germany, romania, hong_kong = (read(loaded, code) for code in ("DEU", "ROU", "HKG"))
    rights, institutions = plain_text(germany), plain_text(romania)
    assert "Dual citizenship: granted on conditions" in rights
    assert "the law in force on 1 January 2020. Later reforms are not in it." in rights
    assert "Legal basis: GER 25 (abbreviated as in GLOBALCIT)" in rights
    assert "loses this one automatically, with exceptions. Foreigners who naturalise must give up" in rights
    assert "Version 1.0, codes and articles only; retrieved" in rights
    assert {source.source_code for source in germany.sources}.isdisjoint({"register"}), "it has no row of it"
    assert "register" in {source.source_code for source in romania.sources}
    assert "may be granted all the same" in rights
    assert "Senate: 2 of 136 seats. The World Factbook, 26 December 2024." in institutions
    assert "Minister for Romanians Abroad A post in the cabinet as of June 2019" in institutions
    assert hong_kong.mapping is None


def test_two_sources_on_one_right_agree_or_stand_in_a_box(tajikistan: Factsheet) -> None:
    said = (
        "GLOBALCIT, law of 1 January 2020, later reforms not included: The authorities can withdraw citizenship from a "
        "citizen who acquires another one, with exceptions (TAJ 23)."
    )
    assert f"Another source gives the same status. {said}" in plain_text(tajikistan)
    assert tajikistan.mapping is not None
    records = tajikistan.mapping.model_dump()
    records["political_rights"][0]["sources_disagree"] = True
    disagreeing = sheet(mapping=Mapping.model_validate(records))
    assert f"! Another source disagrees {said}" in plain_text(disagreeing)


def test_footnotes_have_the_printed_numbers(tajikistan: Factsheet) -> None:
    mapping = tajikistan.mapping
    assert mapping is not None
    assert [citation["footnote"] for citation in mapping.records("citations")] == list(range(1, 16))
    rights = {
        right["right_kind"]: (right["footnotes"], right["channel_footnotes"])
        for right in mapping.records("political_rights")
    }
    assert rights == {"dual_citizenship": ([2], []), "vote_from_abroad": ([3], [4])}


def test_a_policy_has_its_actions_and_a_milestone_its_policies(tajikistan: Factsheet) -> None:
    mapping = tajikistan.mapping
    assert mapping is not None
    actions = {policy["policy_key"]: len(policy["actions"]) for policy in mapping.records("policies")}
    assert (actions["covid-19-document"], actions["state-concept-action-plan"]) == (5, 8)
    assert mapping.records("policy_milestones")[0]["policy_keys"] == ["nds-2030", "mtdp-2016-2020"]


def test_the_edition_compared_with_is_among_the_sources(tajikistan: Factsheet) -> None:
    editions = {(source.source_code, source.edition): source.is_current for source in tajikistan.sources}
    assert editions["undesa", "2024"]
    assert not editions["undesa", "2020"]


def test_a_sample_says_so(sampled: Factsheet) -> None:
    assert sampled.is_sample
    assert sampled.country.emigrants == 514_478


def test_one_sampled_source_makes_a_sample() -> None:
    assert sheet(sources=[source(), source(is_sample=True)]).is_sample
    assert not sheet(sources=[source()]).is_sample


def test_small_letters_find_the_country(loaded: Database) -> None:
    assert read(loaded, "tjk").country.country_name == "Tajikistan"


def test_a_code_that_no_country_has_is_refused(loaded: Database) -> None:
    with pytest.raises(UsageError, match="there is no country 'XYZ'"):
        read(loaded, "XYZ")


def test_an_unknown_origin_has_no_factsheet(loaded: Database) -> None:
    with pytest.raises(UsageError, match="is not a country") as caught:
        read(loaded, "ZZZ")
    assert "select * from corridor where origin_iso3_code = 'ZZZ'" in caught.value.advice


def test_an_empty_warehouse_says_what_to_run(database: Database) -> None:
    with pytest.raises(UsageError, match="the warehouse is empty") as caught:
        read(database, "TJK")
    assert "diaspora-dw run" in caught.value.advice


def test_every_section_of_a_mapping_has_something_to_say() -> None:
    without_figures = {"remittances", "emigration", "top-destinations", "immigration", "top-origins"}
    without_figures |= {"country", "sources", "remittance-senders", "remittance-receivers"}
    without_figures |= {"facts-and-figures", "neighbours"}
    assert anchors(sheet(mapping=mapping_that_says("x"))) == [
        anchor for anchor in ALL_SECTIONS if anchor not in without_figures
    ]
