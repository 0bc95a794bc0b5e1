"""Releases, and the files each was made from. `releases/release.py` explains what a release is."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from diaspora_dw.schema.base import Big, Star, TextKey


class SourceRelease(Star):
    """One immutable release of a source. Readers see it once it has a `published_at`."""

    __tablename__ = "source_release"
    __table_args__ = (
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_form"),
        CheckConstraint("not (is_current and superseded_at is not null)", name="current_not_superseded"),
        CheckConstraint(
            "published_at is not null or not (is_current or superseded_at is not null)",
            name="published_before_use",
        ),
        CheckConstraint("withdrawn_at is null or superseded_at is not null", name="withdrawn_not_in_use"),
        Index(
            "uq_source_release_current",
            "source_code",
            "subject",
            unique=True,
            postgresql_where=text("is_current"),
        ),
        Index(None, "source_code", "subject", "edition"),
        {"schema": "dw"},
    )

    release_id: Mapped[int] = mapped_column(primary_key=True)
    source_code: Mapped[str]
    subject: Mapped[str] = mapped_column(server_default="")
    edition: Mapped[str]
    retrieved_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]
    upstream_updated_at: Mapped[datetime | None]
    url: Mapped[str]
    sha256: Mapped[str]
    size_bytes: Mapped[Big]
    content_sha256: Mapped[str]
    reader_version: Mapped[int]
    row_count: Mapped[Big]
    licence: Mapped[str]
    licence_url: Mapped[str]
    citation: Mapped[str]
    is_current: Mapped[bool] = mapped_column(server_default=text("false"))
    is_sample: Mapped[bool] = mapped_column(server_default=text("false"))
    run_id: Mapped[uuid.UUID]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    withdrawal_reason: Mapped[str | None]


class ReleaseFile(Star):
    """A file of a release; the snapshot store keeps its bytes by their digest."""

    __tablename__ = "release_file"

    release_id: Mapped[int] = mapped_column(
        ForeignKey("dw.source_release.release_id", ondelete="CASCADE"), primary_key=True
    )
    file_name: Mapped[TextKey]
    url: Mapped[str]
    sha256: Mapped[str]
    size_bytes: Mapped[Big]
    retrieved_at: Mapped[datetime]
