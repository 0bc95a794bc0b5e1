"""Tables for operators: sources, runs and their steps, check results, published totals, installed SQL."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Identity, SmallInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from diaspora_dw.schema.base import (
    BY_RELEASE,
    Big,
    CountryKey,
    Operations,
    ReleaseKey,
    RunKey,
    Small,
    TextKey,
    YearKey,
)


class Source(Operations):
    """A source as the software that ran last describes it."""

    __tablename__ = "source"

    source_code: Mapped[TextKey]
    source_name: Mapped[str]
    licence: Mapped[str]
    licence_url: Mapped[str]
    max_age: Mapped[timedelta]


class Run(Operations):
    """A run, written when it starts and again when it ends."""

    __tablename__ = "run"

    run_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    run_number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str]
    exit_code: Mapped[Small | None]
    seconds: Mapped[float | None]
    version: Mapped[str]
    host: Mapped[str]
    process_id: Mapped[int]
    started_by: Mapped[str]
    error: Mapped[str | None]
    advice: Mapped[str | None]


class RunLock(Operations):
    """The session that holds the run lock, or held it last: `diaspora_dw.running.lock` tells which."""

    __tablename__ = "run_lock"

    backend_pid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    lock_key: Mapped[int]
    started_by: Mapped[str]
    host: Mapped[str]
    process_id: Mapped[int]
    locked_at: Mapped[datetime]


class Step(Operations):
    """What a run did about one dataset of one source."""

    __tablename__ = "step"

    run_id: Mapped[RunKey]
    step_number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    source_code: Mapped[str]
    dataset: Mapped[str]
    edition: Mapped[str | None]
    release_id: Mapped[int | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str]
    rows: Mapped[Big | None]
    bytes: Mapped[Big | None]
    seconds: Mapped[float | None]
    changes: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    error: Mapped[str | None]
    advice: Mapped[str | None]


class CheckResult(Operations):
    """The result of a check in a run, kept even if the release was refused."""

    __tablename__ = "check_result"

    run_id: Mapped[RunKey]
    check_name: Mapped[TextKey]
    source_code: Mapped[TextKey]
    subject: Mapped[str] = mapped_column(primary_key=True, server_default="")
    edition: Mapped[TextKey]
    severity: Mapped[str]
    failing_rows: Mapped[Big]
    examples: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    accepted_by: Mapped[str | None]
    checked_at: Mapped[datetime]


class PublishedTotal(Operations):
    """A total as its publisher prints it, to compare the facts of the same release with."""

    __tablename__ = "published_total"
    __table_args__ = ({"schema": "ops", **BY_RELEASE},)

    series: Mapped[TextKey]
    destination_code: Mapped[TextKey]
    origin_code: Mapped[TextKey]
    year: Mapped[YearKey]
    release_id: Mapped[ReleaseKey]
    value: Mapped[float | None]
    male_value: Mapped[float | None]
    female_value: Mapped[float | None]


class PublishedArea(Operations):
    """A member of an area that a publisher prints totals for."""

    __tablename__ = "published_area"

    area_code: Mapped[TextKey]
    country_id: Mapped[CountryKey]


class PublishedName(Operations):
    """A name as its publisher prints it beside a code, to see that the rows of a release are not mixed up."""

    __tablename__ = "published_name"
    __table_args__ = ({"schema": "ops", **BY_RELEASE},)

    place_code: Mapped[TextKey]
    place_name: Mapped[TextKey]
    release_id: Mapped[ReleaseKey]


class KnownName(Operations):
    """A name by which publishers call a country or an area of theirs."""

    __tablename__ = "known_name"

    place_code: Mapped[TextKey]
    place_name: Mapped[TextKey]


class InstalledObject(Operations):
    """A view or function as it was last installed, so that it is installed again only if its text changed."""

    __tablename__ = "installed_object"
    __table_args__ = ({"schema": "ops", "info": {"written_by": "owner"}},)

    object_name: Mapped[TextKey]
    sha256: Mapped[str]
    installed_at: Mapped[datetime]
    definition: Mapped[str]
