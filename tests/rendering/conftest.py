"""What the tests of factsheets share: real factsheets, and a sample's."""

from collections.abc import Iterator

import pytest

from diaspora_dw.database import Database
from diaspora_dw.rendering.factsheet import Factsheet, read_factsheet
from diaspora_dw.rendering.html import as_html
from tests.conftest import Databases


def read(database: Database, iso3_code: str) -> Factsheet:
    with database.connect("reader") as connection:
        return read_factsheet(connection, iso3_code)


@pytest.fixture(scope="session")
def tajikistan(loaded: Database) -> Factsheet:
    """The factsheet of a country with a mapping, from the real figures."""
    return read(loaded, "TJK")


@pytest.fixture(scope="session")
def kyrgyzstan(loaded: Database) -> Factsheet:
    """The factsheet of a country without a mapping, from the real figures."""
    return read(loaded, "KGZ")


@pytest.fixture(scope="session")
def sampled(databases: Databases, sampled_template: tuple[str, str]) -> Iterator[Factsheet]:
    """The factsheet of a first run that reaches no publisher."""
    with databases.temporary(sampled_template[0]) as database:
        yield read(database, "TJK")


@pytest.fixture(scope="session")
def page_of_tajikistan(tajikistan: Factsheet, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the page, written to a file."""
    file = tmp_path_factory.mktemp("factsheet") / "TJK.html"
    file.write_text(as_html(tajikistan), encoding="utf-8")
    return file.as_uri()
