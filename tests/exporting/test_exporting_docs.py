"""The examples of docs/export.md run on an export."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

EXAMPLES = re.findall(r"```(python|r)\n(.*?)```", (REPOSITORY / "docs/export.md").read_text(), re.DOTALL)


@pytest.mark.parametrize(("language", "code"), EXAMPLES, ids=lambda text: text.split("\n")[0])
def test_an_example_of_the_docs_runs(
    language: str, code: str, parquet_export: Path, csv_export: Path, tmp_path: Path
) -> None:
    runner = {"python": [sys.executable, "-c"], "r": ["Rscript", "-e"]}[language]
    if not shutil.which(runner[0]):
        pytest.skip(f"needs {runner[0]}")
    (tmp_path / "export").symlink_to(csv_export if language == "r" else parquet_export)
    done = subprocess.run([*runner, code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout
