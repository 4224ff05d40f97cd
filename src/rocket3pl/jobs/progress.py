"""How a job tells how far it is, and hears that it shall end."""

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any, TypeVar

from django.core.files import File
from django.core.files.storage import default_storage

from rocket3pl.jobs import work
from rocket3pl.jobs.models import Job

_T = TypeVar("_T")
# Seconds between two writes of how far it is: people look every two.
_EVERY = 1.0


class Cancelled(Exception):  # noqa: N818 - no error: the person wanted it
    """The person who started the job cancelled it."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a job leaves: the name of its file in the storage ("" for none), and how many rows it did."""

    file: str = ""
    count: int = 0


class Progress:
    """Written to the job about once a second, whatever it is told."""

    def __init__(self, job: Job, *, renew: Callable[[], None]) -> None:
        self._job, self._renew, self._last = job, renew, time.monotonic()

    def __call__(self, done: int) -> None:
        """Tell how far it is. Raises Cancelled, work.Stopped, claims.LostClaim: then the job must end."""
        if time.monotonic() - self._last >= _EVERY:
            self._last = time.monotonic()
            self.look(done)

    def look(self, done: int) -> None:
        """Write how far it is, keep the claim, and see whether it shall end; raises as a call does."""
        rows = Job.objects.filter(pk=self._job.pk)
        rows.update(done=done)
        self._renew()
        if work.is_stopping():
            raise work.Stopped
        if rows.filter(cancel_asked=True).exists():
            raise Cancelled

    def expect(self, total: int) -> None:
        """Write of how many it is; raises as a call does."""
        Job.objects.filter(pk=self._job.pk).update(total=total)
        self.look(0)

    def over(self, items: Iterable[_T]) -> Iterator[_T]:
        """Yield the items, telling how many came."""
        for count, item in enumerate(items, 1):
            yield item
            self(count)

    def keep(self, suffix: str, write: Callable[[IO[bytes]], int]) -> Result:
        """Have the result written into a file of the storage; nothing is kept if writing fails."""
        with tempfile.TemporaryFile() as file:
            count = write(file)
            file.seek(0)
            # The same name each time: a job that runs twice leaves one file.
            name = f"jobs/{self._job.public_id}{suffix}"
            default_storage.delete(name)
            kept: Any = default_storage.save(name, File(file))
        return Result(str(kept), count)
