"""The audit that other tests rely on finds what it is for."""

from typing import Any

import pytest

from tests.browsing import findings

PAGE = """data:text/html,<html lang="en"><title>Numbers</title><style>
    body { color: %23222; background: white }
    .weak { color: %23ccc }
    .band { background: %23333 }
    @media (prefers-color-scheme: dark) { body { color: %23ddd; background: black } .night { color: %23333 } }
</style><main><h1>Numbers</h1><table>"""


@pytest.mark.parametrize(
    ("colours", "cell", "found"),
    [
        ("light", "<td class='weak'>", 1),
        ("light", "<td class='night'>", 0),
        ("dark", "<td class='night'>", 1),
        ("light", "<td class='band'>", 1),
    ],
)
def test_the_one_cell_among_many_whose_contrast_is_too_weak_is_found(
    visit: Any, colours: str, cell: str, found: int
) -> None:
    rows = ["<tr><td>1,234</td></tr>"] * 40
    rows[30] = f"<tr>{cell}1,234</td></tr>"
    page = visit(PAGE + "".join(rows), colours=colours).page
    assert len(findings(page, "color-contrast")) == found
