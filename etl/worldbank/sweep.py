"""A sweep: the country list and every page of every indicator, all of one update of the publisher's data.

Whether a single answer is right is for `api`; what becomes of the figures is for `tidy`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import count
from typing import Generic, TypeVar

from diaspora_dw.errors import ContentError, PublisherAnswerError
from diaspora_dw.fetching.snapshot import SnapshotFile, SnapshotStore
from diaspora_dw.source import FetchContext
from etl.worldbank import api

COUNTRY_LIST = "country"
ECONOMIES_PER_PAGE = 400  # 266 of them in July 2025
RECORDS_PER_PAGE = 32_500  # the most that the API gives; an indicator had 17,290 records in July 2025
MAX_SWEEPS = 3
MAX_PAGES = 20
"""Of one endpoint: an indicator's whole history fits on one page today. More would fill memory and disk."""

T = TypeVar("T")


class _TornSweepError(Exception):
    """Pages of two updates came in one sweep."""


@dataclass(frozen=True)
class Sweep:
    """The pages of one update, the country list first, and the update's date."""

    files: tuple[SnapshotFile, ...]
    last_updated: date
    series: Mapping[str, api.Series]
    """The figures of the pages that had to be read, by the pages' digests."""


def page_name(stem: str, page: int) -> str:
    """What a page is called in a snapshot: the indicator's code (or `country`) and the page's number."""
    return f"{stem}-{page}.json"


def stem_of(name: str) -> str:
    """The indicator's code (or `country`) in the name of a page."""
    return name.rpartition("-")[0]


def sweep_indicators(base_url: str, indicator_codes: Sequence[str], context: FetchContext) -> Sweep:
    """Fetch all pages, anew where the publisher switched to another update half way.

    Raises a `SourceError` naming indicator and page; `ContentError` where a country is missing.
    """
    for _ in range(MAX_SWEEPS):
        try:
            return _sweep_once(base_url, indicator_codes, context)
        except _TornSweepError as fault:
            torn = fault
    raise PublisherAnswerError(
        f"{base_url}: {MAX_SWEEPS} sweeps in a row brought pages of different updates: {torn}",
        advice="The publisher seems to be updating its data: run again in an hour.",
    )


def _sweep_once(base_url: str, indicator_codes: Sequence[str], context: FetchContext) -> Sweep:
    endpoint = _Endpoint(base_url, context)
    context.progress("World Bank: country list", 0.0)
    files, countries = _country_list(endpoint)
    previous = context.previous.files if context.previous else ()
    judged = {(file.name, file.sha256) for file in previous}
    if not judged.issuperset((file.name, file.sha256) for file in files):
        judged.clear()  # other countries are expected than when those pages were judged

    updates: dict[date, str] = {}
    read: dict[str, api.Series] = {}
    for done, code in enumerate(indicator_codes):
        context.progress(f"World Bank: {code}", done / len(indicator_codes))
        pages = list(
            endpoint.pages(
                code,
                f"/v2/country/all/indicator/{code}",
                RECORDS_PER_PAGE,
                partial(api.read_series, indicator_code=code),
                judged=judged,
            )
        )
        files += [page.file for page in pages]
        read |= {page.file.sha256: page.content for page in pages if page.content is not None}
        if any(page.content is not None for page in pages):
            _judge_indicator(code, pages, countries, context.store)
        if pages[0].info.last_updated:
            updates.setdefault(pages[0].info.last_updated, code)
    if len(updates) > 1:
        raise _TornSweepError(", ".join(f"{code} is of {update}" for update, code in updates.items()))
    if not updates:
        raise ContentError(f"{base_url}: no indicator says when it was updated", advice=api.FORMAT_CHANGED)
    return Sweep(tuple(files), next(iter(updates)), read)


def _country_list(endpoint: "_Endpoint") -> tuple[list[SnapshotFile], list[api.Economy]]:
    """The pages of the country list, and the countries on it."""
    pages = list(endpoint.pages(COUNTRY_LIST, "/v2/country/all", ECONOMIES_PER_PAGE, api.read_economies))
    economies = [economy for page in pages for economy in page.content or ()]
    _expect_total(COUNTRY_LIST, pages[0].info, len(economies))
    countries = [economy for economy in economies if not economy.is_aggregate]
    if not countries:
        raise ContentError(f"{pages[0].file.url}: there is no country", advice=api.FORMAT_CHANGED)
    return [page.file for page in pages], countries


@dataclass(frozen=True)
class _Page(Generic[T]):
    """A page that was fetched and kept."""

    file: SnapshotFile
    info: api.PageInfo
    content: T | None
    """None where the page was judged before."""


@dataclass(frozen=True)
class _Endpoint:
    """The publisher's address, and how its pages are brought home."""

    base_url: str
    context: FetchContext

    def pages(
        self,
        stem: str,
        path: str,
        per_page: int,
        read: Callable[[Sequence[api.Record]], T],
        judged: Collection[tuple[str, str]] = (),
    ) -> Iterator[_Page[T]]:
        """Fetch, judge and keep page after page; those in `judged` (names, digests) are not read again."""
        first: api.PageInfo | None = None
        for number in count(1):
            name = page_name(stem, number)
            place = f"{stem}, page {number}"

            def read_answer(body: bytes, name: str = name) -> tuple[api.PageInfo, T | None]:
                if (name, sha256(body).hexdigest()) in judged:
                    return api.read_info(body), None
                info, records = api.read_page(body)
                return info, read(records)

            answer, (info, content) = api.fetch(
                self.context.http,
                f"{self.base_url}{path}",
                {"format": "json", "per_page": per_page, "page": number},
                place=place,
                read=read_answer,
            )
            digest = self.context.store.keep_bytes(answer.body)
            headers = answer.recorded_headers
            file = SnapshotFile(name, answer.url, digest, len(answer.body), answer.retrieved_at, headers)
            first = first or info
            if replace(info, page=0) != replace(first, page=0):
                raise _TornSweepError(f"{place} says {info}, page 1 says {first}")
            if info.pages > MAX_PAGES:
                raise ContentError(
                    f"{place}: there are {info.pages:,} pages, where one or two are usual",
                    advice=api.FORMAT_CHANGED,
                )
            if info.pages and info.page != number:
                raise ContentError(f"{place}: the answer is page {info.page}", advice=api.FORMAT_CHANGED)
            yield _Page(file, info, content)
            if number >= info.pages:
                return


def _judge_indicator(
    code: str,
    pages: Sequence[_Page[api.Series]],
    countries: Sequence[api.Economy],
    store: SnapshotStore,
) -> None:
    """Refuse an indicator that lacks records, or a country."""
    total = pages[0].info.total
    came: set[str] = set()
    records = 0
    for page in pages:
        series = page.content
        if series is None:  # judged before, but together with other pages than now
            _, kept_records = api.read_page(store.read(page.file.sha256))
            series = api.read_series(kept_records, code)
        came.update(series.economy_codes)
        records += len(series.economy_codes)
    _expect_total(code, pages[0].info, records)
    missing = sorted(
        country.code
        for country in countries
        if country.code not in came and country.two_letter_code not in came
    )
    if missing and total:  # an indicator that has no records at all is one that has no figures yet
        raise ContentError(
            f"{code}: {len(missing)} of {len(countries)} countries did not come: {', '.join(missing)}",
            advice="Run again later; the release in use stays until all countries come.",
        )


def _expect_total(stem: str, info: api.PageInfo, came: int) -> None:
    if came != info.total:
        raise _TornSweepError(f"{stem} has {came} records instead of {info.total}")
