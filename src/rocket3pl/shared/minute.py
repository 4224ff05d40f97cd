"""What a process knows for a minute, because finding it out takes longer than what it is for.

Only such things are kept as stay true, or do no harm when a minute old: that a search has more hits
than are counted, that a tab has more rows. What is shown of a row is always read anew.
"""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Known = TypeVar("Known")


class ForAMinute(Generic[Known]):
    """Things known, by all that they depend on."""

    SECONDS = 60
    MOST_KEPT = 1_000

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Know nothing yet."""
        self._clock = clock
        self._kept: dict[Hashable, tuple[float, Known]] = {}

    def get(self, key: Hashable) -> Known | None:
        """Return what was kept less than a minute ago, None for nothing."""
        until, known = self._kept.get(key, (0.0, None))
        return known if self._clock() < until else None

    def keep(self, key: Hashable, known: Known) -> None:
        """Know this from now on for a minute."""
        if len(self._kept) >= self.MOST_KEPT:
            self._kept.clear()
        self._kept[key] = self._clock() + self.SECONDS, known

    def forget(self) -> None:
        """Forget everything: the rows are other ones now."""
        self._kept.clear()
