"""A figure that is not what was published, and bytes that cannot be believed: trace says so."""

from diaspora_dw.fetching.snapshot import SnapshotStore
from tests.conftest import CallCommand
from tests.small_warehouse import SmallWarehouse


def test_trace_finds_a_figure_that_was_changed_in_the_warehouse(
    small: SmallWarehouse, command: CallCommand
) -> None:
    arguments = ("trace", "TJK", "DEU", "2020")
    sound = command(*arguments, database=small.database, home=small.home)
    assert sound.code == 0, sound.err
    assert "They agree." in sound.out

    with small.database.connect("owner") as connection:
        connection.execute(
            "update dw.fact_migrant_stock set male_migrants = 0 where origin_id = 762 and destination_id = 276"
        )
    done = command(*arguments, database=small.database, home=small.home)
    assert done.code == 1
    assert "male_migrants 0" in done.out
    assert "They differ" in done.out


def test_trace_refuses_damaged_files(small: SmallWarehouse, command: CallCommand) -> None:
    store = SnapshotStore(small.home / "snapshots")
    for snapshot in store.all():
        if snapshot.source_code == "undesa":
            store.path(snapshot.sha256).write_bytes(b"something else")
    done = command("trace", "TJK", "DEU", "2020", database=small.database, home=small.home)
    assert done.code == 1
    assert "damaged" in done.err
