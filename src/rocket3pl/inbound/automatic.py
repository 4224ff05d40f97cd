"""Inbounds that nobody asked for by hand: expected because a platform told of goods on their way."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from rocket3pl.inbound.models import Inbound, InboundLine
from rocket3pl.inbound.operations import arrival_of, default_lots, enter, tell, withdraw_expected
from rocket3pl.inbound.search import search_grams
from rocket3pl.inventory.receiving import Goods, announce, expect_otherwise
from rocket3pl.reference.models import Courier
from rocket3pl.shared.audit import record
from rocket3pl.shared.numbers import inbound_number
from rocket3pl.shared.tenancy import current_scope

S = Inbound.Status
_TRACKING_NO = Inbound._meta.get_field("tracking_no").max_length or 0
_OPEN = (S.IN_TRANSIT, S.ARRIVED, S.RECEIVING)


def expect(
    quantities: Mapping[int, int],
    *,
    warehouse_id: int,
    expected_on: date | None,
    box_count: int | None,
    memo: str,
    now: datetime,
) -> Inbound:
    """Expect pieces by product (key of Sku) for the owner in scope; the inbound is 운송중."""
    owner_id = current_scope().owner_id or 0
    number = inbound_number()
    inbound = Inbound(
        owner_id=owner_id,
        number=number,
        warehouse_id=warehouse_id,
        status=S.IN_TRANSIT,
        automatic=True,
        expected_on=expected_on,
        box_count=box_count,
        memo=memo[:500],
        search_grams=search_grams(number=number, tracking_no="", memo=memo[:500], owner_id=owner_id),
        requested_at=now,
    )
    inbound.save()
    InboundLine.objects.bulk_create(_lines(inbound, quantities, first=1))
    lots = default_lots(list(quantities))
    announce([(arrival_of(inbound), [Goods(s, lots[s], n) for s, n in quantities.items()])], now=now)
    record("inbound.expected", inbound, owner_id=owner_id, after={"lines": len(quantities)}, now=now)
    tell(inbound, "inbound.in_transit", now)
    return inbound


def _lines(inbound: Inbound, quantities: Mapping[int, int], *, first: int) -> list[InboundLine]:
    return [
        InboundLine(owner_id=inbound.owner_id, inbound=inbound, line_no=n, sku_id=sku_id, announced=pieces)
        for n, (sku_id, pieces) in enumerate(quantities.items(), start=first)
    ]


def revise(
    inbound: Inbound, quantities: Mapping[int, int], *, expected_on: date | None, key: str, now: datetime
) -> bool:
    """Bring an expected inbound to what is told now; say whether anything changed.

    On its way, pieces follow in both directions, and a product that is no longer told is expected with 0.
    Once it has arrived only products that are new are added: what is counted differs from what was told,
    and that is recorded when it is closed. `key` names the news, once per inbound.
    """
    locked = Inbound.objects.select_for_update().get(pk=inbound.pk)
    if locked.status not in _OPEN:
        return False
    lines = {line.sku_id: line for line in locked.lines.all()}
    new = {sku_id: n for sku_id, n in quantities.items() if sku_id not in lines}
    deltas = {}
    if locked.status == S.IN_TRANSIT:
        deltas = {
            sku_id: delta
            for sku_id, line in lines.items()
            if (delta := quantities.get(sku_id, 0) - line.announced)
        }
    dated = locked.status == S.IN_TRANSIT and expected_on != locked.expected_on
    if not new and not deltas and not dated:
        return False
    _move(locked, {**new, **deltas}, key=key, now=now)
    InboundLine.objects.bulk_create(_lines(locked, new, first=max(n.line_no for n in lines.values()) + 1))
    for sku_id, delta in deltas.items():
        lines[sku_id].announced += delta
    InboundLine.objects.bulk_update([lines[s] for s in deltas], ["announced"], batch_size=200)
    if dated:
        locked.expected_on = expected_on
    locked.version += 1
    locked.save(update_fields=["expected_on", "version"])
    record(
        "inbound.revised",
        locked,
        owner_id=locked.owner_id,
        after={"lines": len(new) + len(deltas), "expected_on": str(expected_on or "")},
        now=now,
    )
    return True


def _move(inbound: Inbound, deltas: Mapping[int, int], *, key: str, now: datetime) -> None:
    lots = default_lots(list(deltas))
    more = [Goods(s, lots[s], n) for s, n in sorted(deltas.items()) if n > 0]
    less = [Goods(s, lots[s], -n) for s, n in sorted(deltas.items()) if n < 0]
    expect_otherwise(arrival_of(inbound), more, less, key=key, now=now)


def brought_by(inbound: Inbound, *, courier: str, tracking_no: str) -> None:
    """Note who brings an expected inbound and under which number, so that it is found by the number.

    courier  as the platform calls it; one that is none of ours is not noted
    """
    known = _courier_called(courier)
    known_id, tracking_no = known.pk if known else None, tracking_no[:_TRACKING_NO]
    if (inbound.courier_id, inbound.tracking_no) == (known_id, tracking_no):
        return
    grams = search_grams(
        number=inbound.number, tracking_no=tracking_no, memo=inbound.memo, owner_id=inbound.owner_id
    )
    # Only these columns: the row belongs to who receives the goods.
    Inbound.objects.filter(pk=inbound.pk).update(
        courier_id=known_id, tracking_no=tracking_no, search_grams=grams
    )


def _courier_called(name: str) -> Courier | None:
    """Return the courier that somebody calls by its code or by its name in one of our languages."""
    if not name:
        return None
    columns = ("code", "name_ko", "name_zh", "name_en")
    called = reduce(or_, (Q(**{f"{column}__iexact": name}) for column in columns))
    return Courier.objects.filter(called, active=True).first()


def withdraw(inbound: Inbound, *, now: datetime) -> bool:
    """Cancel an expected inbound that has not arrived; say whether it was cancelled."""
    locked = Inbound.objects.select_for_update().get(pk=inbound.pk)
    if locked.status != S.IN_TRANSIT:
        return False
    withdraw_expected(locked, key="withdraw", now=now)
    enter(locked, "withdraw", now)
    return True
