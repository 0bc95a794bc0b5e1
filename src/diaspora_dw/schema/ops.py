"""Tables for operators: sources, runs and their steps, check results, published totals, installed SQL."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Integer,
    Interval,
    SmallInteger,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from diaspora_dw.schema.base import BY_RELEASE, Base


class Source(Base):
    """A source as the software that ran last describes it."""

    __tablename__ = "source"
    __table_args__ = ({"schema": "ops"},)

    source_code: Mapped[str] = mapped_column(Text, primary_key=True)
    source_name: Mapped[str] = mapped_column(Text)
    licence: Mapped[str] = mapped_column(Text)
    licence_url: Mapped[str] = mapped_column(Text)
    max_age: Mapped[timedelta] = mapped_column(Interval)


class Run(Base):
    """A run, written when it starts and again when it ends."""

    __tablename__ = "run"
    __table_args__ = ({"schema": "ops"},)

    run_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    run_number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    outcome: Mapped[str] = mapped_column(Text)
    exit_code: Mapped[int | None] = mapped_column(SmallInteger)
    seconds: Mapped[float | None] = mapped_column(Double)
    version: Mapped[str] = mapped_column(Text)
    host: Mapped[str] = mapped_column(Text)
    process_id: Mapped[int] = mapped_column(Integer)
    started_by: Mapped[str] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(Text)
    advice: Mapped[str | None] = mapped_column(Text)


class Step(Base):
    """What a run did about one dataset of one source."""

    __tablename__ = "step"
    __table_args__ = ({"schema": "ops"},)

    run_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("ops.run.run_id", ondelete="CASCADE"), primary_key=True
    )
    step_number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    source_code: Mapped[str] = mapped_column(Text)
    offer: Mapped[str] = mapped_column(Text)
    edition: Mapped[str | None] = mapped_column(Text)
    release_id: Mapped[int | None] = mapped_column(Integer)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    outcome: Mapped[str] = mapped_column(Text)
    rows: Mapped[int | None] = mapped_column(BigInteger)
    bytes: Mapped[int | None] = mapped_column(BigInteger)
    seconds: Mapped[float | None] = mapped_column(Double)
    changes: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    error: Mapped[str | None] = mapped_column(Text)
    advice: Mapped[str | None] = mapped_column(Text)


class CheckResult(Base):
    """The result of a check in a run, kept even if the release was refused."""

    __tablename__ = "check_result"
    __table_args__ = ({"schema": "ops"},)

    run_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("ops.run.run_id", ondelete="CASCADE"), primary_key=True
    )
    check_name: Mapped[str] = mapped_column(Text, primary_key=True)
    source_code: Mapped[str] = mapped_column(Text, primary_key=True)
    subject: Mapped[str] = mapped_column(Text, primary_key=True, server_default="")
    edition: Mapped[str] = mapped_column(Text, primary_key=True)
    severity: Mapped[str] = mapped_column(Text)
    failing_rows: Mapped[int] = mapped_column(BigInteger)
    examples: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    accepted_by: Mapped[str | None] = mapped_column(Text)
    checked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class PublishedTotal(Base):
    """A total as its publisher prints it, to compare the facts of the same release with."""

    __tablename__ = "published_total"
    __table_args__ = ({"schema": "ops", **BY_RELEASE},)

    series: Mapped[str] = mapped_column(Text, primary_key=True)
    destination_code: Mapped[str] = mapped_column(Text, primary_key=True)
    origin_code: Mapped[str] = mapped_column(Text, primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, ForeignKey("dw.dim_year.year"), primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("dw.source_release.release_id"), primary_key=True)
    value: Mapped[float | None] = mapped_column(Double)
    male_value: Mapped[float | None] = mapped_column(Double)
    female_value: Mapped[float | None] = mapped_column(Double)


class PublishedArea(Base):
    """A member of an area that a publisher prints totals for."""

    __tablename__ = "published_area"
    __table_args__ = ({"schema": "ops"},)

    area_code: Mapped[str] = mapped_column(Text, primary_key=True)
    country_id: Mapped[int] = mapped_column(
        SmallInteger, ForeignKey("dw.dim_country.country_id"), primary_key=True
    )


class InstalledObject(Base):
    """A view or function as it was last installed, so that it is installed again only if its text changed."""

    __tablename__ = "installed_object"
    __table_args__ = ({"schema": "ops", "info": {"written_by": "owner"}},)

    object_name: Mapped[str] = mapped_column(Text, primary_key=True)
    sha256: Mapped[str] = mapped_column(Text)
    installed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
