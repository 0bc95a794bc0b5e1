"""The classes of maps: rounded, at most seven, and alike on both sides of zero where the sign matters."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from diaspora_dw.site.measures import MOST_CLASSES, class_breaks

figures = st.lists(st.floats(-1e12, 1e12, allow_nan=False).map(lambda value: round(value, 3)), max_size=60)


def test_breaks_are_round_numbers_with_about_as_many_figures_between_them() -> None:
    assert class_breaks([float(value) for value in range(1, 701)]) == [100, 200, 300, 400, 500, 600]


def test_breaks_around_zero_are_the_same_on_both_sides() -> None:
    breaks = class_breaks([float(value) for value in range(-350, 350)], is_change=True)
    assert breaks == [-value if value else 0 for value in reversed(breaks)]


@given(figures, st.booleans())
def test_breaks_rise_and_make_no_more_classes_than_colours(values: list[float], is_change: bool) -> None:
    breaks = class_breaks(values, is_change=is_change)
    assert all(low < high for low, high in pairwise(breaks))
    assert len(breaks) < MOST_CLASSES
