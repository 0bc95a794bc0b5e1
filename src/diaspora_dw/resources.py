"""Locate the SQL files and the migrations: in the source tree, or inside an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_resources"
_ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parents[1]

SQL_FOLDER = _ROOT / "sql"
MIGRATIONS_FOLDER = _ROOT / "migrations"
