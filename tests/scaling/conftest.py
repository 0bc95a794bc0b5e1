"""The export that other engines read: everything of the small world, and a view that is easily translated wrongly."""

from pathlib import Path

import pytest

from tests.conftest import Databases
from tests.exporting.conftest import export, publish_view

ROUNDINGS = """\
select
    n.number_id,
    n.amount::bigint as whole_number,
    dw.percentage(n.amount, 3) as percentage,
    dw.relative_difference(n.amount, 7) as relative_difference,
    dw.sex_percentage(n.amount::bigint, 3::bigint) as sex_percentage,
    dw.positive_ratio(n.amount, 3) as positive_ratio,
    dw.dollars_text(1e3 * n.amount) as thousands_text,
    dw.dollars_text(1e6 * n.amount) as millions_text,
    dw.dollars_text(1e9 * n.amount) as billions_text,
    dw.note_on_unknown_origin(least(n.amount, 100)) as note_on_unknown_origin
from (
    values
    (1, 0::double precision), (2, 0.5), (3, 1.5), (4, 2.5), (5, 5), (6, 7.25), (7, 7.75), (8, 12.34), (9, 99.96),
    (10, 999.99), (11, 1234.56), (12, null)
) as n (number_id, amount)
"""
"""Roundings, numbers as text and empty values, at numbers where a wrong translation shows. Most of the warehouse's own
views read stored rows, so other engines compute few of their expressions."""


@pytest.fixture(scope="session")
def package_folder(
    databases: Databases, small_template: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder of an export with everything."""
    folder = tmp_path_factory.mktemp("scaling") / "export"
    template, _ = small_template
    with databases.temporary(template) as database:
        publish_view(database, "rounding", ROUNDINGS, grain="number_id")
        export(database, folder)
    return folder
