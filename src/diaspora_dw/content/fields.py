"""The values that content is written in: keys, lines, texts, addresses, codes of countries and languages.

Each rejects what a database or a page cannot hold; the message says what is expected.
"""

import re
import unicodedata
from typing import Annotated
from urllib.parse import urlsplit

import pycountry
from pydantic import AfterValidator, StringConstraints

from diaspora_dw.content.marks import CodeOfCountry, OwnWords

_EDITION = re.compile(r"(?=.{4,40}\Z)[12][0-9]{3}([._-][0-9A-Za-z]+)*", re.ASCII)

KOSOVO = "XKX"
"""User-assigned code in general use (European Union, World Bank); ISO 3166 has none."""


def _printable(text: str) -> str:
    """Reject control characters and lone surrogates: PostgreSQL stores no NUL, and UTF-8 has no surrogates."""
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t":
            raise ValueError(f"text without control characters (it holds U+{ord(character):04X})")
    return text


def _single_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise ValueError("one line, without line breaks or tabs")
    return text


def _web_address(text: str) -> str:
    """Validate an address without changing it: its percent-encoding stays as printed."""
    expected = "a web address that starts with http:// or https://, without spaces"
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError as error:
        raise ValueError(expected) from error
    if parts.scheme not in ("http", "https") or not host or any(c.isspace() or c in '<>"' for c in text):
        raise ValueError(expected)
    return text


def country_name(iso3: str) -> str | None:
    """Return the usual English name of a country by its ISO 3166 code of three capitals, or None."""
    if iso3 == KOSOVO:
        return "Kosovo"
    country = pycountry.countries.get(alpha_3=iso3) if iso3.isupper() else None
    return str(getattr(country, "common_name", country.name)) if country else None


def _country_code(code: str) -> str:
    if country_name(code) is None:
        raise ValueError("the ISO 3166 code of a country: three capitals, like TJK")
    return code


def _language_code(code: str) -> str:
    if not pycountry.languages.get(alpha_2=code) and not pycountry.languages.get(alpha_3=code):
        raise ValueError("the ISO 639 code of a language: two or three small letters, like en or tg")
    return code


def _edition_name(name: str) -> str:
    """Reject what cannot name a release in a folder, a command or a sorted list, where the last is the newest."""
    if not _EDITION.fullmatch(name):
        raise ValueError(
            "a year, and what tells editions of a year apart after a dot, hyphen or underscore, like 2025 or 2025.1"
        )
    return name


Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
"""The stable name of an entry: what tables, links and comparisons know it by."""

Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=400),
    AfterValidator(_printable),
    AfterValidator(_single_line),
]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4000),
    AfterValidator(_printable),
    OwnWords(),
]
WebAddress = Annotated[
    str, StringConstraints(max_length=2000), AfterValidator(_printable), AfterValidator(_web_address)
]
READ_ON = ("policies", "practices", "institutions", "diaspora_organisations")
"""The sections that can point their readers to further reading."""


def _section_with_reading(name: str) -> str:
    if name not in READ_ON:
        raise ValueError(f"one of {', '.join(READ_ON)}")
    return name


SectionName = Annotated[Line, AfterValidator(_section_with_reading)]
EditionName = Annotated[str, AfterValidator(_edition_name)]
CountryCode = Annotated[str, AfterValidator(_country_code), CodeOfCountry()]
LanguageCode = Annotated[str, AfterValidator(_language_code)]
