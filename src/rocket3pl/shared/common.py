"""Searches that are known to be common ones, for a minute each.

To find out that a search has more hits than are counted takes longer than its page does: PostgreSQL's
index gathers all rows of a word before it yields the first. The next page, the next tab and the next
order ask for the same words again, and need not find it out again. Only the numbers of the first hits
are kept, and only of common searches: what is shown of a row is always read anew, and a search that
is counted to the end is tried each time.
"""

import time
from collections.abc import Callable, Hashable

# The numbers of the first hits, and whether these are all there are.
Tried = tuple[list[int], bool]


class CommonSearches:
    """What was found out about searches, by all that they ask for."""

    SECONDS = 60
    MOST_KEPT = 500

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Know nothing yet."""
        self._clock = clock
        self._kept: dict[Hashable, tuple[float, Tried]] = {}

    def tried(self, search: Hashable, find: Callable[[], Tried]) -> Tried:
        """Return what `find` gives; or what it gave less than a minute ago, if there were more hits."""
        now = self._clock()
        until, known = self._kept.get(search, (now, ([], True)))
        if now < until:
            return known
        found = find()
        if found[1]:
            self._kept.pop(search, None)
        else:
            if len(self._kept) >= self.MOST_KEPT:
                self._kept.clear()
            self._kept[search] = now + self.SECONDS, found
        return found

    def forget(self) -> None:
        """Forget everything: the rows are other ones now."""
        self._kept.clear()
