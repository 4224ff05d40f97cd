"""Counts that all server processes of a machine share: a small file that each of them has in its memory.

Each row is a name's digest, the minute it counts for, and the count. Writing to it is writing to
memory; nothing is forced to a disk, and nothing of it is worth keeping. See docs/decisions/0017.
"""

import fcntl
import hashlib
import mmap
import os
import struct
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

_ROW = struct.Struct("=QII")
_ROWS = 65_536
# So many rows are looked at for a name before it shares the first one's count: of an address or a key
# nobody loses calls to others unless tens of thousands call within a minute.
_TRIES = 16


class Counts:
    """Counts by name and minute, in a file."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        weakref.finalize(self, os.close, self._file)
        size = _ROWS * _ROW.size
        # Not only its size: where the disk has no room left, writing to the memory ends the process.
        os.posix_fallocate(self._file, 0, size)
        self._memory = mmap.mmap(self._file, size)
        self._threads = threading.Lock()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other threads out by one lock and other processes by another.

        The lock of a file is the process's: it does not know threads, and ends with the process.
        """
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def _row(self, name: str, minute: int) -> tuple[int, int, int]:
        """Return where a name is counted, its digest, and its count of the minute."""
        digest = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")
        free = -1
        for step in range(_TRIES):
            place = (digest + step) % _ROWS * _ROW.size
            whose, when, count = _ROW.unpack_from(self._memory, place)
            if when == minute and whose == digest:
                return place, digest, count
            if when != minute and free < 0:
                free = place
        if free >= 0:
            return free, digest, 0
        place = digest % _ROWS * _ROW.size
        whose, _when, count = _ROW.unpack_from(self._memory, place)
        return place, whose, count

    def add(self, name: str, minute: int) -> int:
        """Count one more of a name in a minute; return how many there are now."""
        with self._alone():
            place, digest, count = self._row(name, minute)
            _ROW.pack_into(self._memory, place, digest, minute, min(count + 1, 2**32 - 1))
        return count + 1

    def of(self, name: str, minute: int) -> int:
        """Return how many of a name there were in a minute."""
        with self._alone():
            return self._row(name, minute)[2]


@lru_cache(maxsize=1)
def counts(path: Path) -> Counts:
    """Return the counts of a file, opened once by each process."""
    return Counts(path)
