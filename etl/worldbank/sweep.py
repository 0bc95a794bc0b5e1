"""A sweep: the country list and every page of every indicator, all from one update of the publisher's data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Generic, TypeVar

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


@dataclass(frozen=True)
class _Page(Generic[T]):
    """A page that was fetched and kept, and what its records say."""

    file: SnapshotFile
    info: api.PageInfo
    record_count: int
    content: T


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
    listed = _fetch_pages(url, COUNTRY_LIST, ECONOMIES_PER_PAGE, api.read_economies, context)
    countries = [economy for page in listed for economy in page.content if not economy.is_aggregate]
    if not countries:
        raise ContentError(f"{listed[0].file.url}: there is no country", advice=api.FORMAT_CHANGED)
    files = [page.file for page in listed]
    updates: dict[date, str] = {}
    series: dict[str, api.Series] = {}
    for done, code in enumerate(indicator_codes):
        context.progress(f"downloading {code}", done / len(indicator_codes))
        read = partial(api.read_series, indicator_code=code)
        pages = _fetch_pages(f"{url}/indicator/{code}", code, RECORDS_PER_PAGE, read, context)
        _check_countries(code, pages, countries)
        files += [page.file for page in pages]
        series |= {page.file.sha256: page.content for page in pages}
        if updated := pages[0].info.last_updated:
            updates.setdefault(updated, code)
    if len(updates) > 1:
        raise _TornSweepError(", ".join(f"{code} is of {update}" for update, code in updates.items()))
    if not updates:
        raise ContentError(f"{base_url}: no indicator has a date of update", advice=api.FORMAT_CHANGED)
    return Sweep(tuple(files), next(iter(updates)), series)


def _fetch_pages(
    url: str, stem: str, per_page: int, read: Callable[[Sequence[api.Record]], T], context: FetchContext
) -> list[_Page[T]]:
    pages: list[_Page[T]] = []
    while not pages or len(pages) < pages[0].info.pages:
        number = len(pages) + 1
        place = f"{stem}, page {number}"
        parameters: dict[str, str | int] = {"format": "json", "per_page": per_page, "page": number}
        answer, info, record_count, content = api.fetch(context.http, url, parameters, place=place, read=read)
        file = context.store.keep_file(
            f"{stem}-{number}.json", answer.body, answer.url, answer.retrieved_at, answer.recorded_headers
        )
        pages.append(_Page(file, info, record_count, content))
        first = pages[0].info
        if replace(info, page=0) != replace(first, page=0):
            raise _TornSweepError(f"{place} has {info}, page 1 has {first}")
        if info.pages > MAX_PAGES:
            raise ContentError(
                f"{place}: there are {info.pages:,} pages instead of one or two", advice=api.FORMAT_CHANGED
            )
        if info.pages and info.page != number:
            raise ContentError(f"{place}: the answer is page {info.page}", advice=api.FORMAT_CHANGED)
    record_count = sum(page.record_count for page in pages)
    if record_count != pages[0].info.total:
        raise _TornSweepError(f"{stem} has {record_count} records instead of {pages[0].info.total}")
    return pages


def _check_countries(code: str, pages: Sequence[_Page[api.Series]], countries: Sequence[api.Economy]) -> None:
    found = {economy_code for page in pages for economy_code in page.content.economy_codes}
    missing = sorted(c.code for c in countries if found.isdisjoint({c.code, c.two_letter_code}))
    if missing and found:  # an indicator without any record has no figures yet
        raise ContentError(
            f"{code}: {len(missing)} of {len(countries)} countries are missing: {', '.join(missing)}",
            advice="Run again later. The release in use stays until all countries are there.",
        )
