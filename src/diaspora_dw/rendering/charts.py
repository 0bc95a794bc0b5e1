"""The charts of a factsheet, as SVG to stand in a page.

Altair describes a chart and Vega draws it, without a browser or a network. Colours are the page's custom
properties, so charts follow the page into dark mode and onto paper. Each is as wide as a phone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

from diaspora_dw.rendering import blocks, wording
from diaspora_dw.rendering.figures import (
    Destination,
    Emigrants,
    EmigrationYear,
    ImmigrationYear,
    Origin,
    RemittanceYear,
)

PeopleOfYear = tuple[int, int | None, int | None, int | None]
"""A year, and all people, men and women of it."""

WIDTH = 360
INK, MUTED, RULE = "var(--ink)", "var(--muted)", "var(--rule)"
ALL, MEN, WOMEN = "var(--series-all)", "var(--series-men)", "var(--series-women)"
ON_SERIES = "var(--on-series)"
FEWEST_YEARS = 2
"""The smallest number of years that a chart over time is drawn for."""
MOST_YEARS_LABELLED = 8
"""The number of labels that fit in the width of a chart: each takes 35 units, plus space between them."""
AMOUNTS_AXIS = alt.Axis(title=None, format=",~f", tickCount=5, domain=False, ticks=False, labelPadding=6)


@dataclass(frozen=True)
class Chart:
    """A picture, and what it shows in words for those who do not see it."""

    svg: Markup
    label: str


def draw(chart: blocks.Chart) -> Chart | None:
    """Draw a chart block. Return None if there is too little to draw."""
    return _DRAWINGS[chart.drawing](chart.data)


def destinations_chart(destinations: Sequence[Destination]) -> Chart:
    """Draw the largest destinations as bars with their numbers."""
    return _ranked([(row.destination_name, row.migrants) for row in destinations], "emigrants by destination")


def origins_chart(origins: Sequence[Origin]) -> Chart:
    """Draw the largest origins as bars with their numbers."""
    return _ranked([(row.origin_name, row.migrants) for row in origins], "immigrants by origin")


def sexes_chart(named: Sequence[tuple[str, Emigrants]]) -> Chart | None:
    """Draw the shares of men and women in each named group. Return None if no split by sex is known."""
    split = [(name, part) for name, part in named if None not in (part.male_pct, part.female_pct)]
    if not split:
        return None
    rows = [
        {"name": name, "sex": sex, "order": order, "percent": percent}
        for name, part in split
        for order, (sex, percent) in enumerate((("Men", part.male_pct), ("Women", part.female_pct)))
    ]
    percents = alt.X("percent:Q").stack("zero").axis(None).scale(domain=[0, 100])
    colours = (
        alt.Color("sex:N")
        .scale(domain=["Men", "Women"], range=[MEN, WOMEN])
        .legend(orient="top", title=None, symbolType="square")
    )
    bars = _chart_of(rows).encode(x=percents, order=alt.Order("order:Q"))
    labels = bars.mark_text(color=ON_SERIES, fontWeight=600).encode(
        x=alt.X("percent:Q").stack("zero").bandPosition(0.5),
        detail="sex:N",
        text=alt.Text("percent:Q").format(".1f"),
    )
    drawing = alt.layer(bars.mark_bar(height=24).encode(color=colours), labels)
    above = alt.Header(labelOrient="top", labelAnchor="start", labelColor=INK, labelFontSize=13)
    names = alt.Row("name:N").sort([name for name, _ in split]).title(None).header(above)
    faceted = drawing.properties(width=WIDTH - 10, height=26).facet(row=names, spacing=14)
    listed = "; ".join(
        f"{name}: men {wording.percent(part.male_pct)}, women {wording.percent(part.female_pct)}"
        for name, part in split
    )
    return Chart(_svg(faceted), f"Bar chart of men and women among emigrants. {listed}.")


def emigrants_chart(emigration: Sequence[EmigrationYear]) -> Chart | None:
    """Draw all emigrants, men and women over the years as lines. Return None for fewer than two years."""
    rows = [(row.year, row.emigrants, row.male_emigrants, row.female_emigrants) for row in emigration]
    return _people_over_time(rows, "emigrants")


def immigrants_chart(immigration: Sequence[ImmigrationYear]) -> Chart | None:
    """Draw all immigrants, men and women over the years as lines. Return None for fewer than two years."""
    rows = [(row.year, row.immigrants, row.male_immigrants, row.female_immigrants) for row in immigration]
    return _people_over_time(rows, "immigrants")


def received_chart(remittances: Sequence[RemittanceYear]) -> Chart | None:
    """Draw remittances received as columns, in million US$. Return None for fewer than two years."""
    received = {row.year: row.remittances_received_usd / 1e6 for row in remittances}
    in_words = {row.year: wording.dollars(row.remittances_received_usd) for row in remittances}
    return _columns(received, in_words, "remittances received")


def share_of_gdp_chart(remittances: Sequence[RemittanceYear]) -> Chart | None:
    """Draw remittances in per cent of GDP as columns. Return None for fewer than two known years."""
    shares = {
        r.year: r.remittances_received_pct_of_gdp
        for r in remittances
        if r.remittances_received_pct_of_gdp is not None
    }
    in_words = {year: wording.percent(share) for year, share in shares.items()}
    return _columns(shares, in_words, "remittances as a share of GDP")


def _ranked(named: Sequence[tuple[str, int]], subject: str) -> Chart:
    rows = [{"name": name, "migrants": migrants} for name, migrants in named]
    lines = _chart_of(rows).encode(y=alt.Y("name:N").sort(None).title(None).axis(None))
    room_for_numbers = 1.25 * max(migrants for _, migrants in named)
    bars = lines.encode(x=alt.X("migrants:Q").axis(None).scale(domainMax=room_for_numbers))
    # The name stands above its bar: some are as long as a phone is wide.
    drawing = (
        bars.mark_bar(color=ALL, height=16, yOffset=10)
        + bars.mark_text(align="left", dx=6, yOffset=10, color=INK).encode(
            text=alt.Text("migrants:Q").format(",")
        )
        + lines.mark_text(align="left", x=0, yOffset=-8, color=INK).encode(text="name:N")
    )
    listed = "; ".join(f"{name} {wording.count(migrants)}" for name, migrants in named)
    return Chart(_svg(drawing, height=44 * len(rows)), f"Bar chart of {subject}: {listed}.")


def _people_over_time(years: Sequence[PeopleOfYear], subject: str) -> Chart | None:
    if len(years) < FEWEST_YEARS:
        return None
    lines = ("All", "Men", "Women")
    rows = [
        {"year": year, "who": who, "people": number}
        for year, *numbers in years
        for who, number in zip(lines, numbers, strict=True)
        if number is not None
    ]
    colours = (
        alt.Color("who:N")
        .scale(domain=lines, range=[INK, MEN, WOMEN])
        .legend(orient="top", title=None, symbolType="stroke", symbolStrokeWidth=3)
    )
    dashes = alt.StrokeDash("who:N").scale(domain=lines, range=[[1, 0], [6, 3], [2, 3]]).legend(None)
    axis = alt.X("year:Q").axis(_years_axis(year for year, *_ in years)).scale(zero=False)
    drawing = (
        _chart_of(rows)
        .mark_line(point=alt.OverlayMarkDef(size=36), strokeWidth=2)
        .encode(x=axis, y=alt.Y("people:Q").axis(AMOUNTS_AXIS), color=colours, strokeDash=dashes)
    )
    (first, at_first, *_), (last, at_last, *_) = years[0], years[-1]
    return Chart(
        _svg(drawing, height=210),
        f"Line chart of {subject} over the years, from {wording.count(at_first)} in {first}"
        f" to {wording.count(at_last)} in {last}.",
    )


def _columns(amounts: dict[int, float], in_words: dict[int, str], subject: str) -> Chart | None:
    if len(amounts) < FEWEST_YEARS:
        return None
    first, *_, last = amounts
    highest = max(amounts, key=amounts.__getitem__)
    # Every year has its place, also one without a figure.
    places = range(first, last + 1)
    years = alt.X("year:O").axis(_years_axis(places)).scale(domain=list(places), paddingInner=0.25)
    rows = [{"year": year, "amount": amount} for year, amount in amounts.items()]
    drawing = _chart_of(rows).mark_bar(color=ALL).encode(x=years, y=alt.Y("amount:Q").axis(AMOUNTS_AXIS))
    return Chart(
        _svg(drawing, height=210),
        f"Column chart of {subject} by year, from {in_words[first]} in {first} to {in_words[last]} in {last};"
        f" highest in {highest}, {in_words[highest]}.",
    )


def _chart_of(rows: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=rows))


def _years_axis(years: Iterable[int]) -> alt.Axis:
    """Return an axis that labels at most `MOST_YEARS_LABELLED` years, the last one among them."""
    shown = sorted(years)
    step = -(-len(shown) // MOST_YEARS_LABELLED)
    return alt.Axis(
        title=None, values=shown[::-1][::step], format="d", labelAngle=0, grid=False, labelFlush=False
    )


def _svg(drawing: alt.TopLevelMixin, *, height: int | None = None) -> Markup:
    """Return a drawing as SVG that scales to its column and takes its colours from the page."""
    sized = drawing.properties(
        **({"width": WIDTH, "height": height} if height else {}),
        autosize=alt.AutoSizeParams(type="fit" if height else "pad", contains="padding"),
        padding=2,
    )
    styled = (
        sized.configure(background="transparent", font="system-ui, sans-serif", aria=False)
        .configure_view(stroke=None)
        .configure_axis(labelColor=MUTED, labelFontSize=12, gridColor=RULE, domainColor=RULE, tickColor=RULE)
        .configure_legend(labelColor=INK, labelFontSize=13)
        .configure_text(fontSize=12.5)
    )
    svg: str = vl_convert.vegalite_to_svg(styled.to_dict())
    # Vega names its groups for screen readers; the page's label says more, once.
    return Markup(svg.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704 - Vega escapes the text it draws


_DRAWINGS: dict[str, Callable[[Sequence[Any]], Chart | None]] = {
    "destinations": destinations_chart,
    "sexes": sexes_chart,
    "origins": origins_chart,
    "emigrants": emigrants_chart,
    "immigrants": immigrants_chart,
    "received": received_chart,
    "share_of_gdp": share_of_gdp_chart,
}
