"""Set how often the fault tests try, and when in a run they strike."""

import os
import random
from dataclasses import dataclass, field

ROUNDS = int(os.environ.get("DIASPORA_DW_FAULT_ROUNDS", "20"))
"""How often clients and servers are killed in all; other faults are tried a fraction as often."""

CLIENTS_KILLED = ROUNDS * 4 // 5
SERVERS_KILLED = -(-ROUNDS // 20)
"""For each way to lose a server."""

SEED = int(os.environ.get("DIASPORA_DW_FAULT_SEED", "0")) or random.SystemRandom().randrange(1, 1_000_000)
"""Determines the random moments; printed with every failure, so that it can be repeated."""


@dataclass
class Moments:
    """Random moments of something that takes this many seconds."""

    seconds: float
    label: str
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(f"{SEED} {self.label}")

    def next(self) -> float:
        """Return the seconds to wait before the next strike: any moment of it, or shortly after its end."""
        return self._random.uniform(0, 1.05 * self.seconds)
