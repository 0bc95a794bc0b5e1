"""The errors that a user can meet: one small family, each with its exit code and the next step in its message."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command line's exit codes mean. The README documents them, and they are never renumbered."""

    OK = 0
    SOURCE_FAILED = 1
    USAGE = 2
    CHECKS_FAILED = 3
    LOCKED = 4
    DATABASE_UNREACHABLE = 5


class DiasporaError(Exception):
    """A failure that the user can do something about.

    `message` says what happened and where; `advice` says what to do next. Subclasses set the exit code.
    """

    exit_code = ExitCode.SOURCE_FAILED

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message}\n  {self.advice}" if self.advice else self.message


class UsageError(DiasporaError):
    """The command or the configuration is wrong."""

    exit_code = ExitCode.USAGE


class SourceError(DiasporaError):
    """A publisher, or what it published, is at fault. The source's current release stays."""


class PublisherUnreachableError(SourceError):
    """The publisher did not answer in time, so nothing is known about its data."""


class PublisherAnswerError(SourceError):
    """The publisher answered with something other than the data: a refusal, an error message or a web page."""


class ContentError(SourceError):
    """The published data are not in the expected form. The message names the file and the place in it."""


class ContractError(DiasporaError):
    """The rows that a source has read do not fit the database: the reader is at fault, not the publisher."""


class RunLockedError(DiasporaError):
    """Another run holds the lock."""

    exit_code = ExitCode.LOCKED


class RunCutShortError(DiasporaError):
    """The run was stopped early, by its deadline or by a signal."""


class DatabaseError(DiasporaError):
    """The database cannot be reached, started or used."""

    exit_code = ExitCode.DATABASE_UNREACHABLE
