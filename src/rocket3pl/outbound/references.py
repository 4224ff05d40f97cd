"""Numbers of outbounds by primary key, for those who only hold the key, such as the ledger's lines."""

from collections.abc import Iterable

from rocket3pl.outbound.models import Outbound


def outbound_numbers(keys: Iterable[int]) -> dict[int, str]:
    """Return the numbers of the scope's outbounds."""
    return dict(Outbound.objects.filter(pk__in=set(keys)).values_list("pk", "number"))
