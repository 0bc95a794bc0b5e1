"""The page of each source: its editions with their licences and citations, and what to know about its figures."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, LiteralString

from diaspora_dw.database import Connection
from diaspora_dw.loading.check import checks
from diaspora_dw.rendering import wording
from diaspora_dw.site.payloads import Payload
from diaspora_dw.site.reading import rows
from diaspora_dw.source import registered_sources

WITH_THE_SOFTWARE = "It comes with the software."

_EDITIONS: LiteralString = """
    select
        s.source_code,
        s.subject,
        s.edition,
        s.release_id,
        s.is_current,
        s.is_sample,
        s.row_count,
        s.retrieved_at::date::text as retrieved_on,
        s.upstream_updated_at::date::text as updated_on,
        s.url,
        s.licence,
        s.licence_url,
        s.citation,
        s.sha256,
        c.country_name
    from mart.source_status as s
    left join mart.country as c on s.subject = c.iso3_code
    where s.is_newest_of_edition
    order by s.source_code, c.country_name, s.is_current desc, s.edition desc
"""
_FINDINGS: LiteralString = """
    select source_code, subject, edition, check_name, failing_rows
    from dw.active_finding
    where severity = 'warning' and failing_rows > 0
    order by source_code, subject, edition, check_name
"""


def payloads(connection: Connection) -> Iterator[Payload]:
    """Yield the page of each source that has figures or texts in use."""
    sources = registered_sources()
    editions, warnings = defaultdict(list), defaultdict(list)
    for row in rows(connection, _EDITIONS):
        editions[row["source_code"]].append(_edition(row))
    meanings = {check.name: check for check in checks()}
    for row in rows(connection, _FINDINGS):
        if row["check_name"] in meanings:
            check = meanings[row["check_name"]]
            edition = wording.join_parts(" ", row["subject"], row["edition"])
            warnings[row["source_code"]].append(
                f"Edition {edition}: {wording.count(row['failing_rows'])} {check.what}. "
                f"{wording.first_capital(check.why)}."
            )
    for code, found in editions.items():
        yield (
            f"source/{code}",
            {
                "name": sources[code].name if code in sources else code,
                "editions": found,
                "weaknesses": [*(sources[code].caveats if code in sources else ()), *warnings[code]],
            },
        )


def _edition(row: Mapping[str, Any]) -> dict[str, object]:
    is_address = row["url"].startswith("http")
    return {
        "edition": wording.printed_date(wording.edition_of(row["source_code"], row["edition"])),
        "country": row["country_name"],
        "is_current": row["is_current"],
        "is_sample": row["is_sample"],
        "figures": row["row_count"],
        "retrieved": wording.printed_date(row["retrieved_on"]),
        "updated": wording.printed_date(row["updated_on"]),
        "address": row["url"] if is_address else None,
        "origin": None if is_address else WITH_THE_SOFTWARE,
        "licence": row["licence"],
        "licence_url": row["licence_url"],
        "citation": row["citation"],
        "sha256": row["sha256"],
    }
