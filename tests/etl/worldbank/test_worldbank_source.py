"""The World Bank as a source: a sweep becomes a snapshot, a snapshot the tables of a release."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from diaspora_dw.errors import ContentError, UsageError
from diaspora_dw.fetching.http import Http
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.source import FetchContext, ReleaseTables
from etl.worldbank import WorldBankIndicators
from etl.worldbank.indicator import DEFAULT_LIST
from tests.publishers import (
    FIGURES,
    QUICK,
    Fault,
    Publisher,
    altered,
    economy,
    lying_publisher,
    needs_mirror,
    zero_pages,
)

TAJIKISTAN, KOSOVO = 762, 412

Extract = Callable[[WorldBankIndicators, Publisher], Snapshot]


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots")


@pytest.fixture
def source(tmp_path: Path) -> WorldBankIndicators:
    """The source with a list of the two indicators that the hand-made publisher has."""
    listed = yaml.safe_load(DEFAULT_LIST.read_text())
    own = tmp_path / "own.yaml"
    own.write_text(yaml.safe_dump([entry for entry in listed if entry["code"] in FIGURES]))
    return WorldBankIndicators(own)


@pytest.fixture
def extract(monkeypatch: pytest.MonkeyPatch, store: SnapshotStore) -> Extract:
    def from_publisher(source: WorldBankIndicators, publisher: Publisher) -> Snapshot:
        monkeypatch.setenv("DIASPORA_DW_WORLDBANK_URL", publisher.url)
        return source.fetch("latest", FetchContext(Http(QUICK), store, None))

    return from_publisher


def test_a_sweep_is_a_snapshot_named_after_the_day_of_the_update(
    source: WorldBankIndicators, store: SnapshotStore, extract: Extract
) -> None:
    with lying_publisher() as publisher:
        snapshot = extract(source, publisher)

    assert snapshot.edition == "2025-07-01"
    assert snapshot.upstream_updated_at == datetime(2025, 7, 1, tzinfo=UTC)
    assert snapshot.url == f"{publisher.url}/v2/country/all"
    assert not snapshot.is_sample
    assert store.find("worldbank", snapshot.sha256) == snapshot


def test_a_snapshot_becomes_facts_totals_indicators_and_memberships(
    source: WorldBankIndicators, store: SnapshotStore, extract: Extract
) -> None:
    with lying_publisher() as publisher:
        release: ReleaseTables = source.transform(extract(source, publisher), store)

    facts = release.facts["dw.fact_indicator"].set_index(["country_id", "indicator_code", "year"])["value"]
    assert len(facts) == 4 * 3 + 2
    assert facts[TAJIKISTAN, "BX.TRF.PWKR.CD.DT", 2023] == 4_600_000_000.5
    assert facts[KOSOVO, "SP.POP.TOTL", 2024] == 5000 + 2024
    totals = release.facts["ops.published_total"]
    assert set(totals["destination_code"]) == {"WLD"}
    assert len(totals) == 3 + 1
    assert set(release.dimensions["dw.dim_indicator"]["indicator_code"]) == set(FIGURES)
    assert release.memberships is not None
    assert len(release.memberships) == 4 + 3
    assert release.memberships_as_of == datetime(2025, 7, 1, tzinfo=UTC)
    assert release.notes == []


def test_an_indicator_without_figures_is_noted(
    source: WorldBankIndicators, store: SnapshotStore, extract: Extract
) -> None:
    with lying_publisher(Fault(zero_pages(), on="SP.POP.TOTL")) as publisher:
        release = source.transform(extract(source, publisher), store)

    assert release.notes == ["no figures for SP.POP.TOTL"]
    assert set(release.facts["dw.fact_indicator"]["indicator_code"]) == {"BX.TRF.PWKR.CD.DT"}


def test_an_economy_that_the_warehouse_does_not_know_stops_the_release(
    source: WorldBankIndicators, store: SnapshotStore, extract: Extract
) -> None:
    stranger = economy("QQQ", "QQ", "Stranger", ("ECS", "Europe"), ("LMC", "Lower middle income"))

    def named_otherwise(answer: Any) -> Any:
        return [answer[0], [stranger if e["id"] == "TJK" else e for e in answer[1]]]

    def reported_otherwise(answer: Any) -> Any:
        for record in answer[1]:
            if record["countryiso3code"] == "TJK":
                record["countryiso3code"] = "QQQ"
        return answer

    with lying_publisher(
        Fault(altered(named_otherwise), on="per_page=400"), Fault(altered(reported_otherwise), on="indicator")
    ) as publisher:
        snapshot = extract(source, publisher)
    with pytest.raises(ContentError, match="unknown here: QQQ"):
        source.transform(snapshot, store)


def test_the_sample_is_one_country_and_marked_as_a_sample(store: SnapshotStore) -> None:
    source = WorldBankIndicators()
    sample = source.sample("latest", store)
    assert sample is not None
    release = source.transform(sample, store)

    assert sample.is_sample
    assert sample.edition == "2025-07-01 sample"
    facts = release.facts["dw.fact_indicator"]
    assert set(facts["country_id"]) == {TAJIKISTAN}
    assert facts["indicator_code"].nunique() >= 8
    assert release.memberships is not None
    assert set(release.memberships["group_code"]) == {"WB_ECS", "WB_LMC"}
    assert release.memberships_as_of == datetime(2025, 7, 1, tzinfo=UTC)
    assert source.citation(sample.edition) == source.citation("2025-07-01")


def test_a_file_cannot_stand_for_a_sweep(store: SnapshotStore) -> None:
    with pytest.raises(UsageError, match="not published as files"):
        WorldBankIndicators().adopt([Path("indicators.csv")], store)


@needs_mirror
def test_the_real_figures_become_a_release(store: SnapshotStore, monkeypatch: pytest.MonkeyPatch) -> None:
    source = WorldBankIndicators()
    with lying_publisher(real=True) as publisher:
        monkeypatch.setenv("DIASPORA_DW_WORLDBANK_URL", publisher.url)
        snapshot = source.fetch("latest", FetchContext(Http(), store, None))
    release = source.transform(snapshot, store)

    facts = release.facts["dw.fact_indicator"]
    assert facts["country_id"].nunique() == 217
    assert len(facts) == 65_490
    assert (facts["country_id"] == 516).any()  # Namibia, whose code is NA
    remittances = facts[
        (facts["country_id"] == TAJIKISTAN) & (facts["indicator_code"] == "BX.TRF.PWKR.CD.DT")
    ]
    assert remittances["year"].max() == 2024
    assert release.memberships is not None
    regions = release.memberships[release.memberships["group_type"] == "world_bank_region"]
    assert len(regions) == 217
    assert len(release.facts["ops.published_total"]) == 2577
