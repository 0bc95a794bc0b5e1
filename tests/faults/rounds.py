"""How often the fault tests try, and when in a run they strike."""

import os
import random
from dataclasses import dataclass, field

ROUNDS = int(os.environ.get("DIASPORA_DW_FAULT_ROUNDS", "100"))
"""How often a client or a server is killed, all in all; other faults are tried a fraction as often."""

CLIENTS_KILLED = ROUNDS * 4 // 5
SERVERS_KILLED = -(-ROUNDS // 20)
"""For each way to lose a server."""

SEED = int(os.environ.get("DIASPORA_DW_FAULT_SEED", "0")) or random.SystemRandom().randrange(1, 1_000_000)
"""What the moments come of; printed with every failure, so that it can be tried again."""


@dataclass
class Moments:
    """Random moments of something that takes so many seconds."""

    seconds: float
    label: str
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(f"{SEED} {self.label}")

    def next(self) -> float:
        """Seconds to wait until the next stroke: any moment of it, and a little after its end."""
        return self._random.uniform(0, 1.05 * self.seconds)
