"""Reads a country's factsheet from the published views. Every format is made from it; JSON prints it as it is."""

from pydantic import BaseModel, ConfigDict, Field, computed_field

from diaspora_dw.countries import find_country
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
    NetPosition,
    Origin,
    RemittanceReceiver,
    RemittanceSender,
    RemittanceYear,
    Source,
)
from diaspora_dw.rendering.mapping import PARTS_OF_OTHERS, SECTIONS, Mapping, read_mapping
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
    mapping: Mapping | None = Field(
        description="The qualitative half; without an edition what registers have of a country that is not mapped yet, "
        "null where they have nothing"
    )
    sources: list[Source] = Field(description="The releases that the factsheet draws on")

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
    views = CountryViews(connection, found.iso3_code)
    (profile,) = views.records("country_profile")
    country = Country.read(profile)
    year = country.emigrants_year
    immigration = views.rows(ImmigrationYear, "immigration", "iso3_code = %(iso3)s order by year")
    immigration_year = immigration[-1].year if immigration else None
    return Factsheet(
        country=country,
        remittances=views.rows(
            RemittanceYear,
            "remittance",
            "iso3_code = %(iso3)s and remittances_received_usd is not null order by year",
        ),
        emigration=views.rows(EmigrationYear, "emigration", "iso3_code = %(iso3)s order by year"),
        emigration_by_group=views.rows(
            GroupOfDestinations,
            "emigration_by_group",
            """
            iso3_code = %(iso3)s and year = %(year)s and group_code = any(%(groups)s)
            and emigrants is not null
            order by array_position(%(groups)s, group_code)
            """,
            year=year,
            groups=list(GROUPS_SHOWN),
        ),
        emigration_to_eu_and_eea=views.rows(
            GroupOfDestinations,
            "emigration_by_group",
            """
            iso3_code = %(iso3)s and group_code = any(%(groups)s) and emigrants is not null
            order by year, group_code desc
            """,
            groups=list(GROUPS_OVER_TIME),
        ),
        top_destinations=views.rows(
            Destination,
            "top_destination",
            "origin_iso3_code = %(iso3)s and year = %(year)s and rank <= %(ranks)s order by rank",
            year=year,
            ranks=PLACES_READ,
        ),
        immigration=immigration,
        immigration_by_group=views.rows(
            GroupOfOrigins,
            "immigration_by_group",
            """
            iso3_code = %(iso3)s and year = %(year)s
            and (group_code = 'EU27_2020' or group_type in ('un_region', 'world_bank_income_group'))
            order by group_type, immigrants desc, group_code
            """,
            year=immigration_year,
        ),
        top_origins=views.rows(
            Origin,
            "top_origin",
            "destination_iso3_code = %(iso3)s and year = %(year)s and rank <= %(ranks)s order by rank",
            year=immigration_year,
            ranks=PLACES_READ,
        ),
        net_position=views.rows(NetPosition, "net_position", "iso3_code = %(iso3)s order by year"),
        dependence_ranks=views.rows(
            DependenceRank,
            "dependence_rank",
            "iso3_code = %(iso3)s and year = %(year)s order by ranked_countries desc, group_code",
            year=country.remittances_received_pct_of_gdp_year,
        ),
        top_senders=[
            row
            for method in METHODS
            for row in views.rows(
                RemittanceSender,
                "top_sender",
                """
                origin_iso3_code = %(iso3)s and method = %(method)s and rank <= %(ranks)s and year = (
                    select max(year) from mart.bilateral_remittance
                    where origin_iso3_code = %(iso3)s and method = %(method)s
                )
                order by rank
                """,
                method=method,
                ranks=PLACES_READ,
            )
        ],
        top_receivers=[
            row
            for method in METHODS
            for row in views.rows(
                RemittanceReceiver,
                "top_receiver",
                """
                destination_iso3_code = %(iso3)s and method = %(method)s and rank <= %(ranks)s and year = (
                    select max(b.year) from mart.bilateral_remittance as b
                    where
                        b.destination_iso3_code = %(iso3)s and b.method = %(method)s
                        and (b.method = 'published' or b.year <= (
                            select max(y.year) from dw.indicator_year as y
                            where y.indicator_code = 'BX.TRF.PWKR.CD.DT' and not y.is_partial_year
                        ))
                )
                order by rank
                """,
                method=method,
                ranks=PLACES_READ,
            )
        ],
        edition_disagreements=views.rows(
            EditionDisagreement,
            "edition_change",
            """
            origin_iso3_code = %(iso3)s and is_revised
            order by abs(difference) desc, destination_iso3_code, year, edition_before, edition_after
            """,
        ),
        indicators=views.rows(
            Indicator, "factsheet_indicator", "iso3_code = %(iso3)s order by factsheet_rank, indicator_code"
        ),
        mapping=read_mapping(views),
        sources=views.rows(
            Source,
            "source_status",
            """
            row_count > 0 and subject in ('', %(iso3)s) and is_newest_of_edition
            and (source_code not in ('globalcit', 'register') or is_current and source_code in (
                select r.source from dw.registered_right as r where r.iso3_code = %(iso3)s
                union all
                select i.source from mart.institution as i where i.iso3_code = %(iso3)s
            ))
            order by source_code, is_current desc, edition desc
            """,
        ),
    )
