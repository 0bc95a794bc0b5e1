"""What a test writes a country with."""

import re
from collections.abc import Callable

from diaspora_dw.content.reading import Examination
from diaspora_dw.content.vocabulary import Vocabularies, read_vocabularies
from etl.content import CONTENT_FOLDER

Examine = Callable[[str], Examination]

HEAD = """\
country: TJK
edition:
  edition: "2020"
  title: Mapping
  language: en
"""
"""The least that a country's file holds; five lines, so that what a test adds starts on line 6."""

BY_FIELD = {
    **{"edition": '"2025"', "language": "en", "original_language": "ru", "about": "policies"},
    **{"url": "https://example.org", "urls": "https://example.org", "key": "example"},
    **dict.fromkeys(("parent", "refers_to", "sister_organisations", "same_work_as"), ""),  # not of itself
}
BY_KIND = {"date": "2016", "number": "1", "true or false": "false", "code of a country": "RUS"}


def filled_in(template: str, *, all_lines: bool = True) -> str:
    """A template with a value for each placeholder, and with every line that is held back, or none of these."""
    vocabularies: Vocabularies = read_vocabularies(CONTENT_FOLDER / "vocabularies.yaml")

    def value(found: re.Match[str]) -> str:
        start, name, opened, words, closed = found.groups()
        kind, _, where = words.partition(" from ")
        if kind == "code":
            filled = next(iter(vocabularies.terms(where)))
        else:
            filled = BY_FIELD.get(name, BY_KIND.get(words, "example" if kind == "key" else "Something"))
        return f"{start}{name}: {opened}{filled}{closed}"

    text = re.sub(r"(?m)^# ", "", template) if all_lines else template
    return re.sub(r"(?m)^((?:# )?\s*(?:- )?)(\w+): (\[?)<([^<>]*)>(\]?)$", value, text)
