"""Settings come from the environment, and docs/settings.md lists each of them as it is declared.

The page is generated: `WRITE_DOCS=1 .venv/bin/python -m pytest tests/test_settings.py`.
"""

import os
from pathlib import Path

import pytest

from diaspora_dw.errors import UsageError
from diaspora_dw.settings import DECLARED, Settings
from diaspora_dw.source import registered_sources
from tests.conftest import REPOSITORY

PAGE = REPOSITORY / "docs" / "settings.md"
HEAD = """# Settings

Environment variables are the only settings. An empty variable counts as unset.

Generated from their declarations by `WRITE_DOCS=1 .venv/bin/python -m pytest tests/test_settings.py`.

| variable | default | meaning |
|---|---|---|
"""


def _row(variable: str) -> str:
    default, meaning = DECLARED[variable]
    shown = f"`{default}`" if str(default).startswith("https:") else "–" if default is None else default
    return f"| `{variable}` | {shown} | {meaning} |\n"


def test_the_docs_list_every_setting_as_it_is_declared() -> None:
    assert registered_sources(), "sources declare settings of their own"
    listed = HEAD + "".join(map(_row, sorted(DECLARED)))
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(listed, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == listed


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in DECLARED:
        monkeypatch.setenv(variable, "")
    settings = Settings()
    assert (settings.database_url, settings.webhook_url, settings.keep_releases) == (None, None, 12)
    assert settings.home.is_absolute()


def test_a_variable_takes_the_place_of_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIASPORA_DW_HOME", "/srv/warehouse")
    monkeypatch.setenv("DIASPORA_DW_KEEP_RELEASES", "3")
    assert Settings().snapshot_folder == Path("/srv/warehouse/snapshots")
    assert Settings().keep_releases == 3


def test_a_run_takes_no_longer_than_an_hour_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIASPORA_DW_DEADLINE_SECONDS", raising=False)
    assert Settings().deadline_seconds == 3600


@pytest.mark.parametrize("variable", ["DIASPORA_DW_KEEP_RELEASES", "DIASPORA_DW_DEADLINE_SECONDS"])
@pytest.mark.parametrize("value", ["many", "0", "-1", "1.5"])
def test_a_number_that_makes_no_sense_is_rejected(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(UsageError, match=f"{variable}: '{value}' is not a whole number"):
        Settings()


@pytest.mark.parametrize("variable", ["DATABASE_URL", "DIASPORA_DW_WEBHOOK_URL"])
def test_a_secret_is_not_shown_with_the_settings(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "https://somebody:hush@example.org")
    assert "hush" not in repr(Settings())
