"""The dimensions of the quantitative half: countries, their groups, indicators, years."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, Double, ForeignKey, Index, Integer, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from diaspora_dw.schema.base import Base


class DimCountry(Base):
    """A country or area; its key is its M49 code if it has one, so that facts need no look-up."""

    __tablename__ = "dim_country"
    __table_args__ = (
        CheckConstraint("iso3_code ~ '^[A-Z]{3}$'", name="iso3_code_form"),
        CheckConstraint("iso2_code ~ '^[A-Z]{2}$'", name="iso2_code_form"),
        CheckConstraint("entity_type in ('country', 'area', 'unknown')", name="entity_type_known"),
        {"schema": "dw"},
    )

    country_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    m49_code: Mapped[int | None] = mapped_column(SmallInteger, unique=True)
    iso3_code: Mapped[str | None] = mapped_column(String(3), unique=True)
    iso2_code: Mapped[str | None] = mapped_column(String(2), unique=True)
    country_name: Mapped[str] = mapped_column(Text)
    entity_type: Mapped[str] = mapped_column(Text)
    region_code: Mapped[int | None] = mapped_column(SmallInteger)
    region_name: Mapped[str | None] = mapped_column(Text)
    subregion_code: Mapped[int | None] = mapped_column(SmallInteger)
    subregion_name: Mapped[str | None] = mapped_column(Text)
    intermediate_region_code: Mapped[int | None] = mapped_column(SmallInteger)
    intermediate_region_name: Mapped[str | None] = mapped_column(Text)


class DimCountryGroup(Base):
    """A group of countries: a union, a region, an income group."""

    __tablename__ = "dim_country_group"
    __table_args__ = ({"schema": "dw"},)

    group_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    group_code: Mapped[str] = mapped_column(Text, unique=True)
    group_name: Mapped[str] = mapped_column(Text)
    group_type: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    source_code: Mapped[str] = mapped_column(Text)


class BridgeCountryGroup(Base):
    """A period in which a country was a member of a group."""

    __tablename__ = "bridge_country_group"
    __table_args__ = (
        CheckConstraint("valid_to is null or valid_to >= valid_from", name="spell_in_order"),
        Index(None, "country_id"),
        {"schema": "dw"},
    )

    group_id: Mapped[int] = mapped_column(ForeignKey("dw.dim_country_group.group_id"), primary_key=True)
    country_id: Mapped[int] = mapped_column(
        SmallInteger, ForeignKey("dw.dim_country.country_id"), primary_key=True
    )
    valid_from: Mapped[date] = mapped_column(Date, primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(Date)


class DimIndicator(Base):
    """An indicator as its publisher defines it."""

    __tablename__ = "dim_indicator"
    __table_args__ = ({"schema": "dw"},)

    indicator_code: Mapped[str] = mapped_column(Text, primary_key=True)
    indicator_name: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    publisher: Mapped[str] = mapped_column(Text)
    licence: Mapped[str] = mapped_column(Text)
    factsheet_rank: Mapped[int | None] = mapped_column(SmallInteger)
    factsheet_label: Mapped[str | None] = mapped_column(Text)
    lower_bound: Mapped[float | None] = mapped_column(Double)
    upper_bound: Mapped[float | None] = mapped_column(Double)


class DimYear(Base):
    """A calendar year and the dates that stand for it."""

    __tablename__ = "dim_year"
    __table_args__ = ({"schema": "dw"},)

    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    year_date: Mapped[date] = mapped_column(Date)
    mid_year_date: Mapped[date] = mapped_column(Date)
