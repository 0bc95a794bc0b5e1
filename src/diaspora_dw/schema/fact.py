"""The facts of the quantitative half. Each release is a partition; the origin leads every key.

The key starts with the country of origin because readers filter by it and, on several machines, rows are
distributed by it.
"""

from sqlalchemy import BigInteger, CheckConstraint, Double, ForeignKey, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from diaspora_dw.schema.base import BY_RELEASE, Base


class FactMigrantStock(Base):
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

    origin_id: Mapped[int] = mapped_column(
        SmallInteger, ForeignKey("dw.dim_country.country_id"), primary_key=True
    )
    destination_id: Mapped[int] = mapped_column(
        SmallInteger, ForeignKey("dw.dim_country.country_id"), primary_key=True
    )
    year: Mapped[int] = mapped_column(SmallInteger, ForeignKey("dw.dim_year.year"), primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("dw.source_release.release_id"), primary_key=True)
    migrants: Mapped[int | None] = mapped_column(BigInteger)
    male_migrants: Mapped[int | None] = mapped_column(BigInteger)
    female_migrants: Mapped[int | None] = mapped_column(BigInteger)
    data_type: Mapped[str | None] = mapped_column(String(4))
    coverage_note: Mapped[str | None] = mapped_column(Text)


class FactMigrantStockTotal(Base):
    """The stock summed over corridors, for a country as origin and as destination: the whole that shares refer to.

    It is stored because a share of a destination's migrants would otherwise need every corridor of the world.
    """

    __tablename__ = "fact_migrant_stock_total"
    __table_args__ = ({"schema": "dw", "info": {"derived": True}, **BY_RELEASE},)

    country_id: Mapped[int] = mapped_column(
        SmallInteger, ForeignKey("dw.dim_country.country_id"), primary_key=True
    )
    year: Mapped[int] = mapped_column(SmallInteger, ForeignKey("dw.dim_year.year"), primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("dw.source_release.release_id"), primary_key=True)
    emigrants: Mapped[int | None] = mapped_column(BigInteger)
    male_emigrants: Mapped[int | None] = mapped_column(BigInteger)
    female_emigrants: Mapped[int | None] = mapped_column(BigInteger)
    immigrants: Mapped[int | None] = mapped_column(BigInteger)
    male_immigrants: Mapped[int | None] = mapped_column(BigInteger)
    female_immigrants: Mapped[int | None] = mapped_column(BigInteger)


class FactIndicator(Base):
    """The value of an indicator for a country and a year, according to one release."""

    __tablename__ = "fact_indicator"
    __table_args__ = ({"schema": "dw", **BY_RELEASE},)

    country_id: Mapped[int] = mapped_column(
        SmallInteger, ForeignKey("dw.dim_country.country_id"), primary_key=True
    )
    indicator_code: Mapped[str] = mapped_column(
        Text, ForeignKey("dw.dim_indicator.indicator_code"), primary_key=True
    )
    year: Mapped[int] = mapped_column(SmallInteger, ForeignKey("dw.dim_year.year"), primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("dw.source_release.release_id"), primary_key=True)
    value: Mapped[float] = mapped_column(Double)
