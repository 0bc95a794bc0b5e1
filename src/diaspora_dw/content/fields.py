"""The values that content is written in: keys, lines, texts, addresses, codes of countries and languages.

Each rejects what a database or a page cannot hold; the message says what is expected.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlsplit

import pycountry
from pydantic import AfterValidator, StringConstraints

from diaspora_dw.content.marks import CodeOfCountry, OwnWords

_PLACEHOLDER = re.compile(r"<[^<>]+>")
_EDITION = re.compile(r"(?=.{4,40}\Z)[12][0-9]{3}([._-][0-9A-Za-z]+)*", re.ASCII)

KOSOVO = "XKX"
"""User-assigned code in general use (European Union, World Bank); ISO 3166 has none."""


def placeholder(words: str) -> str:
    """Return what a template has in the place of a value. Validation rejects it wherever it is left."""
    return f"<{words}>"


def is_placeholder(text: str) -> bool:
    """Return whether a value is a placeholder: words in angle brackets, and nothing else."""
    return _PLACEHOLDER.fullmatch(text) is not None


def _printable(text: str) -> str:
    """Reject control characters and lone surrogates: PostgreSQL stores no NUL, and UTF-8 has no surrogates."""
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t":
            raise ValueError(f"text without control characters (it holds U+{ord(character):04X})")
    return text


def country_name(iso3: str) -> str | None:
    """Return the usual English name of a country by its ISO 3166 code of three capitals, or None."""
    if iso3 == KOSOVO:
        return "Kosovo"
    country = pycountry.countries.get(alpha_3=iso3) if iso3.isupper() else None
    return str(getattr(country, "common_name", country.name)) if country else None


def _is_web_address(text: str) -> bool:
    """Return whether a browser can open an address. It stays as printed, percent-encoding included."""
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
    return is_web and not any(c.isspace() or c in '<>"' for c in text)


def _is_language(code: str) -> bool:
    return bool(pycountry.languages.get(alpha_2=code) or pycountry.languages.get(alpha_3=code))


def _require(is_valid: Callable[[str], object], expected: str) -> AfterValidator:
    """Return a validator that rejects other values and says what is expected."""

    def validate(text: str) -> str:
        if not is_valid(text):
            raise ValueError(expected)
        return text

    return AfterValidator(validate)


Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
"""The stable name of an entry: what tables, links and comparisons know it by."""

Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=400),
    AfterValidator(_printable),
    _require(lambda text: not {"\n", "\t"} & set(text), "one line, without line breaks or tabs"),
]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4000),
    AfterValidator(_printable),
    OwnWords(),
]
WebAddress = Annotated[
    str,
    StringConstraints(max_length=2000),
    AfterValidator(_printable),
    _require(_is_web_address, "a web address that starts with http:// or https://, without spaces"),
]
READ_ON = ("policies", "practices", "institutions", "diaspora_organisations")
"""The sections that can point their readers to further reading."""

SectionName = Annotated[Line, _require(READ_ON.__contains__, f"one of {', '.join(READ_ON)}")]
EditionName = Annotated[
    str,
    _require(
        _EDITION.fullmatch,
        "a year, and what tells editions of a year apart after a dot, hyphen or underscore, like 2025 or 2025.1",
    ),
]
"""It can name a release in a folder, a command and a sorted list, where the last one is the newest."""

CountryCode = Annotated[
    str,
    _require(country_name, "the ISO 3166 code of a country: three capitals, like TJK"),
    CodeOfCountry(),
]
LanguageCode = Annotated[
    str,
    _require(_is_language, "the ISO 639 code of a language: two or three small letters, like en or tg"),
]
