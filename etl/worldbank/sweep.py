"""A sweep: the country list and every page of every indicator, all from one update of the publisher's data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TypeVar

from diaspora_dw.errors import ContentError, PublisherAnswerError
from diaspora_dw.fetching.snapshot import SnapshotFile
from diaspora_dw.source import FetchContext
from etl.worldbank import api

COUNTRY_LIST = "country"
ECONOMIES_PER_PAGE = 400  # 266 of them in July 2025
RECORDS_PER_PAGE = 32_500  # the most that the API gives; an indicator had 17,290 records in July 2025
MAX_SWEEPS = 3
MAX_PAGES = 20  # of one endpoint: an indicator's whole history fits on one page today

T = TypeVar("T")


class _TornSweepError(Exception):
    """The pages of one sweep are of two updates."""


@dataclass(frozen=True)
class Sweep:
    """The pages of one update, the country list first, and the update's date."""

    files: tuple[SnapshotFile, ...]
    last_updated: date
    series: Mapping[str, api.Series]
    """The figures of each page by its digest."""


def stem_of(file: SnapshotFile) -> str:
    """Return the indicator's code, or `COUNTRY_LIST`, that the name of a page begins with."""
    return file.name.rpartition("-")[0]


def sweep_indicators(base_url: str, indicator_codes: Sequence[str], context: FetchContext) -> Sweep:
    """Fetch all pages, and again if the publisher switched to another update meanwhile.

    Raises a `SourceError` naming indicator and page; `ContentError` if a country is missing.
    """
    for _ in range(MAX_SWEEPS):
        try:
            return _sweep_once(base_url, indicator_codes, context)
        except _TornSweepError as fault:
            torn = fault
    raise PublisherAnswerError(
        f"{base_url}: {MAX_SWEEPS} sweeps in a row brought pages of different updates: {torn}",
        advice="The publisher seems to be updating its data. Run again in an hour.",
    )


def _sweep_once(base_url: str, indicator_codes: Sequence[str], context: FetchContext) -> Sweep:
    url = f"{base_url}/v2/country/all"
    context.progress("downloading the country list", 0.0)
    _, files, lists = _fetch_pages(url, COUNTRY_LIST, ECONOMIES_PER_PAGE, api.read_economies, context)
    countries = [economy for listed in lists for economy in listed if not economy.is_aggregate]
    if not countries:
        raise ContentError(f"{files[0].url}: there is no country", advice=api.FORMAT_CHANGED)
    updates: dict[date, str] = {}
    series: dict[str, api.Series] = {}
    for done, code in enumerate(indicator_codes):
        context.progress(f"downloading {code}", done / len(indicator_codes))
        read = partial(api.read_series, indicator_code=code)
        try:
            info, pages, contents = _fetch_pages(
                f"{url}/indicator/{code}", code, RECORDS_PER_PAGE, read, context
            )
        except api.DeletedIndicatorError:
            continue  # it has no figures; if the release in use has any, a check stops the one without them
        _check_countries(code, contents, countries)
        files += pages
        series |= {page.sha256: content for page, content in zip(pages, contents, strict=True)}
        if info.last_updated:
            updates.setdefault(info.last_updated, code)
    if len(updates) > 1:
        raise _TornSweepError(", ".join(f"{code} is of {update}" for update, code in updates.items()))
    if not updates:
        raise ContentError(f"{base_url}: no indicator has a date of update", advice=api.FORMAT_CHANGED)
    return Sweep(tuple(files), next(iter(updates)), series)


def _fetch_pages(
    url: str, stem: str, per_page: int, read: Callable[[Sequence[api.Record]], T], context: FetchContext
) -> tuple[api.PageInfo, list[SnapshotFile], list[T]]:
    """Return the metadata of an endpoint's first page, and the files and the content of all its pages."""
    first: api.PageInfo | None = None
    files: list[SnapshotFile] = []
    contents: list[T] = []
    record_count = 0
    while first is None or len(files) < first.pages:
        number = len(files) + 1
        place = f"{stem}, page {number}"
        parameters: dict[str, str | int] = {"format": "json", "per_page": per_page, "page": number}
        answer, info, records, content = api.fetch(context.http, url, parameters, place=place, read=read)
        name = f"{stem}-{number}.json"
        files.append(
            context.store.keep_file(
                name, answer.body, answer.url, answer.retrieved_at, answer.recorded_headers
            )
        )
        contents.append(content)
        record_count += records
        first = first or info
        if replace(info, page=0) != replace(first, page=0):
            raise _TornSweepError(f"{place} has {info}, page 1 has {first}")
        if info.pages > MAX_PAGES:
            raise ContentError(
                f"{place}: there are {info.pages:,} pages instead of one or two", advice=api.FORMAT_CHANGED
            )
        if info.pages and info.page != number:
            raise ContentError(f"{place}: the answer is page {info.page}", advice=api.FORMAT_CHANGED)
    if record_count != first.total:
        raise _TornSweepError(f"{stem} has {record_count} records instead of {first.total}")
    return first, files, contents


def _check_countries(code: str, pages: Sequence[api.Series], countries: Sequence[api.Economy]) -> None:
    found = {economy_code for page in pages for economy_code in page.economy_codes}
    missing = sorted(c.code for c in countries if found.isdisjoint({c.code, c.two_letter_code}))
    if missing and found:  # an indicator without any record has no figures yet
        raise ContentError(
            f"{code}: {len(missing)} of {len(countries)} countries are missing: {', '.join(missing)}",
            advice="Run again later. The release in use stays until all countries are there.",
        )
