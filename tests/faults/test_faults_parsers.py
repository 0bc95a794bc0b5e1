"""Read any bytes through the whole reader: the result is rows that can be loaded, or a clean error.

The readers' own properties are with their tests; here a whole snapshot is read as a run reads it.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diaspora_dw.content.reading import examine_content
from diaspora_dw.errors import SourceError
from diaspora_dw.fetching.http import Http
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.loading.candidate import Candidate
from diaspora_dw.source import FetchContext
from etl.content.source import CountryMappings
from etl.worldbank import WorldBankIndicators
from etl.worldbank.indicator import DEFAULT_LIST
from tests.publishers import FIGURES, QUICK, lying_publisher

MAPPING = "TJK"

ODD = st.sampled_from(
    [
        None,
        True,
        "",
        "NA",
        "NaN",
        "\x00",
        "\ud800",
        " ",
        "1e400",
        "WLD",
        -1,
        0,
        10**30,
        1.5,
        [],
        {},
        ["x"],
        {"id": "NA"},
    ]
)
"""Values that readers have got wrong before; both JSON and YAML can hold them."""

Place = tuple[Any, ...]
"""The keys and indexes that lead to a part of a document."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> SnapshotStore:
    return SnapshotStore(tmp_path_factory.mktemp("snapshots"))


@pytest.fixture(scope="module")
def indicators(tmp_path_factory: pytest.TempPathFactory) -> WorldBankIndicators:
    listed = yaml.safe_load(DEFAULT_LIST.read_text())
    own = tmp_path_factory.mktemp("list") / "own.yaml"
    own.write_text(yaml.safe_dump([entry for entry in listed if entry["code"] in FIGURES]))
    return WorldBankIndicators(own)


@pytest.fixture(scope="module")
def sweep(indicators: WorldBankIndicators, store: SnapshotStore) -> Snapshot:
    """A valid sweep."""
    with (
        lying_publisher() as publisher,
        mock.patch.dict("os.environ", {"DIASPORA_DW_WORLDBANK_URL": publisher.url}),
    ):
        return indicators.fetch("latest", FetchContext(Http(QUICK), store, None))


def with_bytes(snapshot: Snapshot, number: int, data: bytes, store: SnapshotStore) -> Snapshot:
    """Return the snapshot with other bytes in one of its files."""
    files = list(snapshot.files)
    number %= len(files)
    files[number] = replace(files[number], sha256=store.keep_bytes(data), size_bytes=len(data))
    return replace(snapshot, files=tuple(files))


def paths(value: Any, at: Place = ()) -> list[Place]:
    """Return the path to every part of a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, part in inner for place in paths(part, (*at, key)))]


def put(value: Any, at: Place, new: Any) -> Any:
    """Return a document with another value at a path."""
    if not at:
        return new
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[at[0]] = put(value[at[0]], at[1:], new)
    return copied


def check_rows_or_refusal(read: Callable[[], Candidate]) -> None:
    """Read. Only a refusal that blames the source passes; a `ContractError` fails the test, as any other error does."""
    try:
        candidate = read()
    except SourceError:
        return
    assert all(len(line.split("\t")) == len(text.columns) for text in candidate.texts for line in text.lines)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.integers(0, 5), where=st.integers(0, 10_000), what=ODD)
def test_a_sweep_with_anything_anywhere_gives_rows_or_a_refusal(
    indicators: WorldBankIndicators, sweep: Snapshot, store: SnapshotStore, number: int, where: int, what: Any
) -> None:
    honest = json.loads(store.read(sweep.files[number % len(sweep.files)].sha256))
    found = paths(honest)
    changed = with_bytes(
        sweep, number, json.dumps(put(honest, found[where % len(found)], what)).encode(), store
    )
    check_rows_or_refusal(lambda: Candidate.read(indicators, changed, store))


@settings(max_examples=100, deadline=None)
@given(number=st.integers(0, 5), start=st.integers(0, 3000), data=st.binary(max_size=20))
def test_a_sweep_with_bytes_overwritten_gives_rows_or_a_refusal(
    indicators: WorldBankIndicators,
    sweep: Snapshot,
    store: SnapshotStore,
    number: int,
    start: int,
    data: bytes,
) -> None:
    honest = store.read(sweep.files[number % len(sweep.files)].sha256)
    overwritten = honest[:start] + data + honest[start + len(data) :]
    changed = with_bytes(sweep, number, overwritten, store)
    check_rows_or_refusal(lambda: Candidate.read(indicators, changed, store))


@pytest.fixture(scope="module")
def mappings() -> CountryMappings:
    return CountryMappings()


@pytest.fixture(scope="module")
def mapping(mappings: CountryMappings, store: SnapshotStore) -> Snapshot:
    """A country's valid content."""
    return mappings.fetch(MAPPING, FetchContext(Http(QUICK), store, None))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(where=st.integers(0, 100_000), what=ODD)
def test_content_with_anything_anywhere_gives_rows_or_says_on_which_line_it_is_wrong(
    mappings: CountryMappings, mapping: Snapshot, store: SnapshotStore, where: int, what: Any
) -> None:
    honest = yaml.load(store.read(mapping.files[0].sha256), yaml.BaseLoader)  # noqa: S506 - makes texts only
    found = paths(honest)
    written = yaml.safe_dump(put(honest, found[where % len(found)], what), allow_unicode=True)
    changed = with_bytes(mapping, 0, written.encode("utf-8", "surrogatepass"), store)
    check_rows_or_refusal(lambda: Candidate.read(mappings, changed, store))


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_in_place_of_content_are_reported_as_problems(
    mappings: CountryMappings, data: bytes
) -> None:
    found = examine_content(Path(f"{MAPPING}.yaml"), mappings.library.vocabularies(), data)
    assert found.content is None
    assert found.errors
