"""The tables of citizenship law: what the law of a country says in a mode, and what the codes mean."""

from sqlalchemy import SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from diaspora_dw.schema.base import BY_RELEASE, CountryKey, ReleaseKey, Small, Star, TextKey, YearKey

MODE = "Mode of acquiring or losing citizenship: A06b, L01 or L05; dualcit_comb combines them."
CATEGORY = "Code of the category, as published."


class DimCitizenshipCategory(Star):
    """A category of a mode."""

    __tablename__ = "dim_citizenship_category"
    __table_args__ = (
        {"schema": "dw", "comment": "Categories of citizenship law. Grain: mode_code, category_code."},
    )

    mode_code: Mapped[TextKey] = mapped_column(comment=MODE)
    category_code: Mapped[int] = mapped_column(
        SmallInteger, primary_key=True, autoincrement=False, comment=CATEGORY
    )
    mode_name: Mapped[str] = mapped_column(comment="What the mode is about.")
    label: Mapped[str] = mapped_column(comment="The category in a few words.")
    meaning: Mapped[str] = mapped_column(comment="The category as a sentence.")
    procedure: Mapped[str | None] = mapped_column(
        comment="How citizenship is lost: Lapse (by law alone) or Withdrawal (by a decision)."
    )
    is_accepted: Mapped[bool | None] = mapped_column(
        comment="Whether dual citizenship counts as accepted; empty for modes that do not decide that."
    )
    right_status: Mapped[str | None] = mapped_column(
        comment="The status of dual citizenship as a right of citizens abroad, for mode L05."
    )


class FactCitizenshipLaw(Star):
    """What the law of a country said in a mode on 1 January of a year, according to one release."""

    __tablename__ = "fact_citizenship_law"
    __table_args__ = (
        {
            "schema": "dw",
            "comment": "Citizenship law in force on 1 January of the year, in every loaded release: filter by "
            "release_id, or read mart.dual_citizenship. Grain: country_id, mode_code, year, release_id.",
            **BY_RELEASE,
        },
    )

    country_id: Mapped[CountryKey] = mapped_column(comment="Key of the country.")
    mode_code: Mapped[TextKey] = mapped_column(comment=MODE)
    year: Mapped[YearKey] = mapped_column(comment="Year on whose 1 January the law was in force.")
    release_id: Mapped[ReleaseKey] = mapped_column(comment="Key of the release.")
    category_code: Mapped[Small] = mapped_column(comment=CATEGORY)
    article: Mapped[str | None] = mapped_column(comment="Article of the law, as the dataset abbreviates it.")
    conditions: Mapped[str | None] = mapped_column(
        comment="Conditions in the dataset's own words; empty in the extract that comes with the software."
    )
