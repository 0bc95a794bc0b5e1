"""The facts of the quantitative half. Each release is a partition; the origin leads every key.

The key starts with the country of origin because readers filter by it and, on several machines, rows are
distributed by it.
"""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from diaspora_dw.schema.base import BY_RELEASE, Big, CountryKey, ReleaseKey, Star, YearKey


class FactMigrantStock(Star):
    """Migrants from an origin living in a destination at mid-year, according to one release."""

    __tablename__ = "fact_migrant_stock"
    __table_args__ = (
        CheckConstraint(
            "migrants >= 0 and male_migrants >= 0 and female_migrants >= 0", name="counts_not_negative"
        ),
        CheckConstraint("data_type ~ '^B?C?I?R?$'", name="data_type_letters"),
        Index(None, "destination_id"),
        {"schema": "dw", **BY_RELEASE},
    )

    origin_id: Mapped[CountryKey]
    destination_id: Mapped[CountryKey]
    year: Mapped[YearKey]
    release_id: Mapped[ReleaseKey]
    migrants: Mapped[Big | None]
    male_migrants: Mapped[Big | None]
    female_migrants: Mapped[Big | None]
    data_type: Mapped[str | None] = mapped_column(String(4))
    coverage_note: Mapped[str | None]


class FactMigrantStockTotal(Star):
    """The stock summed over corridors, for a country as origin and as destination: the whole that shares refer to.

    It is stored because a share of a destination's migrants would otherwise need every corridor of the world.
    """

    __tablename__ = "fact_migrant_stock_total"
    __table_args__ = ({"schema": "dw", "info": {"derived": True}, **BY_RELEASE},)

    country_id: Mapped[CountryKey]
    year: Mapped[YearKey]
    release_id: Mapped[ReleaseKey]
    emigrants: Mapped[Big | None]
    male_emigrants: Mapped[Big | None]
    female_emigrants: Mapped[Big | None]
    immigrants: Mapped[Big | None]
    male_immigrants: Mapped[Big | None]
    female_immigrants: Mapped[Big | None]


class FactIndicator(Star):
    """The value of an indicator for a country and a year, according to one release."""

    __tablename__ = "fact_indicator"
    __table_args__ = ({"schema": "dw", **BY_RELEASE},)

    country_id: Mapped[CountryKey]
    indicator_code: Mapped[str] = mapped_column(
        ForeignKey("dw.dim_indicator.indicator_code"), primary_key=True
    )
    year: Mapped[YearKey]
    release_id: Mapped[ReleaseKey]
    value: Mapped[float]


class FactBilateralRemittance(Star):
    """Money that migrants from an origin send home from a destination in a year, according to one release."""

    __tablename__ = "fact_bilateral_remittance"
    __table_args__ = (
        CheckConstraint("remittances_usd > 0", name="remittances_positive"),
        Index(None, "destination_id"),
        {"schema": "dw", **BY_RELEASE},
    )

    origin_id: Mapped[CountryKey]
    destination_id: Mapped[CountryKey]
    year: Mapped[YearKey]
    release_id: Mapped[ReleaseKey]
    remittances_usd: Mapped[float]
