"""The errors that a user can meet: one small family, each with its exit code and the next step in its message."""

import re
from enum import IntEnum
from typing import Self

CONTROL_CHARACTER = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


class ExitCode(IntEnum):
    """What the command line's exit codes mean, and what to do about them. They are never renumbered."""

    meaning: str
    advice: str

    def __new__(cls, code: int, meaning: str, advice: str = "") -> Self:
        """Make a number that has its meaning with it."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        member.advice = advice
        return member

    OK = 0, "everything is current"
    SOURCE_FAILED = (
        1,
        "a source failed and its release in use stays, or the run was stopped by its deadline or a signal",
        "`status` shows error and advice. Most failures of publishers are temporary: act when `health` fails",
    )
    USAGE = 2, "the command or a setting is wrong", "read the message"
    CHECKS_FAILED = (
        3,
        "checks stopped a release; the one in use stays",
        "read the findings in `status`. If the publisher's figures are right: `run --accept CHECK`, which records"
        " your name",
    )
    LOCKED = (
        4,
        "another run holds the lock",
        "the message names it. It ends by itself, at its deadline at the latest; `run --wait SECONDS` waits for it",
    )
    DATABASE_UNREACHABLE = (
        5,
        "the database cannot be reached or upgraded, it rejects the connection, or the connection was lost",
        "the message says which; fix that, then run again: nothing half-done is visible",
    )
    INTERRUPTED = 130, "Ctrl-C interrupted a command other than a run", "repeat the command"


def escape_controls(text: str) -> str:
    """Show control characters but line breaks as `\\x1b`: a publisher's text could change what a terminal shows."""
    return CONTROL_CHARACTER.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


class DiasporaError(Exception):
    """A failure that the user can do something about.

    `message` says what happened and where; `advice` says what to do next. Subclasses set the exit code.
    """

    exit_code = ExitCode.SOURCE_FAILED

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = escape_controls(message)
        self.advice = escape_controls(advice)

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
