"""How often a key may call: a number of calls per minute, said in every answer.

Headers after https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/. Calls are counted
in Django's cache: with the default one each server process counts for itself.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from rocket3pl.api.problems import problem
from rocket3pl.owners.models import ApiKey

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


def counted(key: ApiKey, now: datetime) -> Rate:
    """Count a call of the key."""
    second = int(now.timestamp())
    name = f"api-rate:{key.pk}:{second // SECONDS}"
    cache.add(name, 0, SECONDS)
    try:
        used = cache.incr(name)
    except ValueError:
        # The minute ended between the two.
        used = 1
    return Rate(settings.API_CALLS_PER_MINUTE, used, SECONDS - second % SECONDS)
