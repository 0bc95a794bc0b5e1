"""One answer of the World Bank's Indicators API: whether it is what was asked for, and what it holds.

The API reports its errors in many shapes, most of them with status 200. Which pages belong together is for
`sweep`; what the figures become is for `tidy`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Annotated, Any, TypeVar

from pydantic import AliasPath, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import from_json

from diaspora_dw.errors import ContentError, PublisherAnswerError, SourceError
from diaspora_dw.fetching.fault import TransientError
from diaspora_dw.fetching.http import Answer, Http

# "Service currently unavailable". The other messages (120: a value is not valid, 175: the indicator was
# deleted or archived) say the same however often they are asked.
PASSING_MESSAGES = frozenset({"105"})
# These come with a page that says more than the status does.
JUDGED_STATUS = frozenset({400, 404})
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
REGION_OF_AGGREGATES = "NA"
FORMAT_CHANGED = "The publisher may have changed its format: see whether a newer version reads it."

Record = Mapping[str, Any]
T = TypeVar("T")


class InterimAnswerError(PublisherAnswerError):
    """Not the answer asked for, but the next attempt may well bring it."""


@dataclass(frozen=True)
class PageInfo:
    """What an answer says of itself: which page of how many, how many records there are, and how recent."""

    page: int
    pages: int
    total: int
    last_updated: date | None


def _at(*path: str) -> Any:
    """Say where in a record of the API a field stands."""
    return Field(validation_alias=AliasPath(*path))


Text = Annotated[str, StringConstraints(strip_whitespace=True)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
GroupCode = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Z]{2,3}$")]


@dataclass(frozen=True)
class Economy:
    """A country, or an aggregate of countries, in the API's country list."""

    code: Annotated[Name, _at("id")]
    two_letter_code: Annotated[Text, _at("iso2Code")]
    region_code: Annotated[GroupCode, _at("region", "id")]
    region_name: Annotated[Name, _at("region", "value")]
    income_code: Annotated[GroupCode, _at("incomeLevel", "id")]
    income_name: Annotated[Name, _at("incomeLevel", "value")]

    @property
    def is_aggregate(self) -> bool:
        """Whether it stands for several countries."""
        return self.region_code == REGION_OF_AGGREGATES


@dataclass(frozen=True)
class Series:
    """The figures of one page, as columns of equal length; a value is None where there is no figure."""

    economy_codes: Sequence[str]
    """Three-letter codes, or two-letter ones where the API leaves the other out."""
    years: Sequence[int]
    values: Sequence[float | None]


def fetch(
    http: Http,
    url: str,
    parameters: Mapping[str, str | int],
    *,
    place: str,
    read: Callable[[bytes], T],
) -> tuple[Answer, T]:
    """Fetch one page and read it, again where a fault can pass. `place` names the page in errors.

    Raises a `SourceError` that begins with the place.
    """
    result: list[T] = []

    def judge(answer: Answer) -> None:
        try:
            result[:] = [read(answer.body)]
        except InterimAnswerError as fault:
            sent_to = "" if answer.url.startswith(url) else f", from {answer.url}"
            # What a status of 4xx says will not change; a page in place of figures with 200 may go away.
            if answer.status in JUDGED_STATUS:
                message = f"the publisher answered {answer.status}: {fault.message}{sent_to}"
                raise PublisherAnswerError(
                    message, advice="Open the address in a browser to see what it says."
                ) from fault
            raise TransientError(f"{fault.message}{sent_to}") from fault

    try:
        answer = http.get(url, parameters, validate=judge, accept_status=JUDGED_STATUS)
    except SourceError as fault:
        raise type(fault)(f"{place}: {fault.message}", advice=fault.advice) from fault
    return answer, result[0]


def read_info(body: bytes) -> PageInfo:
    """What an answer says of itself, without reading its records. Raises a `SourceError`."""
    text = _text(body)
    try:
        opening, _ = json.JSONDecoder().raw_decode(text, text.index("[") + 1)
    except (ValueError, RecursionError) as fault:
        raise InterimAnswerError("the answer is cut off or is no JSON") from fault
    return _info(opening)


def read_page(body: bytes) -> tuple[PageInfo, list[Record]]:
    """What an answer says of itself, and its records. Raises a `SourceError`.

    An answer without records is right only where there are none in all; otherwise it is an interim one.
    """
    try:
        # A third faster than the standard library's reader, and as strict; pages of 4 MB are most of a sweep.
        answer = from_json(_plain(body), allow_inf_nan=False)
    except ValueError as fault:
        raise InterimAnswerError("the answer is cut off or is no JSON") from fault
    if not isinstance(answer, list) or not answer:
        raise InterimAnswerError("the answer is not a list of page information and records")
    info = _info(answer[0])
    records = answer[1] if len(answer) > 1 else None
    if records is None:
        if info.total:
            raise InterimAnswerError(f"the records are missing, though there should be {info.total}")
        records = []
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise ContentError("the records are not a list of objects", advice=FORMAT_CHANGED)
    return info, records


def read_economies(records: Sequence[Record]) -> list[Economy]:
    """Return the economies of a page of the country list. Raise `ContentError` for an invalid record."""
    try:
        return TypeAdapter(list[Economy]).validate_python(records)
    except ValidationError as fault:
        number = int(fault.errors()[0]["loc"][0])
        raise ContentError(
            f"record {number + 1} is not an economy with a region and an income level: {_shown(records[number])}",
            advice=FORMAT_CHANGED,
        ) from fault


def read_series(records: Sequence[Record], indicator_code: str) -> Series:
    """The figures of a page of an indicator. Raises `ContentError` for a record that is no figure of it."""
    series = _columns(records, indicator_code)
    if series is None:
        number, record = next(
            (number, record)
            for number, record in enumerate(records, start=1)
            if _columns([record], indicator_code) is None
        )
        raise ContentError(
            f"record {number} is not a figure of {indicator_code}: {_shown(record)}", advice=FORMAT_CHANGED
        )
    return series


def _columns(records: Sequence[Record], indicator_code: str) -> Series | None:
    """The records as columns, or None if any of them is not right. By column, for there are many records."""
    try:
        codes = [record["countryiso3code"] or record["country"]["id"] for record in records]
        dates = [record["date"] for record in records]
        values = [record["value"] for record in records]
        years_by_date = {text: int(text) for text in set(dates)}
        numbers = [None if value is None else float(value) for value in values]
        is_right = (
            all(isinstance(code, str) for code in set(codes))
            and all(EARLIEST_YEAR <= year <= LATEST_YEAR for year in years_by_date.values())
            and set(map(type, dates)) <= {str}
            and set(map(type, values)) <= {int, float, type(None)}
            and all(isfinite(number) for number in numbers if number is not None)
            and {record["indicator"]["id"] for record in records} <= {indicator_code}
        )
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return Series(codes, [years_by_date[text] for text in dates], numbers) if is_right else None


def _plain(body: bytes) -> bytes:
    body = body.removeprefix(BYTE_ORDER_MARK)
    if body.lstrip().startswith(b"<"):
        raise InterimAnswerError("a page of HTML or XML came instead of figures")
    return body


def _text(body: bytes) -> str:
    try:
        return _plain(body).decode()
    except UnicodeDecodeError as fault:
        raise InterimAnswerError("the answer is cut off or is no JSON") from fault


def _info(opening: Any) -> PageInfo:
    if not isinstance(opening, dict):
        raise InterimAnswerError("the answer does not begin with page information")
    if "message" in opening:
        raise _message_error(opening["message"])
    try:
        # Any of the numbers can come as a string, depending on the endpoint.
        page, pages, total = (int(opening[name]) for name in ("page", "pages", "total"))
        updated = opening.get("lastupdated")
        last_updated = date.fromisoformat(updated) if updated else None
    except (KeyError, TypeError, ValueError, OverflowError) as fault:
        raise ContentError(
            f"the page information cannot be read: {_shown(opening)}", advice=FORMAT_CHANGED
        ) from fault
    if min(page, pages, total) < 0 or (total > 0) != (pages > 0):
        raise ContentError(f"the page information is absurd: {_shown(opening)}", advice=FORMAT_CHANGED)
    return PageInfo(page, pages, total, last_updated)


def _message_error(message: Any) -> PublisherAnswerError:
    """The error for the message that came in place of figures."""
    if not isinstance(message, list) or not message or not isinstance(message[0], dict):
        return PublisherAnswerError(f"the publisher answered with a message: {_shown(message)}")
    said = message[0]
    words = f"the publisher answered with message {said.get('id')}: {said.get('key')}. {said.get('value')}"
    if str(said.get("id")) in PASSING_MESSAGES:
        return InterimAnswerError(words)
    return PublisherAnswerError(
        words, advice="Look the indicator up at https://data.worldbank.org; correct the list of indicators."
    )


def _shown(value: Any) -> str:
    """A value as an error shows it: no more than a line."""
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]} …"
