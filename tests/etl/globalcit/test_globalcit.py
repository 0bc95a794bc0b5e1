"""Citizenship law: the publisher's files by hand, the extract that comes with the software, and what is refused."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from diaspora_dw.errors import ContentError, UsageError
from diaspora_dw.fetching.http import Http
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.loading.contract import validate_tables
from diaspora_dw.source import FetchContext
from etl.globalcit import DATASET, EXTRACT, CitizenshipLaw, archive
from tests.conftest import SHARED

PUBLISHED = SHARED / "sources" / "globalcit"
LAW, MODES = "data_v1.0_country-year.csv", "data_v1.0_country-year-mode_loss.csv"
SMALL = {
    LAW: "iso3,country,year,A06b_cat,L01_cat,L05_cat,dualcit_comb\n"
    "TJK,Tajikistan,2020,2,2,5,0\nNAM,Namibia,2020,NA,1,0,\n",
    MODES: "\ufeffiso3,country,year,mode_id,article,procedure,specification,category\n"
    'TJK,Tajikistan,2020,L05,TAJ 23;TAJ 24,Withdrawal,"Unless, by treaty.",x\n'
    "TJK,Tajikistan,2020,L02,TAJ 9,n.a.,n.a.,x\n"
    "NAM,Namibia,2020,L05,No provision,n.a.,n.a.,No provision\n",
}


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "store")


def written(folder: Path, files: Mapping[str, str]) -> list[Path]:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]


def zipped(files: Mapping[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(name, text)
    return packed.getvalue()


def facts(snapshot: Snapshot, store: SnapshotStore) -> pd.DataFrame:
    tables = CitizenshipLaw().transform(snapshot, store)
    validate_tables(tables, "globalcit")
    return tables.facts["dw.fact_citizenship_law"].sort_values(["country_id", "mode_code"], ignore_index=True)


def adopt(files: Mapping[str, str], folder: Path, store: SnapshotStore) -> pd.DataFrame:
    (snapshot,) = CitizenshipLaw().adopt(written(folder, files), store)
    return facts(snapshot, store)


def test_two_files_give_codes_articles_and_conditions(tmp_path: Path, store: SnapshotStore) -> None:
    law = adopt(SMALL, tmp_path, store)
    assert law[["country_id", "mode_code", "category_code"]].to_numpy().tolist() == [
        [516, "L01", 1],
        [516, "L05", 0],
        [762, "A06b", 2],
        [762, "L01", 2],
        [762, "L05", 5],
        [762, "dualcit_comb", 0],
    ]
    assert law.loc[4, ["article", "conditions"]].tolist() == ["TAJ 23; TAJ 24", "Unless, by treaty."]
    assert law.drop(index=4)[["article", "conditions"]].isna().all(axis=None), "no provision is no article"


def test_a_code_is_found_in_its_row(tmp_path: Path, store: SnapshotStore) -> None:
    (tmp_path / "v1.zip").write_bytes(zipped(SMALL))
    (snapshot,) = CitizenshipLaw().adopt([tmp_path / "v1.zip"], store)
    key = {"country_id": 762, "mode_code": "L05", "year": 2020}
    (place,) = CitizenshipLaw().locate(snapshot, store, key)
    assert (place.where, place.value) == (f"v1.zip, {LAW}, row 2, column L05_cat", 5)
    assert CitizenshipLaw().locate(snapshot, store, {**key, "year": 2019}) == ()


def test_the_zip_gives_the_same_as_its_files_whatever_lies_beside_them(
    tmp_path: Path, store: SnapshotStore
) -> None:
    beside = {"v1/codebook.pdf": "%PDF", "__MACOSX/v1/._" + LAW: "\0\5", "v1/notes.csv": "a,b\n1,2\n"}
    archived = tmp_path / "GLOBALCIT v1.zip"
    archived.write_bytes(zipped({**{f"v1/{name}": text for name, text in SMALL.items()}, **beside}))
    (snapshot,) = CitizenshipLaw().adopt([archived], store)
    assert snapshot.edition == "1.0 full"
    pd.testing.assert_frame_equal(facts(snapshot, store), adopt(SMALL, tmp_path, store))


def test_later_versions_with_more_columns_and_years_are_read_by_the_same_names(
    tmp_path: Path, store: SnapshotStore
) -> None:
    law = "iso3,iso2,country,region,year,L01_cat,L05_cat,A06b_cat,dualcit_comb\nNAM,NA,Namibia,Africa,{},1,0,9,1\n"
    later = {"data_v3.0_country-year.csv": law.format(1990) + "NAM,NA,Namibia,Africa,2024,1,0,0,3\n"}
    (snapshot,) = CitizenshipLaw().adopt(written(tmp_path, later), store)
    assert snapshot.edition == "3.0 codes"
    assert set(facts(snapshot, store)["year"]) == {1990, 2024}
    assert "v3.0" in CitizenshipLaw().citation(snapshot.edition)
    assert CitizenshipLaw().transform(snapshot, store).notes == [
        "no file of modes, so there are no articles and no conditions"
    ]


BAD: dict[str, tuple[dict[str, str], str]] = {
    "a country that is not known": (
        {LAW: SMALL[LAW].replace("NAM,Namibia", "XYZ,Nowhere")},
        rf"unknown country code: XYZ \({LAW}, row 3\)",
    ),
    "a code that is no number": (
        {LAW: SMALL[LAW].replace("2,2,5,0", "2,2,five,0")},
        rf"not a whole number: {LAW}, row 2, column L05_cat: 'five'",
    ),
    "a year that is none": (
        {LAW: SMALL[LAW].replace("2020", "20-20", 1)},
        rf"not a whole number: {LAW}, row 2, column year: '20-20'",
    ),
    "a year out of range": (
        {LAW: SMALL[LAW].replace("2020", "1900", 1)},
        rf"not a year from 1950 to 2100: {LAW}, row 2: 1900",
    ),
    "a short row": (
        {LAW: SMALL[LAW] + "ALB,2020\n"},
        rf"{LAW}, row 4 has 2 fields where the header has 7",
    ),
    "a long row": (
        {LAW: SMALL[LAW], MODES: SMALL[MODES] + "ALB,Albania,2020,L05,ALB 1,n.a.,x,y,z\n"},
        rf"{MODES}, row 5 has 9 fields where the header has 8",
    ),
    "a country twice": (
        {LAW: SMALL[LAW].replace("NAM,Namibia", "TJK,Tajikistan")},
        rf"the same iso3, year more than once: {LAW}, row 2; {LAW}, row 3",
    ),
    "a mode twice": (
        {LAW: SMALL[LAW], MODES: SMALL[MODES].replace("L02", "L05")},
        "the same iso3, year, mode_id more than once",
    ),
    "a lost column": ({LAW: SMALL[LAW].replace("L05_cat", "L5")}, f"{LAW} has no column L05_cat"),
    "no rows": ({LAW: SMALL[LAW].splitlines()[0]}, f"{LAW} has no rows"),
    "no text": ({LAW: ""}, f"{LAW} is not a CSV file in UTF-8"),
    "the file of modes alone": ({MODES: SMALL[MODES]}, "must have the codes of countries and years"),
    "a name without a version": ({"law.csv": SMALL[LAW]}, "law.csv: the name does not tell the version"),
    "two versions": (
        {LAW: SMALL[LAW], MODES.replace("1.0", "2.0"): SMALL[MODES]},
        r"are of different versions: 1\.0, 2\.0",
    ),
    "a web page": ({LAW: "<!doctype html><html>"}, f"{LAW} has no column iso3"),
}


@pytest.mark.parametrize(("files", "message"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_with_its_place(
    tmp_path: Path, store: SnapshotStore, files: dict[str, str], message: str
) -> None:
    with pytest.raises(ContentError, match=message) as refused:
        adopt(files, tmp_path, store)
    assert (
        "--file globalcit=PATH" in refused.value.advice
        or "countries.yaml" in refused.value.advice
        or ("publisher's name" in refused.value.advice)
    )


def test_a_damaged_empty_encrypted_or_swelling_archive_is_refused(
    tmp_path: Path, store: SnapshotStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    archived = tmp_path / "v1.zip"
    archived.write_bytes(zipped(SMALL)[:-30])
    with pytest.raises(ContentError, match=r"v1\.zip is cut off or damaged"):
        CitizenshipLaw().adopt([archived], store)
    archived.write_bytes(zipped({}))
    with pytest.raises(ContentError, match=r"v1\.zip has no CSV file in it"):
        CitizenshipLaw().adopt([archived], store)
    whole = bytearray(zipped(SMALL))
    whole[whole.index(b"PK\x01\x02") + 8] |= (
        archive.ENCRYPTED
    )  # the flags of the first part, in the directory
    archived.write_bytes(whole)
    with pytest.raises(ContentError, match=r"v1\.zip is encrypted") as refused:
        CitizenshipLaw().adopt([archived], store)
    assert "password" in refused.value.advice
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 1_000_000)
    archived.write_bytes(zipped({LAW: "0" * 2_000_000}))
    with pytest.raises(ContentError, match=r"v1\.zip would unpack to 2 MB"):
        CitizenshipLaw().adopt([archived], store)
    monkeypatch.setattr(archive, "MAX_BYTES", 100)
    with pytest.raises(ContentError, match="too much for the dataset"):
        CitizenshipLaw().adopt([archived], store)


def test_a_file_that_is_not_there_is_an_error_of_usage(tmp_path: Path, store: SnapshotStore) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        CitizenshipLaw().adopt([tmp_path / "missing.zip"], store)


def test_the_extract_stays_until_a_full_version_comes_and_no_part_replaces_that(
    tmp_path: Path, store: SnapshotStore
) -> None:
    source = CitizenshipLaw()
    extract = source.fetch(DATASET, FetchContext(Http(), store, None))
    (full,) = source.adopt(written(tmp_path, SMALL), store)
    (codes,) = source.adopt(written(tmp_path, {LAW: SMALL[LAW]}), store)
    assert [codes.edition, extract.edition, full.edition] == ["1.0 codes", "1.0 extract", "1.0 full"]
    editions = ["10.0 full", "1.0 codes", "3.0 codes", "3.0 full", "1.0 full", "1.0 extract"]
    assert sorted(editions, key=CitizenshipLaw().edition_order) == [
        *("1.0 codes", "1.0 extract", "3.0 codes"),
        *("1.0 full", "3.0 full", "10.0 full"),
    ]
    assert source.fetch(DATASET, FetchContext(Http(), store, extract)).sha256 == extract.sha256
    assert source.fetch(DATASET, FetchContext(Http(), store, full)) is full


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="needs the publisher's files in ../shared")
def test_the_extract_has_the_codes_and_articles_of_the_publisher_and_no_sentences(
    store: SnapshotStore,
) -> None:
    source = CitizenshipLaw()
    extract = facts(source.fetch(DATASET, FetchContext(Http(), store, None)), store)
    (snapshot,) = source.adopt([PUBLISHED / LAW, PUBLISHED / MODES], store)
    full = facts(snapshot, store)
    shared = ["country_id", "mode_code", "year", "category_code", "article"]
    pd.testing.assert_frame_equal(extract[shared], full[shared])
    assert extract["conditions"].isna().all()
    assert full["conditions"].notna().sum() > 200
    assert {path.name for path in EXTRACT.iterdir()} == {LAW, MODES}
