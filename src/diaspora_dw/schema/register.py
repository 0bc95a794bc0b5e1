"""The tables of the registers: cabinet posts for the diaspora, and seats for citizens abroad in parliament."""

from sqlalchemy import CheckConstraint, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from diaspora_dw.schema.base import BY_RELEASE, CountryKey, ReleaseKey, Small, Star, TextKey

COUNTRY, RELEASE = "Key of the country.", "Key of the release."
AS_OF = "Date of the register, as far as it is known."


class FactCabinetPost(Star):
    """A post in the cabinet whose title names the diaspora."""

    __tablename__ = "fact_cabinet_post"
    __table_args__ = (
        {
            "schema": "dw",
            "comment": "Cabinet posts whose titles name the diaspora, in every loaded release: filter by "
            "release_id, or read mart.institution. A country that is not listed may have one all the same. "
            "Grain: country_id, post_number, release_id.",
            **BY_RELEASE,
        },
    )

    country_id: Mapped[CountryKey] = mapped_column(comment=COUNTRY)
    post_number: Mapped[int] = mapped_column(
        SmallInteger, primary_key=True, autoincrement=False, comment="Number of the post in its country."
    )
    release_id: Mapped[ReleaseKey] = mapped_column(comment=RELEASE)
    title: Mapped[str] = mapped_column(comment="Title of the post, as printed.")
    as_of_text: Mapped[str] = mapped_column(comment=AS_OF)


class FactReservedSeat(Star):
    """Seats that a chamber of parliament sets aside for citizens abroad."""

    __tablename__ = "fact_reserved_seat"
    __table_args__ = (
        CheckConstraint("seats >= 1 and total_seats >= 1", name="seats_positive"),
        CheckConstraint("seats < total_seats", name="seats_within_total"),
        {
            "schema": "dw",
            "comment": "Seats for citizens abroad by chamber of parliament, in every loaded release: filter by "
            "release_id, or read mart.political_right. A country that is not listed may have some all the same. "
            "Grain: country_id, chamber, release_id.",
            **BY_RELEASE,
        },
    )

    country_id: Mapped[CountryKey] = mapped_column(comment=COUNTRY)
    chamber: Mapped[TextKey] = mapped_column(comment="The chamber of parliament.")
    release_id: Mapped[ReleaseKey] = mapped_column(comment=RELEASE)
    seats: Mapped[Small] = mapped_column(comment="Seats for citizens abroad. Unit: seats.")
    total_seats: Mapped[Small] = mapped_column(comment="All seats of the chamber. Unit: seats.")
    status: Mapped[str] = mapped_column(comment="Whether the right is granted, a code of right_statuses.")
    note: Mapped[str | None] = mapped_column(comment="What to know about the seats.")
    as_of_text: Mapped[str] = mapped_column(comment=AS_OF)
