"""What all benchmarks of one run share."""

from dataclasses import dataclass, field

from benchmarks.data import FULL, QUICK, Size
from benchmarks.databases import Databases


@dataclass
class Setup:
    """On which engine, how large, how often."""

    engine: str
    databases: Databases
    times: int
    quick: bool
    _names: dict[Size, str] = field(default_factory=dict)

    @property
    def all_times(self) -> list[int]:
        """Return the sizes to be measured, as multiples of the usual one."""
        return [1] if self.times == 1 else [1, self.times]

    @property
    def repeats(self) -> int:
        """Return how often a page is asked for."""
        return 2 if self.quick else 41

    def filled(self, times: int = 1) -> str:
        """Return the name of a filled database, which nobody must change."""
        size = (QUICK if self.quick else FULL).times(times)
        if size not in self._names:
            self._names[size] = self.databases.filled(size)
        return self._names[size]
