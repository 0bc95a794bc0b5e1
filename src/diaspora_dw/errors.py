"""The errors a user can meet: one small family, each with its exit code and the next step in its message."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command line's exit codes mean; documented in the README and never renumbered."""

    OK = 0
    SOURCE_FAILED = 1
    USAGE = 2
    CHECKS_FAILED = 3
    LOCKED = 4
    DATABASE_UNREACHABLE = 5


class DiasporaError(Exception):
    """A failure that the user can do something about.

    `message` says what went wrong and where; `advice` says what to do next. Subclasses set the exit code.
    """

    exit_code = ExitCode.SOURCE_FAILED

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message}\n  {self.advice}" if self.advice else self.message


class UsageError(DiasporaError):
    """The command or the configuration asks for something that cannot be."""

    exit_code = ExitCode.USAGE


class SourceError(DiasporaError):
    """A publisher, or what it published, is at fault; the source's current release stays."""


class PublisherUnreachableError(SourceError):
    """No answer came from the publisher within the limits: nothing is known about its data."""


class PublisherAnswerError(SourceError):
    """The publisher answered, but not with the data: a refusal, an error message, a page of HTML."""


class ContentError(SourceError):
    """What was published cannot be read as what it should be; the message names file and place."""


class ContractError(DiasporaError):
    """The rows that a source has read do not fit the database: the reader is at fault, not the publisher."""


class ChecksFailedError(DiasporaError):
    """A release was loaded and found wanting; it was not published."""

    exit_code = ExitCode.CHECKS_FAILED


class RunLockedError(DiasporaError):
    """Another run holds the lock."""

    exit_code = ExitCode.LOCKED


class RunCutShortError(DiasporaError):
    """The run was ended before its time: by its deadline, or by whoever told it to stop."""


class DatabaseError(DiasporaError):
    """The database cannot be reached, started or used."""

    exit_code = ExitCode.DATABASE_UNREACHABLE
