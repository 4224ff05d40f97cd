"""What a benchmark finds out, how it is timed, and how it is printed."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Check:
    """A figure that has a limit: "at_most" or "at_least" so much."""

    what: str
    value: float
    limit: float
    kind: str = "at_most"

    @property
    def holds(self) -> bool:
        return self.value <= self.limit if self.kind == "at_most" else self.value >= self.limit

    def __str__(self) -> str:
        sign = {"at_most": "<=", "at_least": ">="}[self.kind]
        return f"{self.what} {self.value:.4g} ({sign} {self.limit:g}){'' if self.holds else ' MISSED'}"


@dataclass(frozen=True)
class Figure:
    """What was found of one case: measured values by name, and those that have a limit."""

    name: str
    case: str
    engine: str
    measured: dict[str, float]
    checks: list[Check] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "checks": [{**asdict(c), "holds": c.holds} for c in self.checks]}

    @classmethod
    def of_json(cls, found: dict[str, Any]) -> "Figure":
        checks = [Check(c["what"], c["value"], c["limit"], c["kind"]) for c in found["checks"]]
        return cls(found["name"], found["case"], found["engine"], found["measured"], checks)


def timed(action: Callable[[], object]) -> float:
    """Return the milliseconds that one call takes."""
    begin = time.perf_counter()
    action()
    return (time.perf_counter() - begin) * 1000


def interleaved(actions: Sequence[Callable[[], object]], repeats: int) -> list[list[float]]:
    """Return the milliseconds of each action, turn by turn.

    They take turns, so that whatever else the machine does meets all of them alike.
    """
    for action in actions:
        action()
    taken: list[list[float]] = [[] for _ in actions]
    for _ in range(repeats):
        for mine, action in zip(taken, actions, strict=True):
            mine.append(timed(action))
    return taken


def quotient(mine: Sequence[float], other: Sequence[float]) -> float:
    """Return how much longer one action takes than another that took turns with it.

    It is the median of all turns' quotients: a machine that is now quick and now slow was so for both.
    """
    return statistics.median(m / o for m, o in zip(mine, other, strict=True))


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.3g}"


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as lines of a Markdown table."""
    lines = ["| benchmark | engine | case | measured | limits |", "|---|---|---|---|---|"]
    for f in figures:
        measured = ", ".join(f"{name} {_shown(value)}" for name, value in f.measured.items())
        lines.append(f"| {f.name} | {f.engine} | {f.case} | {measured} | {'; '.join(map(str, f.checks))} |")
    return "\n".join(lines)
