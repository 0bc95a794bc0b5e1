"""Says what a chart finds, for its title. Where figures are few or their coverage is poor, it finds nothing."""

from collections.abc import Sequence

from diaspora_dw.rendering.blocks import Point
from diaspora_dw.rendering.wording import FEWEST_FOR_PERCENTAGES, percent

_PORTIONS = {
    90: "nine in ten",
    80: "four in five",
    75: "three in four",
    66.7: "two in three",
    60: "three in five",
    50: "half",
    40: "two in five",
    33.3: "one in three",
    25: "one in four",
    20: "one in five",
    10: "one in ten",
}
_NEAREST = 0.02
"""Part of the share: 80.8 % are four in five, 82 % are not, and 10.4 % are not one in ten."""


def portion(pct: float, people: str) -> str:
    """Return a share of people as one says it: four in five, half; 58 % of emigrants where no such words are near."""
    if 99 <= pct < 100:
        return "almost all"
    nearest = min(_PORTIONS, key=lambda known: abs(known - pct))
    if abs(nearest - pct) <= _NEAREST * nearest:
        return _PORTIONS[nearest]
    return f"{percent(pct, 0 if pct >= 1 else 1)} of {people}"


def development(first: Point, last: Point, subject: str) -> str:
    """Return how the number of people has changed: 7 % fewer emigrants than in 1990, 3 times as many ... ."""
    (year, before, _), (_, after, _) = first, last
    if min(before, after) < FEWEST_FOR_PERCENTAGES:
        return ""
    ratio = after / before
    if ratio >= 2:
        return f"{ratio:.1f}".removesuffix(".0") + f" times as many {subject} as in {year}"
    difference = round(100 * (ratio - 1))
    if difference == 0:
        return f"About as many {subject} as in {year}"
    return f"{percent(abs(difference), 0)} {'more' if difference > 0 else 'fewer'} {subject} than in {year}"


def peak(points: Sequence[Point], subject: str) -> str:
    """Return the latest value, and whether it is the highest; nothing of that where only rounding makes them equal."""
    first, last, highest = points[0], points[-1], max(points, key=lambda point: point[1])
    latest = f"{subject}: {last[2]} in {last[0]}"
    if highest == last:
        return f"{latest}, the highest since figures began in {first[0]}"
    return latest if last[2] == highest[2] else f"{latest}, down from {highest[2]} in {highest[0]}"
