from pathlib import Path

import pytest

from etl.content import CONTENT_FOLDER
from tests.conftest import CallCommand

TAJIKISTAN = CONTENT_FOLDER / "TJK.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with Tajikistan's content."""
    path = tmp_path / "content"
    path.mkdir()
    (path / "TJK.yaml").write_bytes(TAJIKISTAN.read_bytes())
    return path


def spoil(path: Path, old: str, new: str) -> int:
    """Replace a piece of a file; gives its line."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_a_template_is_written_where_it_is_wanted_and_never_over_another_file(
    command: CallCommand, tmp_path: Path
) -> None:
    path = tmp_path / "KGZ.yaml"
    done = command("content", "new", "kgz", "--output", str(path), database=None)
    assert (done.code, path.read_text(encoding="utf-8").count("country: KGZ")) == (0, 1)
    assert f"--file content={path}" in done.out
    path.write_text("mine", encoding="utf-8")
    again = command("content", "new", "KGZ", "--output", str(path), database=None)
    assert again.code == 2
    assert "already exists" in again.err
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_template_goes_to_the_folder_of_the_users_own(command: CallCommand, folder: Path) -> None:
    environment = {"DIASPORA_DW_CONTENT_FOLDER": str(folder)}
    assert command("content", "new", "KGZ", database=None, environment=environment).code == 0
    assert (folder / "KGZ.yaml").is_file()


def test_an_unknown_country_and_a_missing_folder_are_reported(command: CallCommand, tmp_path: Path) -> None:
    assert "there is no country 'XXX'" in command("content", "new", "XXX", database=None).err
    missing = str(tmp_path / "none" / "KGZ.yaml")
    done = command("content", "new", "KGZ", "--output", missing, database=None)
    assert done.code == 2
    assert "No such file" in done.err


def test_sound_content_passes(command: CallCommand) -> None:
    done = command("content", "validate", database=None)
    assert (done.code, done.out.splitlines()[-1]) == (0, "files: 1, errors: 0, warnings: 0")


def test_every_error_is_reported_with_file_line_and_what_is_expected(
    command: CallCommand, folder: Path
) -> None:
    path = folder / "TJK.yaml"
    line = spoil(path, "level: ministerial", "level: ministrial")
    done = command("content", "validate", str(folder), database=None)
    assert done.code == 1
    told = done.out.splitlines()
    assert told[0].startswith(
        f"{path}:{line}: institutions[molmep].level: found 'ministrial'; expected a code of"
    )
    assert "did you mean ministerial?" in told[0]
    (problem,) = command("content", "validate", str(path), "--json", database=None).json()
    assert (problem["path"], problem["line"], problem["severity"]) == (str(path), line, "error")


def test_a_free_theme_is_a_warning(command: CallCommand, folder: Path) -> None:
    line = spoil(folder / "TJK.yaml", "themes: [knowledge_transfer]", "themes: [sports]")
    done = command("content", "validate", str(folder), database=None)
    assert done.code == 0
    assert f"TJK.yaml:{line}: practices[tajrupt].themes[1]: 'sports' is not in practice_themes" in done.out


def test_vocabularies_beside_a_file_are_those_it_is_held_against(command: CallCommand, folder: Path) -> None:
    vocabularies = (CONTENT_FOLDER / "vocabularies.yaml").read_text(encoding="utf-8")
    (folder / "vocabularies.yaml").write_text(
        vocabularies.replace("knowledge_transfer:", "sports:"), encoding="utf-8"
    )
    spoil(folder / "TJK.yaml", "themes: [knowledge_transfer]", "themes: [sports]")
    done = command("content", "validate", str(folder / "TJK.yaml"), database=None)
    assert done.out.splitlines() == ["files: 1, errors: 0, warnings: 0"]


def test_two_files_are_compared_without_a_database(command: CallCommand, folder: Path) -> None:
    after = folder / "TJK.yaml"
    spoil(after, "    end: 2030", "    end: 2035")
    spoil(after, "  - key: tajrupt", "  - key: taj-rupt")
    done = command("content", "diff", "TJK", str(TAJIKISTAN), str(after), database=None)
    assert done.out.splitlines() == [
        "changed policies/nds-2030 end: 2030 → 2035",
        "removed practices/tajrupt",
        "added practices/taj-rupt",
        "changes: 3",
    ]


def test_files_of_another_country_are_not_compared(command: CallCommand, folder: Path) -> None:
    done = command("content", "diff", "KGZ", str(TAJIKISTAN), str(folder / "TJK.yaml"), database=None)
    assert done.code == 2
    assert "is about TJK, not KGZ" in done.err
