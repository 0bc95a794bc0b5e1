"""The one place that knows the environment: everything configurable, with its default."""

import os
from pathlib import Path

import platformdirs
from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def default_home() -> Path:
    """Where data and snapshots live unless `DIASPORA_DW_HOME` says otherwise.

    For root that is below /var/lib, not root's home: PostgreSQL refuses to run as root, and the account it
    runs as instead cannot enter a 0700 home.
    """
    if os.name == "posix" and os.geteuid() == 0:
        return Path("/var/lib/diaspora-dw")
    return platformdirs.user_data_path("diaspora-dw")


class Settings(BaseSettings):
    """What the environment asks for. Read once by the command line, then handed down."""

    model_config = SettingsConfigDict(env_prefix="DIASPORA_DW_", env_ignore_empty=True, extra="ignore")

    database_url: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("DATABASE_URL", "database_url"),
        description="A PostgreSQL 15 or newer to use instead of the embedded one.",
    )
    home: Path = Field(default_factory=default_home, description="Data folder and snapshots.")
    keep_releases: int = Field(
        default=12, ge=1, description="How many releases to keep of a source that is revised in place."
    )
    webhook_url: SecretStr | None = Field(default=None, description="Where to post how a run ended.")

    @property
    def snapshot_folder(self) -> Path:
        """Where the published bytes are kept."""
        return self.home / "snapshots"

    @property
    def server_folder(self) -> Path:
        """Where the embedded server keeps its data, its password file and its log."""
        return self.home / "server"


def publisher_url(source_code: str, default: str) -> str:
    """The base address of a publisher: `DIASPORA_DW_<SOURCE>_URL`, or where the publisher really is."""
    return (os.environ.get(f"DIASPORA_DW_{source_code.upper()}_URL") or default).rstrip("/")


def source_file(source_code: str, what: str, default: Path) -> Path:
    """A configuration file of a source: `DIASPORA_DW_<SOURCE>_<WHAT>`, or the one that comes with it."""
    return Path(os.environ.get(f"DIASPORA_DW_{source_code.upper()}_{what.upper()}") or default)


def source_folder(source_code: str) -> Path | None:
    """The user's own folder of a source that is files: `DIASPORA_DW_<SOURCE>_FOLDER`, or None."""
    folder = os.environ.get(f"DIASPORA_DW_{source_code.upper()}_FOLDER")
    return Path(folder) if folder else None


def environment_with(**more: str) -> dict[str, str]:
    """The environment for a program that is started, with some variables more."""
    return {**os.environ, **more}
