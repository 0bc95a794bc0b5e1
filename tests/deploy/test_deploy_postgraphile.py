"""The API: its file of tags is fresh, and PostGraphile answers queries that follow keys.

The file is generated: `WRITE_DOCS=1 .venv/bin/python -m pytest tests/deploy/test_deploy_postgraphile.py`. Answers need
PostGraphile: `POSTGRAPHILE=node_modules/.bin/postgraphile .venv/bin/python -m pytest -s …`.
"""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from deploy.postgraphile.generate import tags
from deploy.published import published_views
from diaspora_dw.database import Database
from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "deploy" / "postgraphile"
TAGS = FOLDER / "postgraphile.tags.json5"
PROGRAM = os.environ.get("POSTGRAPHILE")
SECONDS = 60
QUERY = """
{
  countryByIso3Code(iso3Code: "TJK") {
    countryName
    corridorsByOriginIso3Code(condition: {year: 2024}, orderBy: MIGRANTS_DESC, first: 1) {
      nodes { migrants countryByDestinationIso3Code { countryName worldBankRegion } }
    }
  }
  emigrationByIso3CodeAndYear(iso3Code: "TJK", year: 2024) { emigrants }
  __schema { mutationType { name } }
}
"""


def test_the_tags_are_those_of_the_views(migrated: Database) -> None:
    text = tags(published_views(migrated))
    if os.environ.get("WRITE_DOCS"):
        TAGS.write_text(text, encoding="utf-8")
    assert text == TAGS.read_text(encoding="utf-8"), "regenerate with WRITE_DOCS=1"


@pytest.fixture
def api(loaded: Database) -> Iterator[str]:
    if PROGRAM is None:
        pytest.skip("needs POSTGRAPHILE, the path of a program: see deploy/postgraphile/README.md")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    options = ("--schema", "mart", "--disable-default-mutations", "--dynamic-json", "--port", port)
    plugins = ("--append-plugins", "postgraphile/plugins:TagsFilePlugin")
    command = [PROGRAM, "--connection", loaded.owner_url, *options, *plugins]
    with subprocess.Popen(
        command, cwd=FOLDER, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        yield f"http://127.0.0.1:{port}/graphql"
        running.terminate()


def test_the_api_follows_keys_and_changes_nothing(api: str) -> None:
    answer: Any = None
    until = time.monotonic() + SECONDS
    while answer is None:
        try:
            answer = requests.post(api, json={"query": QUERY}, timeout=SECONDS).json()
        except requests.ConnectionError:
            assert time.monotonic() < until, "PostGraphile does not answer"
            time.sleep(0.5)
    print("PostGraphile:", answer)
    destination = {"countryName": "Russian Federation", "worldBankRegion": "Europe & Central Asia"}
    assert answer["data"] == {
        "countryByIso3Code": {
            "countryName": "Tajikistan",
            "corridorsByOriginIso3Code": {
                "nodes": [{"migrants": "415676", "countryByDestinationIso3Code": destination}]
            },
        },
        "emigrationByIso3CodeAndYear": {"emigrants": "514478"},
        "__schema": {"mutationType": None},
    }
