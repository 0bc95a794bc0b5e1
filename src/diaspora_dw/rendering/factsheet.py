"""Reads a country's factsheet from the published views. Every format is made from it; JSON prints it as it is."""

from collections.abc import Sequence

from psycopg import sql
from psycopg.rows import dict_row
from pydantic import BaseModel, ConfigDict, Field, computed_field

from diaspora_dw.countries import empty_warehouse, find_country
from diaspora_dw.database import Connection
from diaspora_dw.errors import UsageError
from diaspora_dw.rendering.figures import (
    Country,
    DependenceRank,
    Destination,
    EditionDisagreement,
    EmigrationYear,
    GroupOfDestinations,
    GroupOfOrigins,
    ImmigrationYear,
    Indicator,
    Neighbour,
    NetPosition,
    Origin,
    Place,
    RemittanceReceiver,
    RemittanceSender,
    RemittanceYear,
    Source,
)
from diaspora_dw.rendering.mapping import PARTS_OF_OTHERS, SECTIONS, Mapping, read_mappings
from diaspora_dw.rendering.neighbourhood import read_neighbourhoods
from diaspora_dw.rendering.views import CountryViews

GROUPS_SHOWN = ("EU27_2020", "EEA", "CIS", "OECD")
GROUPS_OVER_TIME = ("EU27_2020", "EEA_2020")
"""Groups with the same members in every year: only their figures can be followed over time."""
PLACES_READ = 10
METHODS = ("published", "estimated")


class Factsheet(BaseModel):
    """A country's figures and the mapping of its engagement with the diaspora, with years and editions."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    country: Country
    remittances: list[RemittanceYear] = Field(
        description="Every year with remittances received, oldest first"
    )
    emigration: list[EmigrationYear] = Field(description="Every year that the edition has, oldest first")
    emigration_by_group: list[GroupOfDestinations] = Field(
        description="The latest year, in the groups of countries that factsheets show"
    )
    emigration_to_eu_and_eea: list[GroupOfDestinations] = Field(
        description="Every year, oldest first, in the EU and the EEA with their members since 2020 in every year"
    )
    top_destinations: list[Destination] = Field(
        description="The ten largest of the latest year, largest first"
    )
    net_position: list[NetPosition] = Field(description="Every year that the edition has, oldest first")
    dependence_ranks: list[DependenceRank] = Field(
        description="In the year of the country's latest share of GDP, the largest group first"
    )
    immigration: list[ImmigrationYear] = Field(description="Every year that the edition has, oldest first")
    immigration_by_group: list[GroupOfOrigins] = Field(
        description="The latest year: origins in the EU, in each continent, and in each income group, largest first"
    )
    top_origins: list[Origin] = Field(description="The ten largest of the latest year, largest first")
    top_senders: list[RemittanceSender] = Field(
        description="The ten countries that most remittances come from, in the newest year by either method"
    )
    top_receivers: list[RemittanceReceiver] = Field(
        description="The ten countries that most remittances go to, in the newest year by either method; of our own "
        "estimates, the newest in which no country drops out"
    )
    edition_disagreements: list[EditionDisagreement] = Field(
        description="Corridors of which two editions say very different things for the same year "
        "(is_revised in mart.edition_change), largest difference first"
    )
    indicators: list[Indicator] = Field(exclude=True)
    names_in_sentence: dict[str, str] = Field(default_factory=dict, exclude=True)
    mapping: Mapping | None = Field(
        description="The qualitative half; without an edition what registers have of a country that is not mapped yet, "
        "null where they have nothing"
    )
    sources: list[Source] = Field(description="The releases that the factsheet draws on")
    places: list[Place] = Field(description="In the latest year of each measure, in the world first")
    neighbours: list[Neighbour] = Field(
        description="Countries and areas of the subregion in the latest year, most emigrants per resident first"
    )

    @computed_field(description="Whether any figure comes from the sample that the software brings")  # type: ignore[prop-decorator]
    @property
    def is_sample(self) -> bool:
        """Return whether any figure comes from the bundled sample."""
        return any(source.is_sample for source in self.sources)

    @computed_field(description="The parts that there is nothing to show for")  # type: ignore[prop-decorator]
    @property
    def missing(self) -> list[str]:
        """Return the names of the fields that a full factsheet fills and this one does not."""
        fields = ("remittances", "emigration", "top_destinations", "immigration", "top_origins")
        sections = (name for name in SECTIONS if name not in PARTS_OF_OTHERS)
        return [
            *(name for name in fields if not getattr(self, name)),
            *(name for name in sections if not (self.mapping and self.mapping.records(name))),
        ]

    def group(self, code: str) -> GroupOfDestinations | None:
        """Return emigrants in a group of countries, or None if the factsheet has none."""
        return next((group for group in self.emigration_by_group if group.group_code == code), None)

    def note_on_remittances(self, year: int) -> str:
        """Return what to know before quoting the remittances received in a year, and their share of GDP."""
        return next((row.coverage_note or "" for row in self.remittances if row.year == year), "")


def read_factsheet(connection: Connection, words: str) -> Factsheet:
    """Read the factsheet of a country, given by a code or by its name.

    Raise `UsageError` if there is no such country, or if nothing has been loaded yet.
    """
    found = find_country(connection, words)
    if found.entity_type == "unknown":
        raise UsageError(
            f"{found} is not a country: it stands for the migrants whose origin a destination does not know",
            advice="See where they live: diaspora-dw sql \"select * from corridor where origin_iso3_code = 'ZZZ'\"",
        )
    (sheet,) = read_factsheets(connection, [found.iso3_code])
    return sheet


def all_codes(connection: Connection) -> list[str]:
    """Return the codes of all countries and areas that have a factsheet, in alphabetical order.

    Raise `UsageError` if nothing has been loaded yet.
    """
    query = "select iso3_code from mart.country where entity_type <> 'unknown' order by iso3_code"
    codes = [code for (code,) in connection.execute(query)]
    if not codes:
        raise empty_warehouse()
    return codes


def read_factsheets(connection: Connection, codes: Sequence[str]) -> list[Factsheet]:
    """Read the factsheets of countries, given by their ISO 3166 codes, in that order."""
    views = CountryViews(connection, codes)
    profiles = views.records("country_profile")
    countries = {code: Country.read(profiles[code][0]) for code in codes}
    latest = {code: country.emigrants_year for code, country in countries.items()}
    immigration = views.rows(ImmigrationYear, "immigration", "order by year")
    latest_immigration = {code: immigration[code][-1].year if immigration[code] else None for code in codes}
    remittances = views.rows(
        RemittanceYear, "remittance", "and remittances_received_usd is not null order by year"
    )
    emigration = views.rows(EmigrationYear, "emigration", "order by year")
    emigration_by_group = views.rows(
        GroupOfDestinations,
        "emigration_by_group",
        """
        and group_code = any(%(groups)s) and emigrants is not null
        order by array_position(%(groups)s, group_code)
        """,
        years=latest,
        groups=list(GROUPS_SHOWN),
    )
    emigration_to_eu_and_eea = views.rows(
        GroupOfDestinations,
        "emigration_by_group",
        "and group_code = any(%(groups)s) and emigrants is not null order by year, group_code desc",
        groups=list(GROUPS_OVER_TIME),
    )
    top_destinations = views.rows(
        Destination,
        "top_destination",
        "and rank <= %(ranks)s order by rank",
        of="origin_iso3_code",
        years=latest,
        ranks=PLACES_READ,
    )
    immigration_by_group = views.rows(
        GroupOfOrigins,
        "immigration_by_group",
        """
        and (group_code = 'EU27_2020' or group_type in ('un_region', 'world_bank_income_group'))
        order by group_type, immigrants desc, group_code
        """,
        years=latest_immigration,
    )
    top_origins = views.rows(
        Origin,
        "top_origin",
        "and rank <= %(ranks)s order by rank",
        of="destination_iso3_code",
        years=latest_immigration,
        ranks=PLACES_READ,
    )
    net_position = views.rows(NetPosition, "net_position", "order by year")
    dependence_ranks = views.rows(
        DependenceRank,
        "dependence_rank",
        "order by ranked_countries desc, group_code",
        years={code: country.remittances_received_pct_of_gdp_year for code, country in countries.items()},
    )
    top_senders = views.rows(
        RemittanceSender,
        "top_sender",
        """
        and rank <= %(ranks)s and (origin_iso3_code, method, year) in (
            select b.origin_iso3_code, b.method, max(b.year) from mart.bilateral_remittance as b
            where b.origin_iso3_code = any(%(codes)s) group by b.origin_iso3_code, b.method
        )
        order by array_position(%(methods)s, method), rank
        """,
        of="origin_iso3_code",
        ranks=PLACES_READ,
        methods=list(METHODS),
    )
    top_receivers = views.rows(
        RemittanceReceiver,
        "top_receiver",
        """
        and rank <= %(ranks)s and (destination_iso3_code, method, year) in (
            select b.destination_iso3_code, b.method, max(b.year) from mart.bilateral_remittance as b
            where
                b.destination_iso3_code = any(%(codes)s)
                and (b.method = 'published' or b.year <= (
                    select max(y.year) from dw.indicator_coverage as y
                    where y.indicator_code = 'BX.TRF.PWKR.CD.DT' and not y.is_partial_year
                ))
            group by b.destination_iso3_code, b.method
        )
        order by array_position(%(methods)s, method), rank
        """,
        of="destination_iso3_code",
        ranks=PLACES_READ,
        methods=list(METHODS),
    )
    edition_disagreements = views.rows(
        EditionDisagreement,
        "edition_change",
        """
        and is_revised
        order by abs(difference) desc, destination_iso3_code, year, edition_before, edition_after
        """,
        of="origin_iso3_code",
    )
    indicators = views.rows(Indicator, "factsheet_indicator", "order by factsheet_rank, indicator_code")
    mappings = read_mappings(views)
    sources = _read_sources(connection, codes)
    neighbourhoods = read_neighbourhoods(connection)
    query = "select iso3_code, name_in_sentence from mart.country"
    names: dict[str, str] = dict(connection.execute(query).fetchall())
    return [
        Factsheet(
            country=countries[code],
            remittances=remittances[code],
            emigration=emigration[code],
            emigration_by_group=emigration_by_group[code],
            emigration_to_eu_and_eea=emigration_to_eu_and_eea[code],
            top_destinations=top_destinations[code],
            net_position=net_position[code],
            dependence_ranks=dependence_ranks[code],
            immigration=immigration[code],
            immigration_by_group=immigration_by_group[code],
            top_origins=top_origins[code],
            top_senders=top_senders[code],
            top_receivers=top_receivers[code],
            edition_disagreements=edition_disagreements[code],
            indicators=indicators[code],
            names_in_sentence=names,
            mapping=mappings.get(code),
            sources=sources[code],
            places=neighbourhoods.places[code],
            neighbours=neighbourhoods.neighbours[code],
        )
        for code in codes
    ]


def _read_sources(connection: Connection, codes: Sequence[str]) -> dict[str, list[Source]]:
    """Return the releases of each country's sources; a register only where it has something of the country."""
    columns = sql.SQL(", ").join(sql.Identifier("s", name) for name in Source.model_fields)
    query = sql.SQL(
        """
        with registered as (
            select r.iso3_code, r.source from dw.registered_right as r
            union
            select i.iso3_code, i.source from mart.institution as i
        )
        select c.iso3_code, {}
        from mart.source_status as s
        cross join unnest(%(codes)s::text[]) as c (iso3_code)
        where
            s.row_count > 0 and s.subject in ('', c.iso3_code) and s.is_newest_of_edition
            and (
                s.source_code not in ('globalcit', 'register')
                or s.is_current and (c.iso3_code, s.source_code) in (select iso3_code, source from registered)
            )
        order by s.source_code, s.is_current desc, s.edition desc
        """
    ).format(columns)
    found: dict[str, list[Source]] = {code: [] for code in codes}
    with connection.cursor(row_factory=dict_row) as cursor:
        for row in cursor.execute(query, {"codes": list(codes)}):
            found[row.pop("iso3_code")].append(Source.model_validate(row))
    return found
