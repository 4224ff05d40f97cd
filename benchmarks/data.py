"""A large warehouse, written straight into the tables: 20 owners, 50,000 SKUs, 200,000 outbounds.

Only for measuring: real stock is never written this way.
"""

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from rocket3pl.catalog.models import Lot, Sku
from rocket3pl.inventory.models import BinStock, StockEntry, StockLevel, StockPosting
from rocket3pl.outbound.models import Outbound, OutboundLine
from rocket3pl.outbound.search import search_columns
from rocket3pl.owners.models import Owner, User
from rocket3pl.shared.grams import grams_of
from rocket3pl.shared.rights import Role
from rocket3pl.shared.rows import insert_rows
from rocket3pl.shared.tenancy import operator_scope
from rocket3pl.warehouses.models import Location, Warehouse
from rocket3pl.warehouses.operations import WarehouseDetails, open_warehouse

OWNERS, SKUS, OUTBOUNDS = 20, 50_000, 200_000
START = datetime(2026, 1, 1, tzinfo=UTC)
NOUNS = (("毛衣", "니트", "knit"), ("羽绒服", "패딩", "padded jacket"), ("T恤", "티셔츠", "T-shirt"),
         ("睡衣", "잠옷", "pyjamas"), ("袜子", "양말", "socks"), ("背包", "백팩", "backpack"),
         ("水杯", "텀블러", "tumbler"), ("台灯", "조명", "lamp"), ("风扇", "선풍기", "fan"),
         ("收纳盒", "수납함", "storage box"), ("瑜伽垫", "요가매트", "yoga mat"), ("梳子", "빗", "brush"))  # fmt: skip
LOOKS = (("纯色", "무지", "plain"), ("圆领", "라운드", "round"), ("加厚", "두꺼운", "thick"),
         ("宽松", "루즈핏", "loose"), ("防水", "방수", "waterproof"), ("迷你", "미니", "mini"),
         ("女", "여성", "women"), ("男", "남성", "men"))  # fmt: skip
COLOURS = ("白色", "黑色", "米色", "粉色", "蓝色", "绿色", "灰色")
STATUSES = ("delivered",) * 60 + ("coupang_received",) * 25 + ("shipped",) * 4 + ("cancelled",) * 5 + (
    "requested", "accepted", "picking", "packing", "ready", "on_hold")  # fmt: skip
BATCH = 20_000


def _batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while batch := list(itertools.islice(rows, BATCH)):
        yield batch


def _insert(model: type[Any], columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    for batch in _batches(rows):
        with transaction.atomic():
            insert_rows(model, columns.split(), batch)


def fill(times: int = 1, *, entries: bool = False) -> list[Owner]:
    """Fill an empty, migrated database; `times` multiplies SKUs and outbounds, never owners."""
    chance = random.Random(1)
    with operator_scope():
        warehouse = open_warehouse(code="ICN1", details=WarehouseDetails("仁川仓", "인천창고", "Incheon"))
    owners = [Owner.objects.create(code=f"B{n:07d}", name=f"화주{n}") for n in range(OWNERS)]
    for owner in owners:
        owner.low_stock_enabled, owner.low_stock_threshold = True, 10
        owner.save()
        User.objects.create_user(login_id=f"b{owner.pk}", role=Role.OWNER_ADMIN, owner=owner, name=owner.name)
    User.objects.create_user(login_id="manager", role=Role.MANAGER, name="m", password="x")
    skus = SKUS * times
    owner_of = [owners[n % OWNERS].pk for n in range(skus)]
    _skus(chance, skus, owner_of, warehouse)
    _stock(chance, skus, owner_of, warehouse, entries=entries)
    _outbounds(chance, skus, OUTBOUNDS * times, owners, warehouse)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return owners


def _skus(chance: random.Random, count: int, owner_of: list[int], warehouse: Warehouse) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        for n in range(count):
            look, look2, noun = chance.choice(LOOKS), chance.choice(LOOKS), chance.choice(NOUNS)
            zh = f"2024新款{look[0]}{look2[0]}{noun[0]}"
            ko, en = f"{look[1]} {look2[1]} {noun[1]} {n}", f"{look[2]} {look2[2]} {noun[2]} {n}"
            seller, fnsku, option = (
                f"D{118024000000 + n}",
                f"D{1111536560000000 + n}",
                f"颜色:{chance.choice(COLOURS)}>尺码:{n}",
            )
            text = "\n".join(p.casefold() for p in (seller, fnsku, zh, ko, en, option))
            yield (
                n + 1, owner_of[n], UUID(int=n + (1 << 100)), warehouse.pk, "approved", "manual", fnsku, seller, "",
                zh, en, ko, False, False, "CN", "5.20", "USD", "6110300000", option, "", "", "",
                "0.420", "36.5", "34.1", "4.1", False, None, None, {}, {}, text, grams_of([text], owner_id=owner_of[n]), 1,
                START + timedelta(minutes=n), START + timedelta(minutes=n), START + timedelta(minutes=n),
            )  # fmt: skip

    _insert(
        Sku,
        "id owner_id public_id warehouse_id status source fnsku seller_sku platform_sku name_zh name_en name_ko "
        "name_en_draft name_ko_draft origin declared_price declared_currency hs_code option_text color description "
        "product_url weight_kg width_cm depth_cm height_cm has_battery image_id low_stock_threshold refusal pending "
        "search_text search_grams version requested_at decided_at updated_at",
        rows(),
    )
    _insert(Lot, "id owner_id sku_id code", ((n + 1, owner_of[n], n + 1, "") for n in range(count)))


def _stock(
    chance: random.Random, count: int, owner_of: list[int], warehouse: Warehouse, *, entries: bool
) -> None:
    amounts = [chance.choice((0, 3, 10, 40, 200, 900)) for _ in range(count)]
    _insert(
        StockLevel,
        "owner_id warehouse_id sku_id incoming receiving available reserved picked hold damaged",
        ((owner_of[n], warehouse.pk, n + 1, n % 5, 0, amounts[n], 0, 0, 0, 0) for n in range(count)),
    )
    storage = Location.objects.get(kind="storage").pk
    _insert(
        BinStock,
        "owner_id location_id sku_id lot_id condition quantity allocated",
        ((owner_of[n], storage, n + 1, n + 1, "good", amounts[n], 0) for n in range(count)),
    )
    if not entries:
        return
    with_stock = [n for n in range(count) if amounts[n]]
    _insert(
        StockPosting,
        "id owner_id warehouse_id kind idempotency_key request_hash source_type actor_name reason note occurred_at recorded_at",
        (
            (
                n + 1,
                owner_of[n],
                warehouse.pk,
                "count_gain",
                f"bench-{n}",
                "0" * 64,
                "",
                "b",
                "",
                "",
                START,
                START,
            )
            for n in with_stock
        ),
    )
    _insert(
        StockEntry,
        "posting_id line_no owner_id warehouse_id sku_id lot_id quantity from_state to_state from_location_id to_location_id",
        (
            (
                n + 1,
                1,
                owner_of[n],
                warehouse.pk,
                n + 1,
                n + 1,
                amounts[n],
                "adjustment",
                "available",
                None,
                storage,
            )
            for n in with_stock
        ),
    )


def _outbounds(
    chance: random.Random, skus: int, count: int, owners: list[Owner], warehouse: Warehouse
) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        for n in range(count):
            number, order_no, po_no = f"EO{n:012d}", f"ORD-{n}", f"P2611{n:08d}"
            name = chance.choice("김이박최정") + "서연"
            found = search_columns(
                number=number, order_no=order_no, po_no=po_no, recipient=name, tracking_no=f"68{n:010d}",
                owner_id=owners[n % OWNERS].pk,
            )  # fmt: skip
            at = START + timedelta(minutes=n * 400_000 // count)
            yield (
                n + 1, owners[n % OWNERS].pk, number, warehouse.pk, chance.choice(STATUSES), "", "parcel", order_no,
                po_no, name, "01012345678", "06236", "서울특별시", "강남구", "테헤란로 152",
                None, "", found["search_text"], found["search_grams"], "",
                None, None, f"68{n:010d}", "", at, at, 1,
            )  # fmt: skip

    _insert(
        Outbound,
        "id owner_id number warehouse_id status held_from method order_no po_no recipient phone postcode region city "
        "address centre_id memo search_text search_grams reason cancel_requested_at box_count tracking_no truck_no requested_at "
        "shipped_at version",
        rows(),
    )

    def lines() -> Iterator[tuple[Any, ...]]:
        per_owner = skus // OWNERS
        for n in range(count):
            owner = n % OWNERS
            for line in range(1 + n % 3):
                sku = ((n * 7 + line * 13) % per_owner) * OWNERS + owner + 1
                yield (owners[owner].pk, n + 1, line + 1, sku, 1 + n % 4, 0, 0)

    _insert(OutboundLine, "owner_id outbound_id line_no sku_id quantity picked short", lines())
