"""What the titles of charts say of the figures below them."""

import pytest

from diaspora_dw.rendering.findings import peak


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((1.2, 3.4, 5.6), "Remittances: 5.6 in 2022, the highest since figures began in 2020"),
        ((1.2, 5.6, 3.4), "Remittances: 3.4 in 2022, down from 5.6 in 2021"),
        ((5.64, 1.2, 5.56), "Remittances: 5.6 in 2022"),
        ((5.6, 1.2, 5.6), "Remittances: 5.6 in 2022"),
        ((1.2, 5.56, 5.64), "Remittances: 5.6 in 2022, the highest since figures began in 2020"),
    ],
)
def test_only_a_figure_above_all_before_is_the_highest(values: tuple[float, ...], said: str) -> None:
    points = [(year, value, f"{value:.1f}") for year, value in enumerate(values, 2020)]
    assert peak(points, "Remittances") == said
