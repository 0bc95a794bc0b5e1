"""Read at the moment of publishing: PostgreSQL plans a statement at one moment and can read at another."""

import threading
import time

from tests.faults.conftest import FaultTarget
from tests.faults.watching import QUESTION, Line, answer
from tests.faults.wholeness import versions_in_use


def test_a_statement_planned_before_a_release_reads_the_previous_one(
    target: FaultTarget,
) -> None:
    got: list[set[Line]] = []
    question = f"""
        {QUESTION}
        union all
        select 'law', r.edition, count(*), sum(l.year)::float8
        from dw.source_release as r
        inner join dw.fact_citizenship_law as l on r.release_id = l.release_id
        where r.is_current
        group by r.edition
    """

    def read() -> None:
        with target.database.connect("reader", autocommit=True) as connection:
            got.append(set(connection.execute(question.encode()).fetchall()))

    read()
    before = got.pop()

    with target.database.connect() as holding:
        law = holding.execute(
            "select release_id from dw.source_release where source_code = 'globalcit' and is_current"
        ).fetchone()
        assert law is not None
        # Planning takes a lock on every partition, of the last table in the question last: here it waits, after it has
        # learnt which partitions there are. Publishing a stock does not read this one.
        holding.execute(f"lock table part.fact_citizenship_law_r{law[0]} in access exclusive mode".encode())
        reader = threading.Thread(target=read)
        reader.start()
        wait_until_blocked(target)
        in_use = versions_in_use(target.database, target.expected)
        target.publishers.out.update(in_use)
        target.publishers.switch_from({"2020": in_use["2020"]})
        run = target.start()
        wait_until_published(target)
        assert got == []
        holding.rollback()
        reader.join()
        assert run.end() == 0, run.printed()
    assert got == [before]


def test_a_transaction_of_a_reader_sees_one_moment_throughout(target: FaultTarget) -> None:
    with target.database.connect("reader") as connection:
        before = answer(connection)
        target.change_figures()
        target.check_next_run()
        assert answer(connection) == before
        connection.rollback()
        after = answer(connection)
    assert after != before
    assert after <= target.known


def wait_until_published(target: FaultTarget, seconds: float = 30) -> None:
    """Wait until what the publishers serve is in use."""
    deadline = time.monotonic() + seconds
    while versions_in_use(target.database, target.expected) != target.publishers.out:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def wait_until_blocked(target: FaultTarget, seconds: float = 10) -> None:
    """Wait until a session waits for a lock."""
    deadline = time.monotonic() + seconds
    with target.database.connect(autocommit=True) as connection:
        while not connection.execute(
            "select 1 from pg_locks as l inner join pg_database as d on l.database = d.oid "
            "where d.datname = current_database() and not l.granted"
        ).fetchone():
            assert time.monotonic() < deadline
            time.sleep(0.01)
