"""How many calls a minute: one bucket for all processes, in the database."""

from datetime import datetime, timedelta

from django.db import transaction

from rocket3pl.outside.models import Bucket


def take(*, name: str, now: datetime, per_minute: int, burst: int) -> timedelta:
    """Take one token and return no pause, or return how long until there is one.

    The bucket holds `burst` tokens and refills evenly, so at most burst + per_minute calls fall into
    any minute. Writes in a short transaction of its own and refuses to run inside another one.
    """
    rate = per_minute / 60
    with transaction.atomic(durable=True):
        Bucket.objects.get_or_create(name=name, defaults={"tokens": burst, "refilled_at": now})
        row = Bucket.objects.select_for_update().get(name=name)
        # The clocks of two machines differ; time never runs backwards here.
        passed = max((now - row.refilled_at).total_seconds(), 0)
        tokens = min(row.tokens + passed * rate, float(burst))
        if tokens < 1:
            return timedelta(seconds=(1 - tokens) / rate)
        row.tokens, row.refilled_at = tokens - 1, max(now, row.refilled_at)
        row.save(update_fields=["tokens", "refilled_at"])
    return timedelta(0)
