"""The curated half: one file a country, in the project's own words, and the vocabularies that all share.

What a file holds is defined in `diaspora_dw.content.model`; `docs/content.md` explains how to write one.
"""

from pathlib import Path

CONTENT_FOLDER = Path(__file__).resolve().parent
