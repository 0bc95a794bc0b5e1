"""What a test writes a country with."""

from collections.abc import Callable

from diaspora_dw.content.reading import Examination

Examine = Callable[[str], Examination]

HEAD = """\
country: TJK
edition:
  edition: "2020"
  title: Mapping
  language: en
"""
"""The least that a country's file holds; five lines, so that what a test adds starts on line 6."""
