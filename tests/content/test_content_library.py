from pathlib import Path

import pytest

from diaspora_dw.content.library import ContentLibrary, examine_paths
from diaspora_dw.errors import UsageError
from etl.content import CONTENT_FOLDER
from etl.content.source import CountryMappings

BUNDLED = ContentLibrary((CONTENT_FOLDER,))


def test_a_file_of_the_users_own_takes_the_place_of_the_bundled_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "TJK.yaml").write_text("country: TJK", encoding="utf-8")
    (tmp_path / "KGZ.yaml").write_text("country: KGZ", encoding="utf-8")
    monkeypatch.setenv("DIASPORA_DW_CONTENT_FOLDER", str(tmp_path))
    source = CountryMappings()
    assert set(source.datasets()) == {"KGZ", *BUNDLED.files()}
    assert source.library.files()["TJK"] == tmp_path / "TJK.yaml"
    assert source.library.vocabularies_file == CONTENT_FOLDER / "vocabularies.yaml"


def test_vocabularies_of_the_users_own_go_first(tmp_path: Path) -> None:
    (tmp_path / "vocabularies.yaml").write_bytes((CONTENT_FOLDER / "vocabularies.yaml").read_bytes())
    assert BUNDLED.beside(tmp_path).vocabularies_file == tmp_path / "vocabularies.yaml"
    assert BUNDLED.beside(tmp_path / "KGZ.yaml").vocabularies_file == tmp_path / "vocabularies.yaml"
    assert "vocabularies" not in BUNDLED.beside(tmp_path).files()


def test_a_file_with_the_wrong_ending_is_examined_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "TJK.yml").write_bytes((CONTENT_FOLDER / "TJK.yaml").read_bytes())
    (examination,) = examine_paths([tmp_path], BUNDLED)
    assert "expected the file's name to be TJK.yaml" in str(examination.errors[0])


def test_a_folder_of_the_users_own_that_is_not_there_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIASPORA_DW_CONTENT_FOLDER", str(tmp_path / "none"))
    with pytest.raises(UsageError, match="none is not a folder"):
        CountryMappings().datasets()


def test_a_folder_without_content_or_vocabularies_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no country"):
        examine_paths([tmp_path], BUNDLED)
    with pytest.raises(UsageError, match=r"no vocabularies\.yaml"):
        ContentLibrary((tmp_path,)).vocabularies()
