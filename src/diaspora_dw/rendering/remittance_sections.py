"""Builds the sections of a factsheet on remittances: how much, from where, and where to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from diaspora_dw.rendering import blocks as b
from diaspora_dw.rendering import pictures, wording
from diaspora_dw.rendering.factsheet import Factsheet
from diaspora_dw.rendering.figures import Country, RemittanceCorridor, RemittanceYear
from diaspora_dw.rendering.pictures import Bar
from diaspora_dw.rendering.wording import dollars, millions, percent

CORRIDORS_DRAWN = 5


def remittances(sheet: Factsheet) -> b.Blocks:
    """Build the body of the section on remittances."""
    if not sheet.remittances:
        has_placeholders = sheet.country.remittances_placeholder_year is not None
        return b.paragraphs(wording.ONLY_PLACEHOLDERS if has_placeholders else None)
    source = wording.indicator_source(sheet.country.indicator_edition)
    known = [row for row in sheet.remittances if row.remittances_received_pct_of_gdp is not None]
    received = b.Table(
        "Remittances received",
        source,
        ("Year", "Received, million US$", "Paid, million US$"),
        [
            (f"{row.year}", millions(row.remittances_received_usd), millions(row.remittances_paid_usd))
            for row in sheet.remittances
        ],
        note=_notes(sheet.remittances),
    )
    shares = b.Table(
        "Remittances as a share of GDP",
        source,
        ("Year", "Share of GDP", "GDP, million US$"),
        [
            (f"{row.year}", percent(row.remittances_received_pct_of_gdp, 2), millions(row.gdp_usd))
            for row in known
        ],
        note=_notes(known),
    )
    years = (sheet.remittances[0].year, sheet.remittances[-1].year)
    amounts = [
        (row.year, row.remittances_received_usd, dollars(row.remittances_received_usd))
        for row in sheet.remittances
    ]
    of_gdp = [
        (row.year, share, percent(share))
        for row in known
        if (share := row.remittances_received_pct_of_gdp) is not None
    ]
    charts = (
        *pictures.columns(amounts, "remittances received", "current US$", received, years),
        *pictures.columns(of_gdp, "remittances as a share of GDP", "% of GDP", shares, years),
    )
    notes = b.paragraphs(wording.UNIT_OF_REMITTANCES, kind="definition")
    compared = b.paragraphs(*_compared_remittances(sheet.country))
    return [*b.figures(remittance_figures(sheet)), *compared, b.Abreast(charts or (received,)), *notes]


def _notes(shown: Iterable[RemittanceYear]) -> str:
    """Return what to know before quoting figures of the years that are shown, each sentence once."""
    return " ".join(dict.fromkeys(chain.from_iterable(wording.sentences(row.coverage_note) for row in shown)))


@dataclass(frozen=True)
class Corridor:
    """The other country of an estimate, with its share of the whole."""

    row: RemittanceCorridor
    name: str
    name_in_sentence: str
    pct: float


def senders(sheet: Factsheet) -> b.Blocks:
    """Build the body of the section on the countries that remittances come from."""
    if _is_known_in_part(sheet, sheet.top_senders):
        return ()
    largest, caution = sheet.top_senders[0], _caution_on_estimates(sheet)
    figure = b.Figure(
        "Most remittances come from",
        f"{wording.estimated_dollars(largest.remittances_usd)} from {largest.destination_name_in_sentence}",
        f"{largest.year}, estimate",
        wording.corridor_source(largest),
        f"{percent(largest.pct_of_received)} of what the country received",
        wording.join_parts(" ", caution if largest.method == "estimated" else "", largest.coverage_note),
    )
    corridors = [
        Corridor(row, row.destination_name, row.destination_name_in_sentence, row.pct_of_received)
        for row in sheet.top_senders
    ]
    charts = _charts("Where remittances come from", "Received", "came from", corridors, caution)
    note = b.paragraphs(wording.CORRIDORS_ARE_ESTIMATES, kind="note")
    return [b.Figures([figure]), b.Abreast(charts), *note]


def receivers(sheet: Factsheet) -> b.Blocks:
    """Build the body of the section on the countries that remittances go to."""
    if _is_known_in_part(sheet, sheet.top_receivers):
        return ()
    corridors = [
        Corridor(row, row.origin_name, row.origin_name_in_sentence, row.pct_of_sent)
        for row in sheet.top_receivers
    ]
    charts = _charts("Where remittances go", "Sent", "went to", corridors)
    return [b.Abreast(charts), *b.paragraphs(wording.AMOUNTS_SENT_ARE_ESTIMATES, kind="note")]


def _is_known_in_part(sheet: Factsheet, corridors: Sequence[RemittanceCorridor]) -> bool:
    """Return whether shares would mislead: a sample has one corridor only of every country but its own."""
    return not corridors or (sheet.is_sample and len(corridors) == 1)


def _caution_on_estimates(sheet: Factsheet) -> str:
    """Return what to know about the numbers of emigrants that our estimate rests on; "" if there is nothing."""
    note = sheet.emigration[-1].coverage_note if sheet.emigration else None
    return f"{wording.ESTIMATE_RESTS_ON_EMIGRANTS} {note}" if note else ""


def _charts(
    title: str, verb: str, finding: str, corridors: Sequence[Corridor], caution: str = ""
) -> list[b.Chart]:
    """Return a chart for each method. The caution is about our estimate, which finds nothing then."""
    charts = []
    for method, group in groupby(corridors, key=lambda corridor: corridor.row.method):
        listed = list(group)
        first = listed[0]
        unit, amounts = wording.in_unit([corridor.row.remittances_usd for corridor in listed])
        by = wording.ESTIMATE_BY[method]
        whole = [caution] if caution and method == "estimated" else []
        table = b.Table(
            f"{title}, {first.row.year}: {by}",
            wording.corridor_source(first.row),
            ("Country", f"{verb}, {unit}", "Share"),
            [
                (corridor.name, amount, percent(corridor.pct))
                for corridor, amount in zip(listed, amounts, strict=True)
            ],
            note=" ".join([*whole, *wording.cautions([(c.name, c.row.coverage_note or "") for c in listed])]),
        )
        found = f"{percent(first.pct, 0)} {finding} {first.name_in_sentence} in {first.row.year} ({by})"
        subject = f"remittances {verb.lower()}, by country"
        bars = _bars(listed)
        charts.append(
            pictures.ranked(
                table.title if whole else found, f"% of remittances {verb.lower()}", subject, bars, table
            )
        )
    return pictures.on_one_scale(charts)


def _bars(corridors: Sequence[Corridor]) -> list[Bar]:
    """Return the largest corridors, and the others together."""
    drawn = corridors[:CORRIDORS_DRAWN]
    bars: list[Bar] = [
        (
            corridor.name,
            corridor.pct,
            f"{wording.estimated_dollars(corridor.row.remittances_usd)} · {percent(corridor.pct)}",
            "all",
        )
        for corridor in drawn
    ]
    others = 100 - sum(corridor.pct for corridor in drawn)
    if others >= wording.SMALLEST_SHARE_DRAWN:
        bars.append(("Other countries", others, percent(others), "rest"))
    return bars


def remittance_figures(sheet: Factsheet) -> Iterable[b.Figure]:
    """Return remittances of the latest year with a share of GDP, where the first screen has those of another year."""
    country = sheet.country
    year = country.remittances_received_pct_of_gdp_year
    if year is not None and year != country.remittances_received_year:
        amount = dollars(country.remittances_received_usd_of_that_year)
        of_gdp = f"{percent(country.remittances_received_pct_of_gdp, 2)} of GDP"
        source = wording.short_source("World Bank", country.indicator_edition)
        note = sheet.note_on_remittances(year)
        yield b.Figure("Remittances received", amount, f"{year}", source, of_gdp, note)


def dependence_in_words(sheet: Factsheet) -> str:
    """Return the country's places in the world and in its subregion by remittances as a share of GDP."""
    return wording.places(
        (rank.rank, rank.ranked_countries, rank.group_name)
        for rank in sheet.dependence_ranks
        if rank.group_type in {None, "un_subregion"}
    )


def _compared_remittances(country: Country) -> Iterable[str]:
    """Return what foreign direct investment and aid were, and the remittances for each dollar of them."""
    for name, amount, year, ratio, negative in (
        (
            "foreign direct investment",
            country.foreign_direct_investment_usd,
            country.foreign_direct_investment_year,
            country.remittances_to_foreign_direct_investment_ratio,
            "investors withdrew more than they brought",
        ),
        (
            "aid",
            country.aid_received_usd,
            country.aid_received_year,
            country.remittances_to_aid_ratio,
            "repayments were larger than new aid",
        ),
    ):
        if year is not None and not wording.is_old(year, country):
            yield wording.compared_remittances(name, amount, year, ratio, negative)
