"""What happens to the goods: inbounds and outbounds in every state, one after the other in time."""

import io
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from django.db import transaction

from rocket3pl.cli.sample.pictures import label
from rocket3pl.documents.operations import Upload, store
from rocket3pl.inbound.operations import InboundRequest, RequestedLine, cancel_inbound, request_inbound
from rocket3pl.inbound.receiving import (
    CountedLine,
    accept_inbound,
    close_inbound,
    mark_arrived,
    receive,
    reject_inbound,
)
from rocket3pl.inventory.lists import available_now
from rocket3pl.inventory.operations import Adjustment, AdjustStock, Reason, adjust_stock
from rocket3pl.outbound.fulfilment import (
    Handover,
    accept_outbound,
    hold_outbound,
    pack_outbound,
    pick_lines,
    reject_outbound,
    report_journey,
    ship_outbound,
    start_picking,
)
from rocket3pl.outbound.models import OutboundLine
from rocket3pl.outbound.operations import cancel_outbound
from rocket3pl.outbound.requests import OrderLine, OrderRequest
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.reference.models import CoupangCentre
from rocket3pl.shared.days import business_day
from rocket3pl.shared.numbers import parcel_po_number
from rocket3pl.shared.tenancy import Actor, operator_scope, owner_scope
from rocket3pl.warehouses.models import Warehouse

RECIPIENTS = (
    ("김서연", "서울특별시", "강남구", "테헤란로 152 강남파이낸스센터 3층", "06236"),
    ("이도윤", "경기도", "성남시 분당구", "판교역로 166", "13529"),
    ("박하은", "부산광역시", "해운대구", "센텀중앙로 97", "48058"),
    ("최지호", "대전광역시", "유성구", "대학로 291", "34141"),
    ("정유진", "인천광역시", "연수구", "송도과학로 32", "21984"),
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One owner's approved products (public ids) and the people who move them."""

    owner_id: int
    seller: Actor
    manager: Actor
    worker: Actor
    products: list[str]

    @contextmanager
    def seller_acts(self) -> Iterator[None]:
        """Let the seller act, in a transaction of their own."""
        with owner_scope(self.owner_id, actor=self.seller), transaction.atomic():
            yield

    @contextmanager
    def manager_acts(self) -> Iterator[None]:
        """Let the manager act."""
        with operator_scope(actor=self.manager), transaction.atomic():
            yield

    @contextmanager
    def worker_acts(self) -> Iterator[None]:
        """Let the worker act."""
        with operator_scope(actor=self.worker), transaction.atomic():
            yield


def _days(now: datetime, days: float) -> datetime:
    return now - timedelta(days=days)


def _ask_inbound(shelf: Shelf, goods: list[tuple[str, int]], at: datetime, key: str, memo: str = "") -> str:
    request = InboundRequest(
        tuple(RequestedLine(p, n) for p, n in goods),
        expected_on=business_day(at) + timedelta(days=3),
        courier="CJ",
        tracking_no=str(680_000_000_000 + crc32(key.encode()) % 10**9),
        box_count=max(1, len(goods) // 4),
        memo=memo,
    )
    with shelf.seller_acts():
        return str(request_inbound(request, key=key, now=at)["number"])


def _take_in(
    shelf: Shelf, number: str, goods: list[tuple[str, int]], at: datetime, chance: random.Random
) -> None:
    """Bring an inbound to its end; some lines come short, some over, some damaged."""
    with shelf.manager_acts():
        accept_inbound(number, version=None, now=at + timedelta(hours=2))
    with shelf.worker_acts():
        mark_arrived(number, version=None, now=at + timedelta(days=3))
    counted = []
    for n, (product, quantity) in enumerate(goods):
        broken = 1 if n % 9 == 4 else 0
        seen = quantity + chance.choice((0, 0, 0, 0, -2, 1)) - broken
        counted.append(CountedLine(product, max(0, seen), broken))
    counting = at + timedelta(days=3, hours=4)
    with shelf.worker_acts():
        receive(number, counted, version=None, key=f"count-{number}", now=counting)
    with shelf.worker_acts():
        close_inbound(number, version=None, now=counting + timedelta(hours=1))


def tell_inbounds(shelf: Shelf, chance: random.Random, now: datetime) -> None:
    """Receive most products in several inbounds, and leave others in each state on the way."""
    prefix = f"sample-in-{shelf.owner_id}"
    stocked = shelf.products[: len(shelf.products) * 5 // 6]
    size = 14
    for n, start in enumerate(range(0, len(stocked), size)):
        goods = [(p, chance.choice((4, 8, 12, 40, 60, 120, 200))) for p in stocked[start : start + size]]
        at = _days(now, 44 - 3 * n)
        _take_in(shelf, _ask_inbound(shelf, goods, at, f"{prefix}-{n}"), goods, at, chance)
    for n, state in enumerate(("requested", "accepted", "arrived", "receiving", "rejected", "cancelled")):
        goods = [(p, chance.choice((20, 50, 100))) for p in chance.sample(shelf.products, 5)]
        at = _days(now, 6 - n * 0.7)
        number = _ask_inbound(shelf, goods, at, f"{prefix}-{state}", memo="파손 주의" if n == 1 else "")
        _leave_in(shelf, number, goods, state, at)


def _leave_in(shelf: Shelf, number: str, goods: list[tuple[str, int]], state: str, at: datetime) -> None:
    if state == "rejected":
        reason = "박스에 입고번호가 없어 확인할 수 없습니다"
        with shelf.manager_acts():
            reject_inbound(number, reason=reason, version=None, now=at + timedelta(hours=3))
    elif state == "cancelled":
        with shelf.seller_acts():
            cancel_inbound(number, version=None, now=at + timedelta(hours=1))
    elif state != "requested":
        with shelf.manager_acts():
            accept_inbound(number, version=None, now=at + timedelta(hours=2))
        if state != "accepted":
            with shelf.worker_acts():
                mark_arrived(number, version=None, now=at + timedelta(hours=20))
        if state == "receiving":
            first = [CountedLine(p, q // 2) for p, q in goods[:2]]
            at_dock = at + timedelta(hours=22)
            with shelf.worker_acts():
                receive(number, first, version=None, key=f"part-{number}", now=at_dock)


# How far each outbound of the sample gets, oldest first.
_ENDINGS = (
    "delivered", "coupang_received", "delivered", "shipped", "coupang_received", "in_delivery", "shipped",
    "cancelled", "rejected", "on_hold", "ready", "packing", "picking", "picking", "accepted", "accepted",
    "requested", "requested", "requested",
)  # fmt: skip
_STEPS = ("accepted", "picking", "packing", "ready", "shipped")


def tell_outbounds(shelf: Shelf, chance: random.Random, now: datetime) -> None:
    """Ask for outbounds by 밀크런 and 택배 and bring each as far as its ending says."""
    centres = list(CoupangCentre.objects.filter(active=True).exclude(address="")[:12])
    with owner_scope(shelf.owner_id, actor=shelf.seller):
        there = {p: n for p, n in available_now(shelf.products).items() if n >= 4}
    rich = sorted(there, key=lambda p: (-there[p], p))[:40]
    for n, ending in enumerate(_ENDINGS):
        at = _days(now, 19 - n)
        milkrun = ending == "coupang_received" or (ending not in ("delivered", "in_delivery") and n % 2 == 0)
        chosen = chance.sample(rich, 1 + n % 3)
        lines = tuple(OrderLine(p, chance.randint(1, 3)) for p in chosen)
        order = _milkrun(shelf, lines, n, chance.choice(centres), at) if milkrun else _parcel(lines, n, at)
        key = f"sample-out-{shelf.owner_id}-{n}"
        with shelf.seller_acts():
            number = submit_outbounds([order], key=key, now=at)["numbers"][0]
        _bring(shelf, str(number), ending, milkrun=milkrun, at=at)
    _adjust(shelf, chance, rich, now)


def _milkrun(
    shelf: Shelf, lines: tuple[OrderLine, ...], n: int, centre: CoupangCentre, at: datetime
) -> OrderRequest:
    day = business_day(at) + timedelta(days=2)
    paper = label(centre.name, str(9_946_000 + n + shelf.owner_id * 50), f"{day:%Y-%m-%d}", shelf.seller.name)
    upload = Upload(f"물류부착문서_{day:%Y%m%d}.pdf", len(paper), io.BytesIO(paper))
    with shelf.seller_acts():
        file = str(store("coupang_label", upload, now=at).public_id)
    return OrderRequest(
        lines=lines,
        method="milkrun",
        order_no=f"RG{day:%y%m%d}-{n:03d}",
        po_no=str(128_900_000 + n * 37 + shelf.owner_id),
        recipient=f"쿠팡 {centre.name}",
        phone=centre.phone or "15777011",
        postcode=centre.postcode,
        region=centre.region,
        city=centre.city,
        address=centre.address,
        centre=centre.code,
        files=(str(file),),
    )


def _parcel(lines: tuple[OrderLine, ...], n: int, at: datetime) -> OrderRequest:
    name, region, city, address, postcode = RECIPIENTS[n % len(RECIPIENTS)]
    return OrderRequest(
        lines=lines,
        method="parcel",
        order_no=f"SS{business_day(at):%Y%m%d}{n:04d}",
        po_no=parcel_po_number(business_day(at)),
        recipient=name,
        phone=f"010{23450000 + n:08d}",
        postcode=postcode,
        region=region,
        city=city,
        address=address,
        memo="문 앞에 놓아 주세요" if n % 4 == 0 else "",
    )


def _bring(shelf: Shelf, number: str, ending: str, *, milkrun: bool, at: datetime) -> None:
    """Walk an outbound through the states up to its ending."""
    if ending == "cancelled":
        with shelf.seller_acts():
            cancel_outbound(number, version=None, now=at + timedelta(minutes=30))
        return
    if ending == "rejected":
        reason = "부착서의 센터와 선택한 쿠팡창고가 다릅니다"
        with shelf.manager_acts():
            reject_outbound(number, reason=reason, version=None, now=at + timedelta(hours=1))
        return
    if ending == "on_hold":
        reason = "부착서 2쪽이 빠져 있습니다. 다시 올려 주세요"
        with shelf.manager_acts():
            accept_outbound(number, version=None, now=at + timedelta(hours=1))
        with shelf.manager_acts():
            hold_outbound(number, reason=reason, version=None, now=at + timedelta(hours=2))
        return
    after = {"delivered": "shipped", "coupang_received": "shipped", "in_delivery": "shipped"}
    last = after.get(ending, ending)
    for hours, step in enumerate(_STEPS[: _STEPS.index(last) + 1] if last in _STEPS else (), start=1):
        _step(shelf, number, step, milkrun=milkrun, at=at + timedelta(hours=hours))
    journey = {
        "delivered": ("dispatch", "deliver"),
        "in_delivery": ("dispatch",),
        "coupang_received": ("coupang_receive",),
    }
    for days, action in enumerate(journey.get(ending, ()), start=1):
        then = at + timedelta(hours=6 + 12 * days)
        with shelf.worker_acts():
            report_journey(number, action, version=None, now=then)


def _step(shelf: Shelf, number: str, step: str, *, milkrun: bool, at: datetime) -> None:
    if step == "accepted":
        with shelf.manager_acts():
            accept_outbound(number, version=None, now=at)
    elif step == "picking":
        with shelf.worker_acts():
            start_picking(number, version=None, now=at)
    elif step == "packing":
        with shelf.worker_acts():
            pick_lines(number, _all_lines(number), version=None, now=at)
    elif step == "ready":
        with shelf.worker_acts():
            pack_outbound(number, box_count=1, version=None, now=at)
    else:
        taken = (
            Handover(truck_no="인천80바1234")
            if milkrun
            else Handover("CJ", str(690_000_000_000 + int(number[-7:])))
        )
        with shelf.worker_acts():
            ship_outbound(number, taken, version=None, now=at)


def _all_lines(number: str) -> dict[int, int]:
    """Return every line of an outbound with the pieces left to pick."""
    rows = OutboundLine.objects.filter(outbound__number=number).values_list(
        "line_no", "quantity", "picked", "short"
    )
    return {n: quantity - picked - short for n, quantity, picked, short in rows}


def _adjust(shelf: Shelf, chance: random.Random, products: list[str], now: datetime) -> None:
    """Count some shelves again: a few pieces found, lost or broken."""
    warehouse = Warehouse.objects.get()
    cases = (
        (Adjustment.GAIN, Reason.FOUND, 2),
        (Adjustment.LOSS, Reason.LOST, 1),
        (Adjustment.DAMAGE, Reason.BROKEN, 1),
        (Adjustment.HOLD, Reason.QUALITY_CHECK, 2),
    )
    for n, (what, reason, quantity) in enumerate(cases):
        request = AdjustStock(chance.choice(products[:20]), warehouse.pk, what, quantity, reason)
        key = f"sample-adjust-{shelf.owner_id}-{n}"
        at = _days(now, 2 - n * 0.2)
        with shelf.manager_acts():
            adjust_stock(request, key=key, now=at)
