"""Draws the charts of a factsheet as SVG to stand in a page.

Vega draws them from their descriptions, without a browser or a network. Colours are the page's custom properties, so
charts follow the page into dark mode and onto paper. Each is as wide as a phone.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import vl_convert
from markupsafe import Markup

from diaspora_dw.rendering.blocks import TOGETHER, Chart, Point, Series

Spec = dict[str, Any]

WIDTH = 360
HEIGHT = 150
INK, MUTED, RULE, PAPER = "var(--ink)", "var(--muted)", "var(--rule)", "var(--paper)"
MOST_YEARS_LABELLED = 7
YEAR = 40
"""The width of a year below an axis, with space to the next. As many as are labelled at most fit in a whole chart."""
LINE = 15
"""The height of a line of text."""
LETTER = 6.8
"""The width of a digit."""
DASHES = {"all": [1, 0], "men": [6, 3], "women": [2, 3]}
"""Lines differ in more than their colour."""
AMOUNTS: Spec = {
    "title": None,
    "tickCount": 4,
    "domain": False,
    "ticks": False,
    # One unit for the whole axis, after its highest value: never 5,000,000 below 10 m.
    "labelExpr": "datum.value == 0 ? '0' : domain('y')[1] >= 1e9 ? format(datum.value / 1e9, ',~f') + ' bn'"
    " : domain('y')[1] >= 1e7 ? format(datum.value / 1e6, ',~f') + ' m' : format(datum.value, ',~f')",
}
CONFIG: Spec = {
    "background": "transparent",
    "font": "system-ui, sans-serif",
    "aria": False,
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED,
        "labelFontSize": 12,
        "labelPadding": 6,
        "gridColor": RULE,
        "domainColor": RULE,
        "tickColor": RULE,
    },
    "text": {"fontSize": 12.5, "fill": INK},
}


def draw(chart: Chart) -> Markup:
    """Return a chart as SVG that scales to its column and takes its colours from the page."""
    spec = {
        "width": WIDTH,
        # Letters can be wider where the chart is shown than where it is drawn.
        "padding": {"left": 2, "top": 2, "right": 10, "bottom": 2},
        "autosize": {"type": "fit", "contains": "padding"},
        "config": CONFIG,
        **_DRAWINGS[chart.kind](chart),
    }
    svg: str = vl_convert.vegalite_to_svg(spec)
    # The page says in words what the picture shows, once.
    return Markup(svg.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704 - Vega escapes the text it draws


def _bars(chart: Chart) -> Spec:
    """Return bars with their numbers. The name stands above its bar: some are as long as a phone is wide.

    All others together, or those unknown, have no bar where it would be longer than every named one.
    """
    longest = chart.longest

    def drawn(value: float, tone: str) -> float:
        return 0 if tone in TOGETHER and value > longest else value

    rows: list[Spec] = [
        {
            "place": place,
            "name": name,
            "value": drawn(value, tone),
            "text": text,
            "colour": _colour(tone),
        }
        for place, (name, value, text, tone) in enumerate(chart.data)
    ]
    # A number stands to the right of its bar, in the charts beside this one, too.
    room = min(
        (WIDTH - LETTER * (len(text) + 1)) * longest / (drawn(value, tone) or longest)
        for _, value, text, tone in (*chart.data, *chart.beside)
    )
    along = {
        "field": "value",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, longest], "range": [0, room]},
    }
    colour = {"field": "colour", "type": "nominal", "scale": None}
    return {
        "height": 33 * len(rows),
        "data": {"values": rows},
        "encoding": {"y": {"field": "place", "type": "ordinal", "axis": None}},
        "layer": [
            _layer({"type": "bar", "height": 12, "yOffset": 7}, x=along, color=colour),
            _layer({"type": "text", "align": "left", "dx": 6, "yOffset": 7}, x=along, text={"field": "text"}),
            _layer({"type": "text", "align": "left", "x": 0, "yOffset": -7}, text={"field": "name"}),
        ],
    }


def _columns(chart: Chart) -> Spec:
    """Return a column for each year, the last and the highest with their values. A year without one keeps its place."""
    points: Sequence[Point] = chart.data
    first, last = chart.years or (points[0][0], points[-1][0])
    places = list(range(first, last + 1))
    highest = max(points, key=lambda point: point[1])
    # The highest has a label of its own unless that would stand in the way of the last one.
    is_apart = points[-1][0] - highest[0] > len(places) / 4
    rows: list[Spec] = [
        {"year": year, "value": value, "last": text if year == points[-1][0] else ""}
        | {"highest": text if is_apart and year == highest[0] else ""}
        for year, value, text in points
    ]
    # The last value stands to the right of the columns and the amounts to their left: what remains is for the years.
    room = WIDTH - LETTER * (len(points[-1][2]) + len("100 bn"))
    labelled = min(MOST_YEARS_LABELLED, int(room // YEAR))
    years = {"axis": _years_axis(places, labelled), "scale": {"domain": places, "paddingInner": 0.25}}
    amounts = {"axis": AMOUNTS, "scale": {"domainMax": 1.1 * highest[1]}}
    return {
        "height": HEIGHT,
        "data": {"values": rows},
        "encoding": {
            "x": {"field": "year", "type": "ordinal", **years},
            "y": {"field": "value", "type": "quantitative", **amounts},
        },
        "layer": [
            _layer({"type": "bar", "color": _colour("all")}),
            _layer({"type": "text", "align": "left", "dx": 8, "fontWeight": 600}, text={"field": "last"}),
            _layer({"type": "text", "dy": -8}, text={"field": "highest"}),
        ],
    }


def _lines(chart: Chart) -> Spec:
    """Return lines that end in their names and last values."""
    series: Sequence[Series] = chart.data
    rows: list[Spec] = [
        {"year": year, "value": value, "name": line.name, "tone": line.tone}
        for line in series
        for year, value, _ in line.points
    ]
    highest = 1.08 * max(row["value"] for row in rows) or 1
    ends = _apart([line.points[-1][1] for line in series], highest * LINE / HEIGHT)
    labels = [
        {
            "year": line.points[-1][0],
            "value": end,
            "text": f"{line.name} {line.points[-1][2]}",
            "tone": line.tone,
        }
        for line, end in zip(series, ends, strict=True)
    ]
    tones = [line.tone for line in series]
    colours = {"domain": tones, "range": [INK if tone == "all" else _colour(tone) for tone in tones]}
    tone = {"field": "tone", "type": "nominal", "scale": colours, "legend": None}
    dash = {**tone, "scale": {"domain": tones, "range": [DASHES.get(tone, [1, 0]) for tone in tones]}}
    years = sorted({row["year"] for row in rows})
    return {
        "height": HEIGHT,
        "encoding": {
            "x": {
                "field": "year",
                "type": "quantitative",
                "axis": _years_axis(years),
                "scale": {"domain": list(chart.years or (years[0], years[-1])), "nice": False},
            },
            "y": {
                "field": "value",
                "type": "quantitative",
                "axis": AMOUNTS,
                "scale": {"domain": [0, highest], "nice": False},
            },
            "color": tone,
        },
        "layer": [
            {
                "data": {"values": rows},
                **_layer(
                    {"type": "line", "point": {"size": 30}, "strokeWidth": 2},
                    strokeDash=dash,
                    detail={"field": "name"},
                ),
            },
            {
                "data": {"values": labels},
                **_layer(
                    {"type": "text", "align": "left", "dx": 8, "fontWeight": 600}, text={"field": "text"}
                ),
            },
        ],
    }


def _shares(chart: Chart) -> Spec:
    """Return whole bars in their parts, with the names of the parts above the first."""
    rows = []
    for place, (name, parts) in enumerate(chart.data):
        start = 0.0
        for part, tone, pct in parts:
            text = f"{part} {pct:.1f} %" if pct >= 20 else f"{pct:.1f}" if pct >= 8 else ""
            rows.append(
                {"place": place, "name": name, "from": start, "to": start + pct, "middle": start + pct / 2}
                | {"text": text, "colour": _colour(tone)}
            )
            start += pct
    scale = {"axis": None, "scale": {"domain": [0, 100], "nice": False}}
    return {
        "height": 46 * len(chart.data),
        "data": {"values": rows},
        "encoding": {"y": {"field": "place", "type": "ordinal", "axis": None}},
        "layer": [
            _layer(
                {"type": "bar", "height": 20, "yOffset": 9},
                x={"field": "from", "type": "quantitative", **scale},
                x2={"field": "to"},
                color={"field": "colour", "type": "nominal", "scale": None},
            ),
            _layer(
                {"type": "text", "yOffset": 9, "fill": "var(--on-series)", "fontWeight": 600},
                x={"field": "middle", "type": "quantitative", **scale},
                text={"field": "text"},
            ),
            {
                "transform": [{"filter": "datum.from === 0"}],
                **_layer({"type": "text", "align": "left", "x": 0, "yOffset": -10}, text={"field": "name"}),
            },
        ],
    }


_DRAWINGS = {"bars": _bars, "columns": _columns, "lines": _lines, "shares": _shares}


def _layer(mark: Spec, **encoding: Spec) -> Spec:
    return {"mark": mark, "encoding": encoding}


def _colour(tone: str) -> str:
    return f"var(--series-{tone})"


def _apart(values: Sequence[float], least: float) -> list[float]:
    """Return values moved up as far as needed for the least distance between any two of them."""
    moved = list(values)
    lowest = float("-inf")
    for place in sorted(range(len(values)), key=values.__getitem__):
        moved[place] = max(values[place], lowest + least)
        lowest = moved[place]
    return moved


def _years_axis(years: Iterable[int], most: int = MOST_YEARS_LABELLED) -> Spec:
    """Return an axis that labels at most so many years, the last one among them."""
    shown = sorted(years)
    step = -(-len(shown) // most)
    return {
        "title": None,
        "values": shown[::-1][::step],
        "format": "d",
        "labelAngle": 0,
        "grid": False,
        "labelFlush": False,
    }
