"""How often one may call: a number of calls per minute, said in every answer.

Headers after https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/. A key has a number
of its own; calls without a key in force are counted by where they come from. All server processes
count together (counts.py).
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from rocket3pl.api.counts import Counts, counts
from rocket3pl.api.problems import problem
from rocket3pl.owners.models import ApiKey
from rocket3pl.web.callers import caller

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Rate:
    """How many calls of this minute are left."""

    limit: int
    used: int
    reset: int

    @property
    def refusal(self) -> HttpResponse | None:
        """Return the answer to a call too many, None while there are some left."""
        if self.used <= self.limit:
            return None
        response = problem(
            429,
            "too_many_requests",
            _("요청이 너무 많습니다"),
            detail=_("Retry-After 이후에 다시 시도해 주세요."),
        )
        response["Retry-After"] = str(self.reset)
        return self.told(response)

    def told(self, response: HttpResponse) -> HttpResponse:
        """Write the rate into an answer's headers."""
        response["RateLimit-Limit"] = str(self.limit)
        response["RateLimit-Remaining"] = str(max(0, self.limit - self.used))
        response["RateLimit-Reset"] = str(self.reset)
        return response


def _counts() -> Counts:
    return counts(settings.API_COUNTS)


def _minute(now: datetime) -> tuple[int, int]:
    """Return the minute, and how many seconds of it are left."""
    second = int(now.timestamp())
    return second // SECONDS, SECONDS - second % SECONDS


def counted(key: ApiKey, now: datetime) -> Rate:
    """Count a call of the key."""
    minute, left = _minute(now)
    return Rate(settings.API_CALLS_PER_MINUTE, _counts().add(f"key {key.pk}", minute), left)


def counted_stranger(request: HttpRequest, prefix: str, now: datetime) -> Rate:
    """Count a call without a key in force: for where it comes from, and for the key it meant."""
    minute, left = _minute(now)
    where = caller(request)
    if prefix:
        _counts().add(f"guess {where} {prefix}", minute)
    return Rate(settings.API_REFUSALS_PER_MINUTE, _counts().add(f"from {where}", minute), left)


def is_guessing(request: HttpRequest, prefix: str, now: datetime) -> bool:
    """Say whether a key has been guessed at too often from there: then not even the right one is taken.

    Only that key: others who call from the same address, as behind one proxy, are not kept out.
    """
    minute, _left = _minute(now)
    return _counts().of(f"guess {caller(request)} {prefix}", minute) >= settings.API_REFUSALS_PER_MINUTE
