"""택배 that wait for a waybill: how many, and the file for the courier's program."""

from collections import defaultdict
from datetime import datetime
from typing import IO, Any

from django.db import transaction

from rocket3pl.integrations.couriers.profiles import PROFILES, Parcel, Profile
from rocket3pl.outbound.models import Outbound, OutboundLine
from rocket3pl.shared.audit import Entry, record_many
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.rights import Right
from rocket3pl.shared.spreadsheet import write
from rocket3pl.shared.tenancy import require_operator
from rocket3pl.shared.validators import phone_text

MAX_PARCELS = 3_000
_CHUNK = 500
STATES: dict[str, tuple[str, ...]] = {"ready": ("ready",), "packing": ("packing", "ready")}


def profile_of(code: str) -> Profile:
    """Return a layout. Raises NotFound."""
    for profile in PROFILES:
        if profile.code == code:
            return profile
    raise NotFound(code)


def waiting(state: str = "packing", warehouse: str = "") -> Any:
    """Return the parcels without a waybill, oldest first; those that a seller wants back are left out."""
    rows = Outbound.objects.filter(
        method="parcel", status__in=STATES.get(state, ()), cancel_requested_at__isnull=True
    )
    if warehouse:
        rows = rows.filter(warehouse__code=warehouse)
    return rows.order_by("id")


@transaction.atomic
def write_waybill_file(
    file: IO[bytes], profile: str, *, state: str, warehouse: str, now: datetime
) -> tuple[int, Profile]:
    """Write the courier's file of all waiting parcels; return how many they were, and the layout.

    Names and addresses are in full, so every parcel gets an event of who took them out. At most
    MAX_PARCELS, the oldest. Raises NotFound (unknown layout), NotPermitted.
    """
    require_operator(Right.SEE_PERSONAL_DATA)
    layout = profile_of(profile)
    rows = list(waiting(state, warehouse).select_related("owner")[:MAX_PARCELS])
    parcels = [parcel for at in range(0, len(rows), _CHUNK) for parcel in _parcels(rows[at : at + _CHUNK])]
    write(layout.columns(), (layout.row(p) for p in parcels), file)
    record_many(
        (
            Entry(
                "outbound.waybill_exported",
                "outbound.outbound",
                row.pk,
                row.owner_id,
                after={"profile": layout.code},
            )
            for row in rows
        ),
        now=now,
    )
    return len(rows), layout


def _parcels(rows: list[Outbound]) -> list[Parcel]:
    """Return some outbounds as parcels, in two statements less than they are."""
    goods: dict[int, list[tuple[str, int]]] = defaultdict(list)
    lines = OutboundLine.objects.filter(outbound__in=rows).order_by("outbound_id", "line_no")
    for outbound_id, ko, zh, quantity, short in lines.values_list(
        "outbound_id", "sku__name_ko", "sku__name_zh", "quantity", "short"
    ):
        if quantity > short:
            goods[outbound_id].append((ko or zh, quantity - short))
    return [_parcel(row, goods[row.pk]) for row in rows]


def _parcel(row: Outbound, goods: list[tuple[str, int]]) -> Parcel:
    # Read by people in Korea on paper, so in Korean whatever the reader's language.
    first = goods[0][0] if goods else ""
    more = f" 외 {len(goods) - 1}종" if len(goods) > 1 else ""
    return Parcel(
        number=row.number,
        recipient=row.recipient,
        phone=phone_text(row.phone),
        postcode=row.postcode,
        address=" ".join(part for part in (row.region, row.city, row.address) if part),
        goods=f"{first[:60]}{more}",
        pieces=sum(n for _name, n in goods),
        boxes=row.box_count or 1,
        memo=row.memo,
        sender=row.owner.name,
    )
