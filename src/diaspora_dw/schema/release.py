"""Releases, and the files each was made from. `releases/release.py` explains what a release is."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, Integer, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from diaspora_dw.schema.base import Base


class SourceRelease(Base):
    """One immutable release of a source. Readers see it once it has a `published_at`."""

    __tablename__ = "source_release"
    __table_args__ = (
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_form"),
        CheckConstraint("not (is_current and superseded_at is not null)", name="current_not_superseded"),
        CheckConstraint(
            "published_at is not null or not (is_current or superseded_at is not null)",
            name="published_before_use",
        ),
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

    release_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    source_code: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text, server_default="")
    edition: Mapped[str] = mapped_column(Text)
    retrieved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    superseded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    upstream_updated_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    url: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    content_sha256: Mapped[str] = mapped_column(Text)
    reader_version: Mapped[int] = mapped_column(Integer)
    row_count: Mapped[int] = mapped_column(BigInteger)
    licence: Mapped[str] = mapped_column(Text)
    licence_url: Mapped[str] = mapped_column(Text)
    citation: Mapped[str] = mapped_column(Text)
    is_current: Mapped[bool] = mapped_column(server_default=text("false"))
    is_sample: Mapped[bool] = mapped_column(server_default=text("false"))
    run_id: Mapped[uuid.UUID] = mapped_column(Uuid)


class ReleaseFile(Base):
    """A file of a release; the snapshot store keeps its bytes by their digest."""

    __tablename__ = "release_file"
    __table_args__ = ({"schema": "dw"},)

    release_id: Mapped[int] = mapped_column(
        ForeignKey("dw.source_release.release_id", ondelete="CASCADE"), primary_key=True
    )
    file_name: Mapped[str] = mapped_column(Text, primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    retrieved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
