"""What the tests of content share: the vocabularies, and a way to examine what a test writes."""

import textwrap
from pathlib import Path

import pytest

from diaspora_dw.content.reading import Examination, examine_content
from diaspora_dw.content.vocabulary import Vocabularies, read_vocabularies
from etl.content import CONTENT_FOLDER
from tests.content.countries import HEAD, Examine


@pytest.fixture(scope="session")
def vocabularies() -> Vocabularies:
    return read_vocabularies(CONTENT_FOLDER / "vocabularies.yaml")


@pytest.fixture
def examine(tmp_path: Path, vocabularies: Vocabularies) -> Examine:
    """Examine a file that holds the head and the text given."""

    def examine_text(text: str) -> Examination:
        path = tmp_path / "TJK.yaml"
        path.write_text(HEAD + textwrap.dedent(text), encoding="utf-8")
        return examine_content(path, vocabularies)

    return examine_text
