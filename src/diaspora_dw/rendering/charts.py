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
    RemittanceYear,
)

WIDTH = 360
INK, MUTED, RULE = "var(--ink)", "var(--muted)", "var(--rule)"
ALL, MEN, WOMEN = "var(--series-all)", "var(--series-men)", "var(--series-women)"
ON_SERIES = "var(--on-series)"
FEWEST_YEARS = 2
"""The smallest number of years that a chart over time is drawn for."""
MOST_YEARS_LABELLED = 8
"""The number of labels that fit in the width of a chart: each takes 35 units, plus space between them."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Chart:
    """A picture, and what it shows in words for those who do not see it."""

    svg: Markup
    label: str


def draw(chart: blocks.Chart) -> Chart | None:
    """Draw a chart block. Return None if there is too little to draw."""
    picture: Chart | None = _DRAWINGS[chart.drawing](chart.data)
    return picture


def destinations_chart(destinations: Sequence[Destination]) -> Chart | None:
    """Draw the largest destinations as bars with their numbers. Return None without destinations."""
    if not destinations:
        return None
    rows: Rows = [{"name": d.destination_name, "emigrants": d.emigrants} for d in destinations]
    rows_of_bars = alt.Chart(_data(rows)).encode(y=alt.Y("name:N", sort=None, title=None, axis=None))
    lengths = rows_of_bars.encode(
        x=alt.X("emigrants:Q", axis=None, scale=alt.Scale(domainMax=_room_for_labels(rows, "emigrants")))
    )
    # The name stands above its bar: some are as long as a phone is wide.
    drawing = (
        lengths.mark_bar(color=ALL, height=16, yOffset=10)
        + lengths.mark_text(align="left", dx=6, yOffset=10, color=INK).encode(
            text=alt.Text("emigrants:Q", format=",")
        )
        + rows_of_bars.mark_text(align="left", x=0, yOffset=-8, color=INK).encode(text="name:N")
    )
    listed = "; ".join(f"{d.destination_name} {wording.count(d.emigrants)}" for d in destinations)
    return Chart(_svg(drawing, height=44 * len(rows)), f"Bar chart of emigrants by destination: {listed}.")


def sexes_chart(named: Sequence[tuple[str, Emigrants]]) -> Chart | None:
    """Draw the shares of men and women in each named group. Return None if no split by sex is known."""
    split = [
        (name, part) for name, part in named if part.male_pct is not None and part.female_pct is not None
    ]
    if not split:
        return None
    rows: Rows = [
        {"name": name, "sex": sex, "order": order, "percent": percent}
        for name, part in split
        for order, (sex, percent) in enumerate((("Men", part.male_pct), ("Women", part.female_pct)))
    ]
    bars = alt.Chart(_data(rows)).encode(
        x=alt.X("percent:Q", stack="zero", axis=None, scale=alt.Scale(domain=[0, 100])),
        order=alt.Order("order:Q"),
    )
    colours = alt.Color(
        "sex:N",
        scale=alt.Scale(domain=["Men", "Women"], range=[MEN, WOMEN]),
        legend=alt.Legend(orient="top", title=None, symbolType="square"),
    )
    labels = bars.mark_text(color=ON_SERIES, fontWeight=600).encode(
        x=alt.X("percent:Q", stack="zero", bandPosition=0.5),
        detail="sex:N",
        text=alt.Text("percent:Q", format=".1f"),
    )
    drawing = alt.layer(bars.mark_bar(height=24).encode(color=colours), labels).properties(
        width=WIDTH - 10, height=26
    )
    faceted = drawing.facet(
        row=alt.Row(
            "name:N",
            sort=[name for name, _ in split],
            title=None,
            header=alt.Header(labelOrient="top", labelAnchor="start", labelColor=INK, labelFontSize=13),
        ),
        spacing=14,
    )
    listed = "; ".join(
        f"{name}: men {wording.percent(part.male_pct)}, women {wording.percent(part.female_pct)}"
        for name, part in split
    )
    return Chart(_svg(faceted), f"Bar chart of men and women among emigrants. {listed}.")


def emigrants_chart(emigration: Sequence[EmigrationYear]) -> Chart | None:
    """Draw all emigrants, men and women over the years as lines. Return None for fewer than two years."""
    if len(emigration) < FEWEST_YEARS:
        return None
    series = (("All", INK, "emigrants"), ("Men", MEN, "male_emigrants"), ("Women", WOMEN, "female_emigrants"))
    rows: Rows = [
        {"year": part.year, "who": name, "emigrants": value}
        for part in emigration
        for name, _, field in series
        if (value := getattr(part, field)) is not None
    ]
    who = alt.Color(
        "who:N",
        scale=alt.Scale(domain=[name for name, _, _ in series], range=[colour for _, colour, _ in series]),
        legend=alt.Legend(orient="top", title=None, symbolType="stroke", symbolStrokeWidth=3),
    )
    drawing = (
        alt.Chart(_data(rows))
        .mark_line(point=alt.OverlayMarkDef(size=36), strokeWidth=2)
        .encode(
            x=alt.X(
                "year:Q", axis=_years_axis(part.year for part in emigration), scale=alt.Scale(zero=False)
            ),
            y=alt.Y("emigrants:Q", axis=_amounts_axis()),
            color=who,
            strokeDash=alt.StrokeDash(
                "who:N",
                scale=alt.Scale(domain=["All", "Men", "Women"], range=[[1, 0], [6, 3], [2, 3]]),
                legend=None,
            ),
        )
    )
    first, last = emigration[0], emigration[-1]
    return Chart(
        _svg(drawing, height=210),
        f"Line chart of emigrants over the years, from {wording.count(first.emigrants)} in {first.year}"
        f" to {wording.count(last.emigrants)} in {last.year}.",
    )


def received_chart(remittances: Sequence[RemittanceYear]) -> Chart | None:
    """Draw remittances received as columns, in million US$. Return None for fewer than two years."""
    rows: Rows = [{"year": part.year, "amount": part.received_usd / 1e6} for part in remittances]
    amounts = [
        (part.year, f"{wording.millions(part.received_usd)} {wording.MILLION_DOLLARS}")
        for part in remittances
    ]
    return _columns(rows, amounts, "remittances received")


def share_of_gdp_chart(remittances: Sequence[RemittanceYear]) -> Chart | None:
    """Draw remittances in per cent of GDP as columns. Return None for fewer than two known years."""
    known = [part for part in remittances if part.received_pct_of_gdp is not None]
    rows: Rows = [{"year": part.year, "amount": part.received_pct_of_gdp} for part in known]
    amounts = [(part.year, wording.percent(part.received_pct_of_gdp)) for part in known]
    return _columns(rows, amounts, "remittances as a share of GDP")


def _columns(rows: Rows, amounts: list[tuple[int, str]], subject: str) -> Chart | None:
    if len(rows) < FEWEST_YEARS:
        return None
    years = range(rows[0]["year"], rows[-1]["year"] + 1)
    drawing = (
        alt.Chart(_data(rows))
        .mark_bar(color=ALL)
        .encode(
            x=alt.X(
                "year:O",
                axis=_years_axis(years),
                # Every year has its place, also one without a figure.
                scale=alt.Scale(domain=list(years), paddingInner=0.25),
            ),
            y=alt.Y("amount:Q", axis=_amounts_axis()),
        )
    )
    (first_year, first), (last_year, last) = amounts[0], amounts[-1]
    highest = max(rows, key=lambda row: float(row["amount"]))["year"]
    return Chart(
        _svg(drawing, height=210),
        f"Column chart of {subject} by year, from {first} in {first_year} to {last} in {last_year};"
        f" highest in {highest}, {dict(amounts)[highest]}.",
    )


def _data(rows: Rows) -> alt.InlineData:
    return alt.InlineData(values=rows)


def _room_for_labels(rows: Rows, field: str) -> float:
    """Return the upper end of a scale that leaves room for a number beside the longest bar."""
    return 1.25 * max(float(row[field]) for row in rows)


def _years_axis(years: Iterable[int]) -> alt.Axis:
    """Return an axis that labels at most `MOST_YEARS_LABELLED` years, the last one among them."""
    shown = sorted(years)
    step = -(-len(shown) // MOST_YEARS_LABELLED)
    return alt.Axis(
        title=None, values=shown[::-1][::step], format="d", labelAngle=0, grid=False, labelFlush=False
    )


def _amounts_axis() -> alt.Axis:
    return alt.Axis(title=None, format=",~f", tickCount=5, domain=False, ticks=False, labelPadding=6)


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
    "emigrants": emigrants_chart,
    "received": received_chart,
    "share_of_gdp": share_of_gdp_chart,
}
