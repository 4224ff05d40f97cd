"""Numbers of inbounds by primary key, for those who only hold the key, such as the ledger's lines."""

from collections.abc import Iterable

from rocket3pl.inbound.models import Inbound


def inbound_numbers(keys: Iterable[int]) -> dict[int, str]:
    """Return the numbers of the scope's inbounds."""
    return dict(Inbound.objects.filter(pk__in=set(keys)).values_list("pk", "number"))
