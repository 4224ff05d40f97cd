"""A large warehouse, written straight into the tables: 20 owners, 50,000 SKUs, 200,000 outbounds.

Only for measuring: real stock is never written this way.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from benchmarks.bulk import insert, unguarded
from rocket3pl.catalog.models import Lot, Sku
from rocket3pl.catalog.search import search_columns as product_search
from rocket3pl.inbound.models import Inbound, InboundLine
from rocket3pl.inbound.search import search_grams
from rocket3pl.inventory.models import BinStock, StockEntry, StockLevel, StockPosting
from rocket3pl.outbound.models import Outbound, OutboundLine
from rocket3pl.outbound.search import search_columns
from rocket3pl.owners.models import Owner, User
from rocket3pl.shared.rights import Role
from rocket3pl.shared.tenancy import operator_scope
from rocket3pl.warehouses.models import Location, Warehouse
from rocket3pl.warehouses.operations import WarehouseDetails, open_warehouse

OWNERS = 20
START = datetime(2026, 1, 1, tzinfo=UTC)
NOUNS = (
    ("毛衣", "니트", "knit"), ("羽绒服", "패딩", "padded jacket"), ("T恤", "티셔츠", "T-shirt"),
    ("睡衣", "잠옷", "pyjamas"), ("袜子", "양말", "socks"), ("背包", "백팩", "backpack"),
    ("水杯", "텀블러", "tumbler"), ("台灯", "조명", "lamp"), ("风扇", "선풍기", "fan"),
    ("收纳盒", "수납함", "storage box"), ("瑜伽垫", "요가매트", "yoga mat"), ("梳子", "빗", "brush"),
)  # fmt: skip
LOOKS = (
    ("纯色", "무지", "plain"), ("圆领", "라운드", "round"), ("加厚", "두꺼운", "thick"),
    ("宽松", "루즈핏", "loose"), ("防水", "방수", "waterproof"), ("迷你", "미니", "mini"),
    ("女", "여성", "women"), ("男", "남성", "men"),
)  # fmt: skip
COLOURS = ("白色", "黑色", "米色", "粉色", "蓝色", "绿色", "灰色")
OUTBOUND_STATUSES = (
    *("delivered",) * 60, *("coupang_received",) * 25, *("shipped",) * 4, *("cancelled",) * 5,
    "requested", "accepted", "picking", "packing", "ready", "on_hold",
)  # fmt: skip
INBOUND_STATUSES = (*("completed",) * 40, "in_transit", "requested", "accepted", "arrived", "cancelled")
COMMON_WORD = "니트"


@dataclass(frozen=True)
class Size:
    """How much there is. Products of owner n are those whose number leaves n when divided by 20."""

    skus: int = 50_000
    outbounds: int = 200_000
    inbounds: int = 20_000
    entries: int = 200_000

    def times(self, factor: int) -> "Size":
        """Return a warehouse with so many times the rows, of the same number of owners.

        The ledger's own rows are measured once only, in the small one.
        """
        more = (n * factor for n in (self.skus, self.outbounds, self.inbounds))
        return self if factor == 1 else Size(*more, entries=0)


FULL, QUICK = Size(), Size(skus=400, outbounds=800, inbounds=80, entries=900)


def seller_sku(n: int) -> str:
    """Return the Seller Sku of product n; the products of the first owner are 0, 20, 40 …"""
    return f"D{118024000000 + n}"


def order_no(n: int) -> str:
    """Return the order number of outbound n; the outbounds of the first owner are 0, 20, 40 …"""
    return f"ORD-{n:07d}"


def scattered(n: int, digits: int) -> str:
    """Return digits that look drawn by lot, as in real numbers, other ones for every n.

    Numbers counted up from zero would all hold the same signs, which no index of signs has to do with.
    """
    return f"{n * 618_033_988_749 % 10**digits:0{digits}d}"


def fill(size: Size) -> None:
    """Fill an empty, migrated database."""
    chance = random.Random(1)
    with operator_scope():
        warehouse = open_warehouse(code="ICN1", details=WarehouseDetails("仁川仓", "인천창고", "Incheon"))
    owners = [
        Owner.objects.create(
            code=f"B{n:07d}", name=f"화주{n}", low_stock_enabled=True, low_stock_threshold=10
        ).pk
        for n in range(OWNERS)
    ]
    for n, pk in enumerate(owners):
        User.objects.create_user(login_id=f"b{n}", role=Role.OWNER_ADMIN, owner_id=pk, name=f"화주{n}")
    User.objects.create_user(login_id="manager", role=Role.MANAGER, name="m")
    with unguarded():
        _skus(chance, size, owners, warehouse)
        amounts = [chance.choice((0, 3, 10, 40, 200, 900)) for _ in range(size.skus)]
        _stock(amounts, owners, warehouse)
        _entries(amounts, size, owners, warehouse)
        _inbounds(chance, size, owners, warehouse)
        _outbounds(chance, size, owners, warehouse)


def _skus(chance: random.Random, size: Size, owners: list[int], warehouse: Warehouse) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        for n in range(size.skus):
            look, look2, noun = chance.choice(LOOKS), chance.choice(LOOKS), chance.choice(NOUNS)
            facts = Sku(
                seller_sku=seller_sku(n), fnsku=f"D{1111536560000000 + n}",
                name_zh=f"2024新款{look[0]}{look2[0]}{noun[0]}",
                name_ko=f"{look[1]} {look2[1]} {noun[1]} {n}",
                name_en=f"{look[2]} {look2[2]} {noun[2]} {n}",
                option_text=f"颜色:{chance.choice(COLOURS)}>尺码:{n}",
            )  # fmt: skip
            owner_id, at = owners[n % OWNERS], START + timedelta(minutes=n)
            found = product_search(facts, owner_id=owner_id)
            yield (
                n + 1, owner_id, UUID(int=n + (1 << 100)), warehouse.pk, "approved", "manual",
                facts.fnsku, facts.seller_sku, "", facts.name_zh, facts.name_en, facts.name_ko,
                False, False, "CN", Decimal("5.20"), "USD", "6110300000", facts.option_text, "", "", "",
                Decimal("0.420"), Decimal("36.5"), Decimal("34.1"), Decimal("4.1"), False, None, None, {}, {},
                found["search_text"], found["search_grams"], 1, at, at, at,
            )  # fmt: skip

    insert(
        Sku,
        "id owner_id public_id warehouse_id status source fnsku seller_sku platform_sku name_zh name_en "
        "name_ko name_en_draft name_ko_draft origin declared_price declared_currency hs_code option_text "
        "color description product_url weight_kg width_cm depth_cm height_cm has_battery image_id "
        "low_stock_threshold refusal pending search_text search_grams version requested_at decided_at "
        "updated_at",
        rows(),
    )
    insert(Lot, "id owner_id sku_id code", ((n + 1, owners[n % OWNERS], n + 1, "") for n in range(size.skus)))


def _stock(amounts: list[int], owners: list[int], warehouse: Warehouse) -> None:
    storage = Location.objects.get(kind="storage").pk
    insert(
        StockLevel,
        "owner_id warehouse_id sku_id incoming receiving available reserved picked hold damaged",
        (
            (owners[n % OWNERS], warehouse.pk, n + 1, n % 5, 0, amount, 0, 0, 0, 0)
            for n, amount in enumerate(amounts)
        ),
    )
    insert(
        BinStock,
        "owner_id location_id sku_id lot_id condition quantity allocated",
        ((owners[n % OWNERS], storage, n + 1, n + 1, "good", amount, 0) for n, amount in enumerate(amounts)),
    )


def _moves(amounts: list[int], wanted: int) -> Iterator[tuple[int, str, str, str, int]]:
    """Yield (product, kind, from, to, pieces) that lead to the levels; then pieces held and let go."""
    left = wanted
    for n, amount in enumerate(amounts):
        if n % 5:
            yield n, "announce", "supplier", "incoming", n % 5
            left -= 1
        if amount:
            yield n, "count_gain", "adjustment", "available", amount
            left -= 1
    with_stock = [n for n, amount in enumerate(amounts) if amount]
    for i in range(max(0, left) // 2):
        n = with_stock[i % len(with_stock)]
        yield n, "hold", "available", "hold", 1
        yield n, "unhold", "hold", "available", 1


def _entries(amounts: list[int], size: Size, owners: list[int], warehouse: Warehouse) -> None:
    if not size.entries:
        return
    storage = Location.objects.get(kind="storage").pk
    apart = Location.objects.get(kind="quarantine").pk
    places = {
        "announce": (None, None), "count_gain": (None, storage),
        "hold": (storage, apart), "unhold": (apart, storage),
    }  # fmt: skip
    moves = list(_moves(amounts, size.entries))
    insert(
        StockPosting,
        "id owner_id warehouse_id kind idempotency_key request_hash source_type actor_name reason note "
        "occurred_at recorded_at",
        (
            (i, owners[n % OWNERS], warehouse.pk, kind, f"bench-{i}", "0" * 64, "", "b", "", "", START, START)
            for i, (n, kind, *_) in enumerate(moves, start=1)
        ),
    )
    insert(
        StockEntry,
        "posting_id line_no owner_id warehouse_id sku_id lot_id quantity from_state to_state "
        "from_location_id to_location_id",
        (
            (i, 1, owners[n % OWNERS], warehouse.pk, n + 1, n + 1, pieces, source, target, *places[kind])
            for i, (n, kind, source, target, pieces) in enumerate(moves, start=1)
        ),
    )


def _sku_of(document: int, line: int, skus: int) -> int:
    """Return the id of a product of the document's owner."""
    return ((document * 7 + line * 13) % (skus // OWNERS)) * OWNERS + document % OWNERS + 1


def _inbounds(chance: random.Random, size: Size, owners: list[int], warehouse: Warehouse) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        for n in range(size.inbounds):
            at, status = START + timedelta(minutes=n), chance.choice(INBOUND_STATUSES)
            owner_id, number, tracking_no = (
                owners[n % OWNERS],
                f"EI{scattered(n, 12)}",
                f"YT{scattered(n, 13)}",
            )
            grams = search_grams(number=number, tracking_no=tracking_no, memo="", owner_id=owner_id)
            yield (
                n + 1, owner_id, number, warehouse.pk, status, n % 5 == 0, at.date(), tracking_no,
                1 + n % 9, "", grams, "", at, at if status == "completed" else None, 1,
            )  # fmt: skip

    insert(
        Inbound,
        "id owner_id number warehouse_id status automatic expected_on tracking_no box_count memo "
        "search_grams refusal requested_at completed_at version",
        rows(),
    )
    insert(
        InboundLine,
        "owner_id inbound_id line_no sku_id announced good damaged",
        (
            (owners[n % OWNERS], n + 1, line, _sku_of(n, line, size.skus), 20, 20, 0)
            for n in range(size.inbounds)
            for line in (1, 2)
        ),
    )


def _outbounds(chance: random.Random, size: Size, owners: list[int], warehouse: Warehouse) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        for n in range(size.outbounds):
            number, po_no, tracking_no = (
                f"EO{scattered(n, 12)}",
                f"P2611{scattered(n, 8)}",
                f"68{scattered(n, 10)}",
            )
            name, owner_id = chance.choice("김이박최정") + "서연", owners[n % OWNERS]
            status = chance.choice(OUTBOUND_STATUSES)
            found = search_columns(
                number=number, order_no=order_no(n), po_no=po_no, recipient=name, tracking_no=tracking_no,
                owner_id=owner_id,
            )  # fmt: skip
            at = START + timedelta(minutes=n * 400_000 // size.outbounds)
            yield (
                n + 1, owner_id, number, warehouse.pk, status, "", "parcel", order_no(n), po_no, name,
                "01012345678", "06236", "서울특별시", "강남구", "테헤란로 152", None, "",
                found["search_text"], found["search_grams"], "", None, None, tracking_no, "", at, at, 1,
            )  # fmt: skip

    insert(
        Outbound,
        "id owner_id number warehouse_id status held_from method order_no po_no recipient phone postcode "
        "region city address centre_id memo search_text search_grams reason cancel_requested_at box_count "
        "tracking_no truck_no requested_at shipped_at version",
        rows(),
    )
    insert(
        OutboundLine,
        "owner_id outbound_id line_no sku_id quantity picked short",
        (
            (owners[n % OWNERS], n + 1, line, _sku_of(n, line, size.skus), 1 + n % 4, 0, 0)
            for n in range(size.outbounds)
            for line in range(1, 2 + n % 3)
        ),
    )
