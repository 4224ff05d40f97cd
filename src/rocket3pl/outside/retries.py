"""How long to wait before trying again: longer each time, and not all at the same moment."""

import hashlib
from datetime import timedelta

FIRST, LONGEST = timedelta(seconds=1), timedelta(hours=1)


def delays(attempt: int, *, seed: str, first: timedelta = FIRST, longest: timedelta = LONGEST) -> timedelta:
    """Return the pause after the attempt of that number (1, 2, 3 …).

    It doubles from `first` up to `longest`; half of it is fixed, the other half is spread by `seed`
    (the job's id, say), so that many that failed together do not come back together. The same seed
    and attempt give the same pause.
    """
    doubled: int = 2 ** min(max(attempt, 1) - 1, 20)
    whole = min(first * doubled, longest)
    digest = hashlib.sha256(f"{seed}/{attempt}".encode()).digest()
    share = int.from_bytes(digest[:4]) / 0xFFFFFFFF
    return whole / 2 + whole / 2 * share
