"""A warehouse that knows countries, groups and years, and has no figures yet."""

import uuid
from collections.abc import Iterator

import pytest

from diaspora_dw.database import Connection, Database
from diaspora_dw.fetching.http import Http
from diaspora_dw.fetching.snapshot import SnapshotStore
from diaspora_dw.loading.candidate import Candidate
from diaspora_dw.loading.publish import load, publish
from diaspora_dw.releases.release import History
from diaspora_dw.source import FetchContext
from etl.reference.source import CountryReference
from tests.conftest import Databases


@pytest.fixture(scope="session")
def reference_template(
    databases: Databases, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The template with countries and groups."""

    def fill(database: Database) -> None:
        store = SnapshotStore(tmp_path_factory.mktemp("reference"))
        source = CountryReference()
        snapshot = source.fetch("bundled", FetchContext(Http(), store, None))
        with database.connect("loader", autocommit=True) as connection:
            candidate, history = Candidate.read(source, snapshot, store), History.read(connection, source)
            publish(connection, [load(connection, candidate, history, run_id=uuid.uuid4(), accepted={})])

    return databases.template("reference", fill, migrated_template)


@pytest.fixture
def warehouse(databases: Databases, reference_template: str) -> Iterator[Database]:
    """A warehouse without figures, for a test to fill."""
    with databases.temporary(reference_template) as database:
        yield database


@pytest.fixture
def loader(warehouse: Database) -> Iterator[Connection]:
    """A connection as the loader, outside of any transaction, as the runner has it."""
    with warehouse.connect("loader", autocommit=True) as connection:
        yield connection
