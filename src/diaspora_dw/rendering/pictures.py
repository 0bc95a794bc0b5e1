"""Describes the charts of a factsheet: what each shows, its words for those who do not see it, and its values."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from diaspora_dw.rendering import findings
from diaspora_dw.rendering.blocks import Chart, Point, Series, Table, Tone
from diaspora_dw.rendering.figures import Stock
from diaspora_dw.rendering.wording import count, first_capital, percent

FEWEST_YEARS = 2
"""The smallest number of years that a chart over time is drawn for."""

Bar = tuple[str, float, str, Tone]
LINES: tuple[tuple[str, Tone], ...] = (("All", "all"), ("Men", "men"), ("Women", "women"))
PeopleOfYear = tuple[int, int | None, int | None, int | None]
"""A year, and all people, men and women of it."""


def ranked(title: str, unit: str, subject: str, bars: Sequence[Bar], table: Table) -> Chart:
    """Describe bars in the order given; `subject` says what they are of."""
    listed = "; ".join(f"{name} {text}" for name, _, text, _ in bars)
    return Chart("bars", title, unit, f"Bar chart of {subject}: {listed}.", bars, table, is_listed=True)


def on_one_scale(charts: Sequence[Chart]) -> list[Chart]:
    """Return charts of bars of one unit on one scale: they stand side by side, and the eye compares them."""
    bars = [bar for chart in charts for bar in chart.data]
    return [replace(chart, beside=bars) for chart in charts] if len(charts) > 1 else list(charts)


def people_over_time(
    rows: Iterable[PeopleOfYear], subject: str, table: Table, *, finds: bool, is_listed: bool = False
) -> list[Chart]:
    """Describe all people, men and women over the years as lines; nothing for fewer than two years.

    Without `finds` the title is that of the table.
    """
    known = list(rows)
    lines: list[Series] = []
    for place, (name, tone) in enumerate(LINES, start=1):
        points = [(row[0], number, count(number)) for row in known if (number := row[place]) is not None]
        if points:
            lines.append(Series(name, tone, points))
    if not lines or len(lines[0].points) < FEWEST_YEARS:
        return []
    first, last = lines[0].points[0], lines[0].points[-1]
    label = (
        f"Line chart of {subject} over the years, from {first[2]} in {first[0]} to {last[2]} in {last[0]}."
    )
    title = findings.development(first, last, subject) if finds else ""
    return [
        Chart(
            "lines",
            title or table.title,
            "persons at mid-year",
            label,
            lines,
            table,
            (first[0], last[0]),
            is_listed,
        )
    ]


def columns(
    points: Sequence[Point], subject: str, unit: str, table: Table, years: tuple[int, int]
) -> list[Chart]:
    """Describe a column for each year; nothing for fewer than two."""
    if len(points) < FEWEST_YEARS:
        return []
    first, last, highest = points[0], points[-1], max(points, key=lambda point: point[1])
    label = (
        f"Column chart of {subject} by year, from {first[2]} in {first[0]} to {last[2]} in {last[0]}; "
        f"highest in {highest[0]}, {highest[2]}."
    )
    title = findings.peak(points, first_capital(subject))
    return [Chart("columns", title, unit, label, points, table, years)]


def sexes(named: Sequence[tuple[str, Stock]], title: str, table: Table) -> list[Chart]:
    """Describe the shares of men and women in each named group; nothing where no split by sex is known."""
    split = [
        (name, part.male_pct, part.female_pct)
        for name, part in named
        if part.male_pct is not None and part.female_pct is not None
    ]
    if not split:
        return []
    listed = "; ".join(f"{name}: men {percent(men)}, women {percent(women)}" for name, men, women in split)
    rows = [(name, [("Men", "men", men), ("Women", "women", women)]) for name, men, women in split]
    label = f"Bar chart of men and women among emigrants. {listed}."
    return [Chart("shares", title, "% of those whose sex is known", label, rows, table, is_listed=True)]
