"""Declare every setting once: its environment variable, default and meaning. Nothing else reads the environment."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from diaspora_dw.errors import UsageError

DECLARED: dict[str, tuple[object, str]] = {}
"""The default and the meaning of each variable declared so far. docs/settings.md is made from them."""


def setting(  # noqa: PLR0913 - what there is to say of a setting
    variable: str,
    meaning: str,
    default: Any = None,
    *,
    parse: Callable[[str], Any] = str,
    shown: str | None = None,
    secret: bool = False,
) -> Any:
    """Declare a field of a dataclass that is read from the environment when the dataclass is created.

    An empty variable counts as unset. `default` may be a function; `shown` describes the default where its value
    differs from machine to machine. A value that `parse` rejects with `ValueError` raises `UsageError`.
    """

    def read() -> Any:
        given = os.environ.get(variable)
        if not given:
            return default() if callable(default) else default
        try:
            return parse(given)
        except ValueError as error:
            raise UsageError(
                f"{variable}: {error}",
                advice="Fix the variable or unset it. docs/settings.md lists every setting.",
            ) from error

    DECLARED[variable] = (shown or default, meaning)
    return field(default_factory=read, repr=not secret)


def publisher_url(variable: str, meaning: str, default: str) -> Any:
    """Declare the base address of a publisher, which never ends with a slash."""
    return setting(variable, meaning, default, parse=lambda text: text.rstrip("/"))


def default_home() -> Path:
    """Return where data and snapshots live unless `DIASPORA_DW_HOME` is set.

    For root that is below /var/lib, not root's home: PostgreSQL refuses to run as root, and the account it
    runs as instead cannot enter a 0700 home.
    """
    if os.name == "posix" and os.geteuid() == 0:
        return Path("/var/lib/diaspora-dw")
    import platformdirs  # noqa: PLC0415 - only needed here

    return platformdirs.user_data_path("diaspora-dw")


def _positive_number(text: str) -> int:
    if not text.strip().isdecimal() or int(text) < 1:
        raise ValueError(f"{text!r} is not a whole number of 1 or more")
    return int(text)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of the warehouse. A source declares its own beside its code.

    The command line creates one from the environment and passes it down.
    """

    database_url: str | None = setting(
        "DATABASE_URL", "PostgreSQL 15 or newer to use instead of the embedded server", secret=True
    )
    home: Path = setting(
        "DIASPORA_DW_HOME",
        "folder of the embedded server's data and of the snapshots",
        default_home,
        parse=Path,
        shown="the user's data folder; `/var/lib/diaspora-dw` for root",
    )
    keep_releases: int = setting(
        "DIASPORA_DW_KEEP_RELEASES",
        "how many releases to keep of an edition or of a source revised in place, beside the last of each year",
        12,
        parse=_positive_number,
    )
    deadline_seconds: int = setting(
        "DIASPORA_DW_DEADLINE_SECONDS",
        "how long a run may take unless `--deadline` says otherwise",
        3600,
        parse=_positive_number,
    )
    webhook_url: str | None = setting(
        "DIASPORA_DW_WEBHOOK_URL",
        "where to POST the result of each run; the address is treated as a secret",
        secret=True,
    )

    @property
    def snapshot_folder(self) -> Path:
        """Where the published bytes are kept."""
        return self.home / "snapshots"

    @property
    def server_folder(self) -> Path:
        """Where the embedded server keeps its data, its password files and its log."""
        return self.home / "server"
