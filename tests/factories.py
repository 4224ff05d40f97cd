"""Named people and goods for tests, made through the product's own operations.

Ara and her colleague Bom sell for one owner, Chae for a rival, Dan runs the warehouse, Eun works in it.
"""

import itertools
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from rocket3pl.catalog.approval import approve_product
from rocket3pl.catalog.operations import Application, ProductFacts, apply_products
from rocket3pl.catalog.queries import Stockable, stockables
from rocket3pl.documents.models import StoredFile
from rocket3pl.inbound.operations import InboundRequest, RequestedLine, request_inbound
from rocket3pl.inbound.receiving import (
    CountedLine,
    accept_inbound,
    close_inbound,
    mark_arrived,
    receive,
)
from rocket3pl.outbound.requests import OrderLine, OrderRequest
from rocket3pl.owners.models import Owner, User
from rocket3pl.shared.rights import Role
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from rocket3pl.warehouses.models import Warehouse
from rocket3pl.warehouses.operations import WarehouseDetails, open_warehouse

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
_serial = itertools.count(1)


def new_key() -> str:
    """Return a fresh idempotency key."""
    return uuid.uuid4().hex


def make_warehouse(code: str = "ICN1") -> Warehouse:
    """Open a warehouse with its four places."""
    with operator_scope():
        return open_warehouse(
            code=code,
            details=WarehouseDetails(name_zh="仁川仓", name_ko="인천창고", name_en="Incheon"),
        )


def make_owner(name: str = "테스터") -> Owner:
    """Create an owner."""
    n = next(_serial)
    return Owner.objects.create(code=f"T{n:07d}", name=name)


def make_user(role: Role, owner: Owner | None = None, name: str = "") -> User:
    """Create a person who may log in without a password (tests log them in by force)."""
    n = next(_serial)
    return User.objects.create_user(login_id=f"user{n}", role=role, owner=owner, name=name or f"user{n}")


def facts(**changes: Any) -> ProductFacts:
    """Return valid facts of a product nobody has yet."""
    n = next(_serial)
    base = ProductFacts(
        fnsku=f"D{n:016d}",
        seller_sku=f"S{n:012d}",
        name_zh="纯色圆领毛衣女",
        name_en="Round-neck knit",
        name_ko="라운드 니트",
        declared_price=Decimal("5.20"),
        weight_kg=Decimal("0.420"),
        width_cm=Decimal("36.5"),
        depth_cm=Decimal("34.1"),
        height_cm=Decimal("4.1"),
        option_text="颜色:白色>尺码:均码",
    )
    return replace(base, **changes)


def make_file(owner: Owner, kind: str = "product_image") -> StoredFile:
    """Create the row of a stored file, without content."""
    with owner_scope(owner.pk):
        return StoredFile.objects.create(
            owner=owner,
            kind=kind,
            name="a.png",
            content_type="image/png",
            size=1,
            sha256="0" * 64,
            path="none",
            created_at=NOW,
        )


def make_products(owner: Owner, count: int = 1, *, approved: bool = True) -> list[Stockable]:
    """Apply for products and have them approved."""
    image = str(make_file(owner).public_id)
    with owner_scope(owner.pk):
        made = apply_products(
            [Application("ICN1", facts(image=image)) for _ in range(count)],
            key=new_key(),
            now=NOW,
        )["products"]
    with operator_scope():
        if approved:
            for public_id in made:
                approve_product(public_id, version=None, now=NOW)
        found = stockables(made)
    return [found[public_id] for public_id in made]


def make_stock(owner: Owner, goods: list[Stockable], quantity: int) -> str:
    """Receive `quantity` good pieces of each product; returns the inbound's number."""
    with owner_scope(owner.pk):
        number: str = request_inbound(
            InboundRequest(tuple(RequestedLine(g.public_id, quantity) for g in goods)),
            key=new_key(),
            now=NOW,
        )["number"]
    with operator_scope():
        accept_inbound(number, version=None, now=NOW)
        mark_arrived(number, version=None, now=NOW)
        receive(
            number,
            [CountedLine(g.public_id, quantity) for g in goods],
            version=None,
            key=new_key(),
            now=NOW,
        )
        close_inbound(number, version=None, now=NOW)
    return number


def order(*lines: tuple[Stockable, int], **changes: Any) -> OrderRequest:
    """Return a valid parcel order for products and quantities."""
    base = OrderRequest(
        lines=tuple(OrderLine(g.public_id, n) for g, n in lines),
        method="parcel",
        order_no=f"ORD-{next(_serial)}",
        po_no="P261122ABCDEF",
        recipient="홍길동",
        phone="01012345678",
        postcode="06236",
        region="서울특별시",
        city="강남구",
        address="테헤란로 152",
    )
    return replace(base, **changes)


@dataclass(frozen=True)
class World:
    """Two owners, their people, the warehouse and its people."""

    warehouse: Warehouse
    ara: Owner
    chae: Owner
    people: dict[str, User]


def make_world() -> World:
    """Create the named actors."""
    warehouse = make_warehouse()
    ara, chae = make_owner("아라"), make_owner("채")
    people = {
        "ara": make_user(Role.OWNER_ADMIN, ara, "아라"),
        "bom": make_user(Role.OWNER_STAFF, ara, "봄"),
        "chae": make_user(Role.OWNER_ADMIN, chae, "채"),
        "dan": make_user(Role.MANAGER, None, "단"),
        "eun": make_user(Role.WORKER, None, "은"),
        "bill": make_user(Role.BILLING, None, "빌"),
    }
    return World(warehouse, ara, chae, people)
