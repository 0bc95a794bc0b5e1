"""One answer of the World Bank's Indicators API: whether it is what was asked for, and what it holds.

The API reports its errors in many shapes, most of them with status 200.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import AliasPath, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import from_json

from diaspora_dw.errors import ContentError, PublisherAnswerError, SourceError

if TYPE_CHECKING:
    from diaspora_dw.fetching.http import Answer, Http

# "Service currently unavailable". The other messages, such as 120, "a value is not valid", stay the same at the next
# attempt.
TRANSIENT_MESSAGE = "105"
DELETED_MESSAGE = "175"
# These come with a page that says more than the status does.
EXPLAINED_STATUS = frozenset({400, 404})
REGION_OF_AGGREGATES = "NA"
FORMAT_CHANGED = "The publisher may have changed its format. Check whether a newer version reads it."

Record = Mapping[str, Any]
T = TypeVar("T")


class InterimAnswerError(PublisherAnswerError):
    """Not the answer that was asked for, but the next attempt may bring it."""


class DeletedIndicatorError(PublisherAnswerError):
    """The publisher has deleted or archived the indicator."""


@dataclass(frozen=True)
class PageInfo:
    """The metadata of an answer: which page of how many, the number of records in all, the last update."""

    page: int
    pages: int
    total: int
    last_updated: date | None


def _at(*path: str) -> Any:
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
    name: Annotated[Name, _at("name")]

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

    def rows(self) -> list[tuple[str, int, float | None]]:
        """Return economy, year and value of each record."""
        return list(zip(self.economy_codes, self.years, self.values, strict=True))


def fetch(
    http: "Http",
    url: str,
    parameters: Mapping[str, str | int],
    *,
    place: str,
    read: Callable[[Sequence[Record]], T],
) -> "tuple[Answer, PageInfo, int, T]":
    """Fetch one page, again if the fault may pass. Return it, its metadata, the number of records, and these read.

    Raises a `SourceError` that begins with `place`.
    """
    from diaspora_dw.fetching.fault import TransientError  # noqa: PLC0415 - imports requests

    result: list[tuple[PageInfo, int, T]] = []

    def validate(answer: "Answer") -> None:
        try:
            info, records = read_page(answer.body)
            result[:] = [(info, len(records), read(records))]
        except InterimAnswerError as fault:
            reason = fault.message if answer.url.startswith(url) else f"{fault.message}, from {answer.url}"
            # A status of 4xx stays the same at the next attempt. With 200, a page in place of figures may go away.
            if answer.status in EXPLAINED_STATUS:
                raise PublisherAnswerError(
                    f"the publisher answered {answer.status}: {reason}",
                    advice="Open the address in a browser to see what it says.",
                ) from fault
            raise TransientError(reason) from fault

    try:
        answer = http.get(url, parameters, validate=validate, accept_status=EXPLAINED_STATUS)
    except SourceError as fault:
        raise type(fault)(f"{place}: {fault.message}", advice=fault.advice) from fault
    return answer, *result[0]


def read_page(body: bytes) -> tuple[PageInfo, list[Record]]:
    """Return the metadata and the records of an answer. Raise a `SourceError` if it has none.

    An answer without records is right only if there are none in all. Otherwise it is an interim one.
    """
    body = body.removeprefix(b"\xef\xbb\xbf")  # the byte order mark
    if body.lstrip().startswith(b"<"):
        raise InterimAnswerError("a page of HTML or XML came instead of figures")
    try:
        # A third faster than the standard library's reader, and as strict. Reading is most of a sweep's work.
        answer = from_json(body, allow_inf_nan=False)
    except ValueError as fault:
        raise InterimAnswerError("the answer is cut off or is not JSON") from fault
    if not isinstance(answer, list) or not answer:
        raise InterimAnswerError("the answer is not a list of page metadata and records")
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
            f"record {number + 1} is not an economy with a region and an income level: {_shorten(records[number])}",
            advice=FORMAT_CHANGED,
        ) from fault


def read_series(records: Sequence[Record], indicator_code: str) -> Series:
    """Return the figures of a page of an indicator. Raise `ContentError` for a record that is not one."""
    series = _columns(records, indicator_code)
    if series is not None:
        return series
    wrong = next(n for n, record in enumerate(records) if _columns([record], indicator_code) is None)
    raise ContentError(
        f"record {wrong + 1} is not a figure of {indicator_code}: {_shorten(records[wrong])}",
        advice=FORMAT_CHANGED,
    )


def _columns(records: Sequence[Record], indicator_code: str) -> Series | None:
    """Return the records as columns, or None if any record is invalid. By column, because there are many."""
    try:
        codes = [record["countryiso3code"] or record["country"]["id"] for record in records]
        dates = [record["date"] for record in records]
        values = [record["value"] for record in records]
        years_by_date = {text: int(text) for text in set(dates)}
        numbers = [None if value is None else float(value) for value in values]
        is_right = (
            all(isinstance(code, str) for code in set(codes))
            and all(1900 <= year <= 2100 for year in years_by_date.values())
            and set(map(type, dates)) <= {str}
            and set(map(type, values)) <= {int, float, type(None)}
            and all(isfinite(number) for number in numbers if number is not None)
            and {record["indicator"]["id"] for record in records} <= {indicator_code}
        )
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return Series(codes, [years_by_date[text] for text in dates], numbers) if is_right else None


def _info(opening: Any) -> PageInfo:
    if not isinstance(opening, dict):
        raise InterimAnswerError("the answer does not begin with page metadata")
    if "message" in opening:
        raise _message_error(opening["message"])
    try:
        # Any of the numbers can come as a string, depending on the endpoint.
        page, pages, total = (int(opening[name]) for name in ("page", "pages", "total"))
        updated = opening.get("lastupdated")
        last_updated = date.fromisoformat(updated) if updated else None
        if min(page, pages, total) < 0 or (total > 0) != (pages > 0):
            raise ValueError("negative, or records without a page")
    except (KeyError, TypeError, ValueError, OverflowError) as fault:
        raise ContentError(
            f"inconsistent page metadata: {_shorten(opening)}", advice=FORMAT_CHANGED
        ) from fault
    return PageInfo(page, pages, total, last_updated)


def _message_error(message: Any) -> PublisherAnswerError:
    if not isinstance(message, list) or not message or not isinstance(message[0], dict):
        return PublisherAnswerError(
            f"the publisher answered with a message: {_shorten(message)}", advice=FORMAT_CHANGED
        )
    number, title, text = (message[0].get(name) for name in ("id", "key", "value"))
    words = f"the publisher answered with message {number}: {title}. {text}"
    if str(number) == TRANSIENT_MESSAGE:
        return InterimAnswerError(words)
    error = DeletedIndicatorError if str(number) == DELETED_MESSAGE else PublisherAnswerError
    return error(
        words,
        advice="Look the indicator up at https://data.worldbank.org, then correct the list of indicators.",
    )


def _shorten(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]} …"
