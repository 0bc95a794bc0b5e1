"""What the caller of a run can ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class RunOptions:
    """The options of a run."""

    sources: Sequence[str] = ()
    offline: bool = False
    files: Mapping[str, Sequence[Path]] = field(default_factory=dict)
    """Files to load instead of downloading from the publisher, by source."""
    force: bool = False
    """Load a release even if the one in use has the same bytes."""
    accept: Sequence[str] = ()
    """Checks that do not stop a release this time."""
    wait_seconds: float = 0
    deadline_seconds: float | None = None
    """How long the whole run may take. None: as long as the settings say."""
