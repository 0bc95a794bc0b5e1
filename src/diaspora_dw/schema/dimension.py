"""The dimensions of the quantitative half: countries, their groups, indicators, years."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, false
from sqlalchemy.orm import Mapped, mapped_column

from diaspora_dw.schema.base import CountryKey, Small, Star, TextKey


class DimCountry(Star):
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
    iso3_code: Mapped[str] = mapped_column(String(3), unique=True)
    iso2_code: Mapped[str | None] = mapped_column(String(2), unique=True)
    country_name: Mapped[str]
    entity_type: Mapped[str]
    region_code: Mapped[Small | None]
    region_name: Mapped[str | None]
    subregion_code: Mapped[Small | None]
    subregion_name: Mapped[str | None]
    intermediate_region_code: Mapped[Small | None]
    intermediate_region_name: Mapped[str | None]
    name_in_sentence: Mapped[str]


class DimCountryGroup(Star):
    """A group of countries: a union, a region, an income group."""

    __tablename__ = "dim_country_group"

    group_id: Mapped[int] = mapped_column(primary_key=True)
    group_code: Mapped[str] = mapped_column(unique=True)
    group_name: Mapped[str]
    group_type: Mapped[str]
    description: Mapped[str | None]
    source_code: Mapped[str]


class BridgeCountryGroup(Star):
    """A period in which a country was a member of a group."""

    __tablename__ = "bridge_country_group"
    __table_args__ = (
        CheckConstraint("valid_to is null or valid_to >= valid_from", name="spell_in_order"),
        Index(None, "country_id"),
        {"schema": "dw"},
    )

    group_id: Mapped[int] = mapped_column(ForeignKey("dw.dim_country_group.group_id"), primary_key=True)
    country_id: Mapped[CountryKey]
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]


class DimIndicator(Star):
    """An indicator as its publisher defines it."""

    __tablename__ = "dim_indicator"

    indicator_code: Mapped[TextKey]
    indicator_name: Mapped[str]
    unit: Mapped[str]
    description: Mapped[str]
    publisher: Mapped[str]
    licence: Mapped[str]
    factsheet_rank: Mapped[Small | None]
    factsheet_label: Mapped[str | None]
    lower_bound: Mapped[float | None]
    upper_bound: Mapped[float | None]
    lowest_median: Mapped[float | None]
    highest_median: Mapped[float | None]
    is_whole_number: Mapped[bool] = mapped_column(server_default=false())
    is_additive: Mapped[bool] = mapped_column(server_default=false())
    zero_means_no_data: Mapped[bool] = mapped_column(server_default=false())


class DimYear(Star):
    """A calendar year and the dates that stand for it."""

    __tablename__ = "dim_year"

    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    year_date: Mapped[date]
    mid_year_date: Mapped[date]
