"""Reading one answer of the Indicators API: every shape of error it is known for, and any bytes at all."""

import json
from collections.abc import Callable
from datetime import date
from math import isfinite
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diaspora_dw.errors import ContentError, PublisherAnswerError, SourceError
from etl.worldbank.api import (
    InterimAnswerError,
    PageInfo,
    read_economies,
    read_page,
    read_series,
)

CODE = "SP.POP.TOTL"


def info(**changes: Any) -> dict[str, Any]:
    plain = {"page": 1, "pages": 1, "per_page": 50, "total": 1, "lastupdated": "2025-07-01"}
    return plain | changes


def record(**changes: Any) -> dict[str, Any]:
    plain = {
        "indicator": {"id": CODE, "value": "Population"},
        "country": {"id": "NA", "value": "Namibia"},
        "countryiso3code": "NAM",
        "date": "2024",
        "value": 3_030_000,
    }
    return plain | changes


def body(*answer: Any) -> bytes:
    return json.dumps(answer).encode()


def test_an_answer_holds_page_information_and_records() -> None:
    page, records = read_page(body(info(), [record()]))

    assert page == PageInfo(page=1, pages=1, total=1, last_updated=date(2025, 7, 1))
    series = read_series(records, CODE)
    assert (series.economy_codes, series.years, series.values) == (["NAM"], [2024], [3_030_000.0])


def test_numbers_of_the_page_information_may_come_as_strings() -> None:
    page, _ = read_page(body(info(page="1", pages="1", per_page="400", total="1"), [record()]))

    assert (page.page, page.pages, page.total) == (1, 1, 1)


def test_a_byte_order_mark_before_the_answer_is_ignored() -> None:
    page, _ = read_page(b"\xef\xbb\xbf" + body(info(), [record()]))

    assert page.total == 1


def test_no_records_are_right_where_there_are_none_in_all() -> None:
    for answer in (body(info(page=0, pages=0, total=0), None), body(info(page=0, pages=0, total=0))):
        assert read_page(answer)[1] == []


@pytest.mark.parametrize("answer", [body(info(), None), body(info())], ids=["null", "missing"])
def test_missing_records_may_come_with_the_next_attempt(answer: bytes) -> None:
    with pytest.raises(InterimAnswerError, match="records are missing"):
        read_page(answer)


@pytest.mark.parametrize("number", ["120", "175"])
def test_an_error_message_is_an_error_though_its_status_says_otherwise(number: str) -> None:
    said = body({"message": [{"id": number, "key": "Invalid value", "value": "Not valid"}]})

    with pytest.raises(PublisherAnswerError, match=f"message {number}: Invalid value. Not valid") as fault:
        read_page(said)
    assert not isinstance(fault.value, InterimAnswerError)
    assert "list of indicators" in fault.value.advice


def test_a_message_that_the_service_is_away_may_pass() -> None:
    with pytest.raises(InterimAnswerError, match="message 105"):
        read_page(body({"message": [{"id": "105", "key": "Service currently unavailable", "value": ""}]}))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<!DOCTYPE html><html></html>",
        b'\xef\xbb\xbf<?xml version="1.0"?><wb:error/>',
        body(info(), [record()])[:30],
        b"[]",
        b"{}",
        b"[1, 2]",
        b"\xff\xfe",
        b"[" * 100_000,
    ],
    ids=["nothing", "HTML", "XML", "cut early", "empty", "object", "numbers", "no UTF-8", "deep"],
)
def test_what_is_no_answer_may_be_one_at_the_next_attempt(answer: bytes) -> None:
    with pytest.raises(InterimAnswerError):
        read_page(answer)


@pytest.mark.parametrize(
    "changes",
    [
        {"total": "many"},
        {"total": None},
        {"total": -1},
        {"pages": 0},
        {"lastupdated": "01/07/2025"},
        {"lastupdated": 2025},
    ],
    ids=str,
)
def test_page_information_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ContentError, match="inconsistent page metadata"):
        read_page(body(info(**changes), [record()]))


@pytest.mark.parametrize("records", ["text", {"a": 1}, [1], [None]], ids=str)
def test_records_that_are_no_records_are_refused(records: Any) -> None:
    with pytest.raises(ContentError, match="not a list of objects"):
        read_page(body(info(), records))


@pytest.mark.parametrize(
    "changes",
    [
        {"value": "3030000"},
        {"value": True},
        {"value": []},
        {"value": 10**400},
        {"value": float("inf")},
        {"date": "2024Q1"},
        {"date": 2024},
        {"date": "20"},
        {"countryiso3code": 516},
        {"countryiso3code": "", "country": None},
        {"indicator": {"id": "NY.GDP.MKTP.CD"}},
        {"indicator": None},
    ],
    ids=lambda changes: str(changes)[:40],
)
def test_a_record_that_is_no_figure_is_named_by_its_number(changes: dict[str, Any]) -> None:
    with pytest.raises(ContentError, match=f"record 2 is not a figure of {CODE}"):
        read_series([record(), record(**changes), record()], CODE)


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_no_figure(constant: str) -> None:
    with pytest.raises(InterimAnswerError):
        read_page(body(info(), [record(value="X")]).replace(b'"X"', constant.encode()))


def test_an_economy_without_a_three_letter_code_goes_by_its_other() -> None:
    assert read_series([record(countryiso3code="", country={"id": "1W"})], CODE).economy_codes == ["1W"]


def economy(**changes: Any) -> dict[str, Any]:
    plain = {
        "id": "JAM",
        "iso2Code": "JM",
        "region": {"id": "LCN", "value": "Latin America & Caribbean "},
        "incomeLevel": {"id": "UMC", "value": "Upper middle income"},
        "name": "Jamaica",
    }
    return plain | changes


def test_an_economy_is_read_without_stray_spaces_and_told_from_an_aggregate() -> None:
    aggregate = economy(id="WLD", region={"id": "NA", "value": "Aggregates"})
    namibia = economy(id="NAM", iso2Code="NA")

    country, world, other = read_economies([economy(), aggregate, namibia])

    assert country.region_name == "Latin America & Caribbean"
    assert not country.is_aggregate
    assert world.is_aggregate
    assert (other.two_letter_code, other.is_aggregate) == ("NA", False)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": None},
        {"id": ""},
        {"region": None},
        {"region": {}},
        {"region": {"id": "LCN", "value": " "}},
        {"region": {"id": "the Americas", "value": "Americas"}},
        {"incomeLevel": "UMC"},
        {"iso2Code": 5},
    ],
    ids=str,
)
def test_an_economy_that_lacks_something_is_named_by_its_number(changes: dict[str, Any]) -> None:
    with pytest.raises(ContentError, match="record 2 is not an economy"):
        read_economies([economy(), economy(**changes)])


def keeps_its_contract(answer: bytes) -> None:
    """Any bytes give what is promised, or a `SourceError`."""
    try:
        page, records = read_page(answer)
    except SourceError:
        return
    assert min(page.page, page.pages, page.total) >= 0
    assert page.total > 0 or page.pages == 0
    try:
        series = read_series(records, CODE)
    except SourceError:
        pass
    else:
        assert len(series.economy_codes) == len(series.years) == len(series.values) == len(records)
        assert all(isinstance(code, str) for code in series.economy_codes)
        assert all(isinstance(year, int) and 1900 <= year <= 2100 for year in series.years)
        assert all(value is None or (isinstance(value, float) and isfinite(value)) for value in series.values)
    try:
        economies = read_economies(records)
    except SourceError:
        return
    assert all(economy.code and economy.code == economy.code.strip() for economy in economies)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
FIELD = JSON | st.sampled_from(["2024", "TJK", CODE, {"id": CODE}, {"id": "TJ", "value": "x"}, 1, "1", None])


def changed(plain: Callable[..., dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(sorted(plain())), FIELD, max_size=2).map(lambda new: plain(**new))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(answer: bytes) -> None:
    keeps_its_contract(answer)


@settings(max_examples=50, deadline=None)
@given(JSON)
def test_any_json_is_read_or_refused(answer: Any) -> None:
    keeps_its_contract(json.dumps(answer).encode())


@settings(max_examples=150, deadline=None)
@given(changed(info), st.lists(changed(record) | changed(economy), max_size=3) | JSON)
def test_any_answer_that_is_nearly_right_is_read_or_refused(opening: dict[str, Any], records: Any) -> None:
    keeps_its_contract(body(opening, records))


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=0, max_value=400))
def test_an_answer_that_is_cut_anywhere_is_never_taken_for_a_whole_one(length: int) -> None:
    whole = body(info(total=2), [record(), record(date="2023")])
    with pytest.raises(InterimAnswerError):
        read_page(whole[: min(length, len(whole) - 1)])
