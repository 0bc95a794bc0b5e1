"""Read all the time, and record inconsistent answers and the slowest one."""

import threading
import time
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

from diaspora_dw.database import Connection, Database
from diaspora_dw.errors import DatabaseError

QUESTION = """
select 'emigration' as of, edition, count(*), sum(emigrants)::float8 from mart.emigration group by edition
union all
select 'corridor', edition, count(*), sum(migrants)::float8 from mart.corridor group by edition
union all
select 'indicator', edition, count(*), sum(value::numeric)::float8 from dw.current_indicator group by edition
union all
select 'stock', r.edition, count(*), sum(f.migrants)::float8
from dw.source_release as r
inner join dw.fact_migrant_stock as f on f.release_id = r.release_id
where r.published_at is not null and r.superseded_at is null
group by r.edition
"""
"""Sums over everything in use, through views and past them, in one statement: one moment."""

Line = tuple[str, str, int, float]
PAUSE = 0.1


def answer(connection: Connection) -> set[Line]:
    """Return what a reader sees now."""
    return set(connection.execute(QUESTION.encode()).fetchall())


@dataclass
class Watch:
    """What the reader saw."""

    known: Set[Line]
    """The lines that whole releases give."""
    lines: int
    """The number of lines in an answer."""
    asked: int = 0
    slowest: float = 0.0
    """Seconds that the slowest answer took."""
    inconsistent: list[object] = field(default_factory=list)
    """Answers that no set of whole releases gives, and errors."""
    away: int = 0
    """How often the server could not be reached."""

    def ask(self, connection: Connection) -> None:
        """Ask once."""
        began = time.monotonic()
        got = answer(connection)
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.asked += 1
        if len(got) != self.lines or not got <= self.known:
            self.inconsistent.append(sorted(got - self.known) or sorted(got))

    def summary(self) -> str:
        """Return the figures in one line."""
        return f"{self.asked} answers, the slowest after {self.slowest:.3f} s, {len(self.inconsistent)} not whole"


@contextmanager
def watching(
    at: Callable[[], Database],
    known: Set[Line],
    lines: int,
    *,
    server_may_die: bool = False,
    pause: float = PAUSE,
) -> Iterator[Watch]:
    """Read in a loop in the background, as a reader."""
    watch = Watch(known, lines)
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            try:
                with at().connect("reader", autocommit=True) as connection:
                    while not over.wait(pause):
                        watch.ask(connection)
            except (psycopg.OperationalError, DatabaseError) as error:
                if not server_may_die:
                    watch.inconsistent.append(error)
                watch.away += 1
                over.wait(0.05)
            except Exception as error:  # what a thread raises would be lost
                watch.inconsistent.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield watch
    finally:
        over.set()
        thread.join()
