"""What the tests of 입고신청 and 출고신청 share: logging in, and forms as a browser sends them."""

import re
from typing import Any

from django.test import Client

from rocket3pl.catalog.approval import approve_product
from rocket3pl.catalog.operations import Application, apply_products
from rocket3pl.catalog.queries import Stockable, stockables
from rocket3pl.documents.models import StoredFile
from rocket3pl.inventory.lists import available_now
from rocket3pl.outbound.models import Outbound
from rocket3pl.owners.models import Owner, User
from rocket3pl.reference.loading import load_reference
from rocket3pl.reference.models import Region
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.factories import NOW, World, facts, make_file, new_key

Fields = dict[str, Any]

BAD_TEXTS = (
    "\x00",
    "a\x07b",
    "\ud800",
    "가" * 5000,
    "<script>alert(1)</script>",
    "😀" * 400,
    "'; DROP TABLE x--",
)
BAD_NUMBERS = (
    "",
    "0",
    "-1",
    "1.5",
    "NaN",
    "Infinity",
    "1e9",
    "1000001",
    "９９９９９９９９",
    "한",
    "😀",
    "\x00",
    "9" * 400,
)
BAD_IDS = ("", "x", "\x00", "0" * 32, "00000000-0000-0000-0000-000000000000", "'", "가" * 100, "-" * 36)


def seller(world: World, name: str = "ara", *, language: str = "") -> Client:
    """Return the browser of a seller's person."""
    person: User = world.people[name]
    if language:
        User.objects.filter(pk=person.pk).update(language=language)
    client = Client()
    client.force_login(person, backend="rocket3pl.owners.login.MarketplaceKeyBackend")
    return client


def staff(world: World, name: str = "dan") -> Client:
    """Return the browser of a warehouse person."""
    client = Client()
    client.force_login(world.people[name], backend="rocket3pl.owners.login.StaffPasswordBackend")
    return client


def reference() -> None:
    """Fill the reference tables, once per test."""
    if not Region.objects.exists():
        load_reference()


def text_of(response: Any) -> str:
    """Return an answer's text, without tags and repeated spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def inbound_fields(*lines: tuple[Stockable, Any], **changes: Any) -> Fields:
    """Return a valid 입고신청."""
    fields: Fields = {
        "submission_key": new_key(),
        "expected_on": "",
        "courier": "",
        "tracking_no": "",
        "box_count": "",
        "memo": "",
        "line": [f"l{i}" for i in range(len(lines))],
    }
    for i, (goods, quantity) in enumerate(lines):
        fields[f"l{i}-product"] = goods.public_id
        fields[f"l{i}-quantity"] = quantity
    return fields | changes


def card_fields(key: str, *lines: tuple[Stockable | str, Any], **changes: Any) -> Fields:
    """Return a valid order by parcel as the card `key`."""
    values: Fields = {
        "method": "parcel",
        "order_no": f"ORD-{key}",
        "po_no": "P261122ABCDEF",
        "recipient": "홍길동",
        "phone": "010-1234-5678",
        "region": "서울특별시",
        "city": "강남구",
        "postcode": "06236",
        "address": "테헤란로 152",
        "centre": "",
        "memo": "",
    }
    fields: Fields = {f"{key}-{n}": v for n, v in (values | changes).items()}
    fields[f"{key}-line"] = [f"l{i}" for i in range(len(lines))]
    for i, (goods, quantity) in enumerate(lines):
        fields[f"{key}-l{i}-product"] = goods if isinstance(goods, str) else goods.public_id
        fields[f"{key}-l{i}-quantity"] = quantity
    return fields


def milkrun(**changes: Any) -> Fields:
    """Return what makes a card one by 밀크런."""
    return {
        "method": "milkrun",
        "po_no": "129640835",
        "recipient": "쿠팡 고양1",
        "centre": "고양1",
        "phone": "",
        "region": "",
        "city": "",
        "postcode": "",
        "address": "",
    } | changes


def product(owner: Owner, **changes: Any) -> Stockable:
    """Apply for one product with such facts and have it approved."""
    image = str(make_file(owner).public_id)
    with owner_scope(owner.pk):
        made = apply_products([Application("ICN1", facts(image=image, **changes))], key=new_key(), now=NOW)
    (public_id,) = made["products"]
    with operator_scope():
        approve_product(public_id, version=None, now=NOW)
        return stockables([public_id])[public_id]


def label(owner: Owner) -> StoredFile:
    """Return an uploaded 쿠팡 부착서."""
    return make_file(owner, "coupang_label")


def order_fields(*cards: Fields, **changes: Any) -> Fields:
    """Return a 출고신청 of cards made by card_fields."""
    fields: Fields = {"submission_key": new_key(), "card": []}
    for card in cards:
        key = next(iter(card)).split("-")[0]
        fields["card"].append(key)
        fields |= card
    return fields | changes


def orders_of(owner: Owner) -> list[Outbound]:
    """Return the owner's outbounds, oldest first."""
    with owner_scope(owner.pk):
        return list(Outbound.objects.order_by("id"))


def available(owner: Owner, *goods: Stockable) -> list[int]:
    """Return 가용재고 of products."""
    with owner_scope(owner.pk):
        found = available_now([g.public_id for g in goods])
    return [found[g.public_id] for g in goods]


def everything() -> tuple[int, int]:
    """Return how many outbounds and lines there are at all."""
    with operator_scope():
        return Outbound.objects.count(), sum(o.lines.count() for o in Outbound.objects.all())
