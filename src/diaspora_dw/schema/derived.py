"""Tables that are derived from releases: `ops.derive_tables` fills them with every publication.

Their rows are what a view or a function returns. They are stored because they are the same for every reader, and too
slow to make for one country. The large ones have no foreign keys: their rows come from tables that have, and
validating them again would take longer than making them.
"""

from datetime import date

from sqlalchemy import Index, Integer, SmallInteger, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from diaspora_dw.schema.base import Big, CountryKey, Operations, Small, Star, TextKey, YearKey

_DERIVED = {"schema": "dw", "info": {"derived": True}}


class StockYear(Star):
    """The years of the current edition of the migrant stock: the rows of `dw.stock_year_model`."""

    __tablename__ = "stock_year"
    __table_args__ = (_DERIVED,)

    year: Mapped[YearKey]
    migrants: Mapped[Big | None]
    unknown_origin_pct: Mapped[float | None]
    compared_year: Mapped[Small | None]
    edition_before: Mapped[str | None]
    edition: Mapped[str]
    mid_year_date: Mapped[date]


class CountryStock(Star):
    """Emigrants and immigrants of each country in the current edition: the rows of `dw.country_stock_model`."""

    __tablename__ = "country_stock"
    __table_args__ = (_DERIVED,)

    country_id: Mapped[CountryKey]
    year: Mapped[YearKey]
    emigrants: Mapped[Big | None]
    male_emigrants: Mapped[Big | None]
    female_emigrants: Mapped[Big | None]
    immigrants: Mapped[Big | None]
    compared_year: Mapped[Small | None]
    edition_before: Mapped[str | None]
    emigrants_before: Mapped[Big | None]
    emigrants_after: Mapped[Big | None]
    edition: Mapped[str]
    destinations: Mapped[Big | None]
    herfindahl_index: Mapped[float | None]
    top_destination_id: Mapped[Small | None]
    top_destination_pct: Mapped[float | None]
    top_five_destinations_pct: Mapped[float | None]
    unknown_origin: Mapped[Big | None]
    reassessed: Mapped[bool | None]


class CurrentCorridor(Star):
    """The migrant stock of the current edition, compared and ranked: the rows of `dw.current_corridor_model`."""

    __tablename__ = "current_corridor"
    __table_args__ = (Index(None, "destination_id"), _DERIVED)

    origin_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    destination_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    migrants: Mapped[Big | None]
    male_migrants: Mapped[Big | None]
    female_migrants: Mapped[Big | None]
    data_type: Mapped[str | None] = mapped_column(String(4))
    migrants_before: Mapped[Big | None]
    migrants_after: Mapped[Big | None]
    destination_rank: Mapped[int | None]
    origin_rank: Mapped[int | None]


class GroupEmigrants(Star):
    """Emigrants of each origin in each group of destinations: the rows of `dw.group_emigrants_model`."""

    __tablename__ = "group_emigrants"
    __table_args__ = (_DERIVED,)

    origin_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    group_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    emigrants: Mapped[Big | None]
    male_emigrants: Mapped[Big | None]
    female_emigrants: Mapped[Big | None]
    emigrants_before: Mapped[Big | None]
    emigrants_after: Mapped[Big | None]
    unknown_origin_pct: Mapped[float | None]


class GroupImmigrants(Star):
    """Immigrants of each destination by groups of origins: the rows of `dw.group_immigrants_model`."""

    __tablename__ = "group_immigrants"
    __table_args__ = (_DERIVED,)

    country_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    group_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    immigrants: Mapped[Big | None]
    male_immigrants: Mapped[Big | None]
    female_immigrants: Mapped[Big | None]


class RemittanceBasis(Star):
    """What the estimates of remittances by corridor rest on: the rows of `dw.remittance_basis_model`."""

    __tablename__ = "remittance_basis"
    __table_args__ = (_DERIVED,)

    country_id: Mapped[CountryKey]
    year: Mapped[YearKey]
    income: Mapped[float | None]
    income_basis: Mapped[str | None]
    received_usd: Mapped[float | None]


class RemittanceBreak(Star):
    """Remittances that changed sharply within a year, or not at all: the rows of `dw.remittance_break_model`."""

    __tablename__ = "remittance_break"
    __table_args__ = (_DERIVED,)

    country_id: Mapped[CountryKey]
    year: Mapped[YearKey]
    coverage_note: Mapped[str]


class RemittanceCorridor(Star):
    """Remittances by corridor and year, ranked: the rows of `dw.remittance_corridor_model`."""

    __tablename__ = "remittance_corridor"
    __table_args__ = (
        Index(None, "destination_id"),
        Index("ix_remittance_corridor_top_sender", "origin_id", postgresql_where="sender_rank = 1"),
        Index("ix_remittance_corridor_top_receiver", "destination_id", postgresql_where="receiver_rank = 1"),
        _DERIVED,
    )

    origin_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    destination_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    method: Mapped[TextKey]
    remittances_usd: Mapped[float]
    migrants: Mapped[Big | None]
    is_interpolated: Mapped[bool | None]
    income_basis: Mapped[str | None]
    edition: Mapped[str]
    stock_edition: Mapped[str | None]
    sender_rank: Mapped[int]
    pct_of_received: Mapped[float | None]
    receiver_rank: Mapped[int]
    pct_of_sent: Mapped[float | None]
    coverage_note: Mapped[str | None]


class IndicatorCoverage(Star):
    """How many countries have a figure of each indicator in each year: the rows of `dw.indicator_coverage_model`."""

    __tablename__ = "indicator_coverage"
    __table_args__ = (_DERIVED,)

    indicator_code: Mapped[TextKey]
    year: Mapped[YearKey]
    countries: Mapped[Big]
    is_partial_year: Mapped[bool]


class LatestFigure(Star):
    """The latest figure of each indicator for each country: the rows of `dw.latest_figure_model`."""

    __tablename__ = "latest_figure"
    __table_args__ = (_DERIVED,)

    country_id: Mapped[CountryKey]
    indicator_code: Mapped[TextKey]
    year: Mapped[Small]
    value: Mapped[float]
    edition: Mapped[str]
    remittances_received_usd: Mapped[float | None]


class Dependence(Star):
    """Ranks of countries by remittances as a share of GDP: the rows of `dw.dependence_model`."""

    __tablename__ = "dependence"
    __table_args__ = (_DERIVED,)

    country_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    group_code: Mapped[TextKey]
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    remittances_received_pct_of_gdp: Mapped[float | None]
    share_year: Mapped[Small]
    rank: Mapped[int]
    ranked_countries: Mapped[Big]
    edition: Mapped[str]


class LargestLoss(Star):
    """Where the current edition lowered an origin's emigrants most: the rows of `dw.largest_loss_model`."""

    __tablename__ = "largest_loss"
    __table_args__ = (_DERIVED,)

    origin_id: Mapped[CountryKey]
    year: Mapped[YearKey]
    destination_id: Mapped[Small]
    migrants_before: Mapped[Big]
    migrants_after: Mapped[Big]


class CountrySummary(Star):
    """The figures of each country's or area's profile: the rows of `dw.country_summary_model`."""

    __tablename__ = "country_summary"
    __table_args__ = (_DERIVED,)

    country_id: Mapped[CountryKey]
    emigrants_year: Mapped[Small | None]
    emigrants: Mapped[Big | None]
    male_pct: Mapped[float | None]
    female_pct: Mapped[float | None]
    emigrants_pct_of_population: Mapped[float | None]
    emigrants_population_year: Mapped[Small | None]
    unknown_origin_pct: Mapped[float | None]
    coverage_note: Mapped[str | None]
    top_destinations: Mapped[str | None]
    eu27_2020_emigrants: Mapped[Big | None]
    eu27_2020_pct_of_emigrants: Mapped[float | None]
    eu27_2020_male_pct: Mapped[float | None]
    eu27_2020_female_pct: Mapped[float | None]
    eu27_2020_unknown_origin_pct: Mapped[float | None]
    eu27_2020_coverage_note: Mapped[str | None]
    eea_emigrants: Mapped[Big | None]
    eea_pct_of_emigrants: Mapped[float | None]
    eea_male_pct: Mapped[float | None]
    eea_female_pct: Mapped[float | None]
    eea_unknown_origin_pct: Mapped[float | None]
    eea_coverage_note: Mapped[str | None]
    remittances_received_usd: Mapped[float | None]
    remittances_received_year: Mapped[Small | None]
    remittances_placeholder_year: Mapped[Small | None]
    remittances_received_pct_of_gdp: Mapped[float | None]
    remittances_received_pct_of_gdp_year: Mapped[Small | None]
    remittances_received_usd_of_that_year: Mapped[float | None]
    population: Mapped[Big | None]
    population_year: Mapped[Small | None]
    gdp_usd: Mapped[float | None]
    gdp_year: Mapped[Small | None]
    gdp_per_capita_ppp: Mapped[float | None]
    gdp_per_capita_ppp_year: Mapped[Small | None]
    net_migration: Mapped[float | None]
    net_migration_year: Mapped[Small | None]
    unemployment_pct: Mapped[float | None]
    unemployment_year: Mapped[Small | None]
    inflation_pct: Mapped[float | None]
    inflation_year: Mapped[Small | None]
    stock_edition: Mapped[str | None]
    indicator_edition: Mapped[str | None]
    indicator_newest_year: Mapped[Small | None]
    emigrants_previous_year: Mapped[Small | None]
    emigrants_change: Mapped[Big | None]
    emigrants_change_pct: Mapped[float | None]
    emigrants_annual_growth_pct: Mapped[float | None]
    emigrants_first_year: Mapped[Small | None]
    emigrants_change_since_first: Mapped[Big | None]
    emigrants_change_since_first_pct: Mapped[float | None]
    destinations: Mapped[Big | None]
    herfindahl_index: Mapped[float | None]
    top_destination_iso3_code: Mapped[str | None]
    top_destination_pct: Mapped[float | None]
    top_five_destinations_pct: Mapped[float | None]
    refugees_from_country: Mapped[Big | None]
    refugees_from_country_year: Mapped[Small | None]
    refugees_in_country: Mapped[Big | None]
    refugees_in_country_year: Mapped[Small | None]
    foreign_direct_investment_usd: Mapped[float | None]
    foreign_direct_investment_year: Mapped[Small | None]
    aid_received_usd: Mapped[float | None]
    aid_received_year: Mapped[Small | None]
    cost_of_remittances_to_country_pct: Mapped[float | None]
    cost_of_remittances_to_country_year: Mapped[Small | None]
    cost_of_remittances_from_country_pct: Mapped[float | None]
    cost_of_remittances_from_country_year: Mapped[Small | None]
    remittances_to_foreign_direct_investment_ratio: Mapped[float | None]
    remittances_to_aid_ratio: Mapped[float | None]
    immigrants_year: Mapped[Small | None]
    immigrants: Mapped[Big | None]
    immigrants_male_pct: Mapped[float | None]
    immigrants_female_pct: Mapped[float | None]
    immigrants_pct_of_population: Mapped[float | None]
    immigrants_unknown_origin_pct: Mapped[float | None]
    immigrants_coverage_note: Mapped[str | None]
    top_origins: Mapped[str | None]
    immigration_edition: Mapped[str | None]
    top_sender_iso3_code: Mapped[str | None] = mapped_column(String(3))
    top_sender_name: Mapped[str | None]
    top_sender_estimated_remittances_usd: Mapped[float | None]
    top_sender_year: Mapped[Small | None]
    top_receiver_iso3_code: Mapped[str | None] = mapped_column(String(3))
    top_receiver_name: Mapped[str | None]
    top_receiver_estimated_remittances_usd: Mapped[float | None]
    top_receiver_year: Mapped[Small | None]
    undesa_population: Mapped[Big | None]
    undesa_population_year: Mapped[Small | None]
    remittances_coverage_note: Mapped[str | None]
    top_sender_coverage_note: Mapped[str | None]
    top_receiver_coverage_note: Mapped[str | None]


class CorridorRevision(Star):
    """The same corridor and year in two editions: the rows of `dw.corridor_revision_model`."""

    __tablename__ = "corridor_revision"
    __table_args__ = (Index(None, "destination_id"), _DERIVED)

    origin_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    destination_id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    edition_before: Mapped[TextKey]
    edition_after: Mapped[TextKey]
    migrants_before: Mapped[Big | None]
    migrants_after: Mapped[Big | None]
    is_revised: Mapped[bool | None]


class OriginCoverage(Star):
    """How completely each edition names the origins in each destination: the rows of `dw.origin_coverage_model`."""

    __tablename__ = "origin_coverage"
    __table_args__ = (_DERIVED,)

    country_id: Mapped[CountryKey]
    year: Mapped[YearKey]
    edition: Mapped[TextKey]
    immigrants: Mapped[Big | None]
    unknown_origin: Mapped[Big]
    origins_named: Mapped[Big]
    reassessed: Mapped[bool | None]


class DerivedTable(Operations):
    """The releases that a derived table was made from."""

    __tablename__ = "derived_table"

    table_name: Mapped[TextKey]
    release_ids: Mapped[list[int]] = mapped_column(ARRAY(Integer))


class OwnRegion(Star):
    """Emigrants of each country or area within its own regions: the rows of `dw.own_region_model`."""

    __tablename__ = "own_region"
    __table_args__ = (_DERIVED,)

    country_id: Mapped[CountryKey]
    year: Mapped[YearKey]
    region_name: Mapped[str | None]
    emigrants_in_region: Mapped[Big | None]
    region_unknown_origin_pct: Mapped[float | None]
    subregion_name: Mapped[str | None]
    emigrants_in_subregion: Mapped[Big | None]
    subregion_unknown_origin_pct: Mapped[float | None]
    world_bank_region: Mapped[str | None]
    emigrants_in_world_bank_region: Mapped[Big | None]
    world_bank_region_unknown_origin_pct: Mapped[float | None]
