"""The lists: constant statements, the file equals the page, search in three languages and by barcode."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rocket3pl.catalog.models import Sku
from rocket3pl.outbound.models import Outbound
from rocket3pl.owners.operations import OwnerDetails, add_owner
from rocket3pl.owners.people import NewPerson, add_person
from rocket3pl.reference.loading import load_reference
from rocket3pl.reference.operations import CourierDetails, TermDetails, add_courier, add_term
from rocket3pl.shared.rights import Role
from rocket3pl.shared.tenancy import operator_scope
from rocket3pl.warehouses.operations import WarehouseDetails, open_warehouse
from tests.console.conftest import text_of
from tests.console.helpers import ask_inbound, ask_outbound
from tests.factories import NOW, World, make_products, make_stock
from tests.support import sheet


def _product(world: World, _n: int) -> None:
    make_products(world.ara, 1)


def _inbound(world: World, _n: int) -> None:
    (goods,) = make_products(world.ara, 1)
    ask_inbound(world.ara, (goods, 3))


def _outbound(world: World, _n: int) -> None:
    (goods,) = make_products(world.ara, 1)
    make_stock(world.ara, [goods], 5)
    ask_outbound(world.ara, (goods, 2))


def _owner(_world: World, n: int) -> None:
    add_owner(OwnerDetails(name=f"화주{n}"))


def _person(_world: World, n: int) -> None:
    add_person(NewPerson(f"worker-{n}", "이름", Role.WORKER, password="zQ7!kd02-x"))


def _warehouse(_world: World, n: int) -> None:
    open_warehouse(code=f"W{n}", details=WarehouseDetails("仓", "창고", "House"))


def _courier(_world: World, n: int) -> None:
    add_courier(f"X{n}", CourierDetails("택배", "快递", "Courier"))


def _term(_world: World, n: int) -> None:
    add_term(f"毛衣{n}", TermDetails("니트", "knit"))


LISTS: dict[str, Callable[[World, int], None]] = {
    "products": _product,
    "inbounds": _inbound,
    "outbounds": _outbound,
    "inventory": _product,
    "master/owners": _owner,
    "master/users": _person,
    "master/warehouses": _warehouse,
    "master/couriers": _courier,
    "master/glossary": _term,
}


def _statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_the_same_statements_for_more_rows(dan: Client, world: World, name: str) -> None:
    address = f"/console/{name}/"
    with operator_scope():
        if name == "master/couriers":
            load_reference()
    for n in range(2):
        with operator_scope():
            LISTS[name](world, n) if name.startswith("master") else None
        if not name.startswith("master"):
            LISTS[name](world, n)
        if n == 0:
            few = _statements(dan, address)
    for n in range(2, 5):
        with operator_scope():
            LISTS[name](world, n) if name.startswith("master") else None
        if not name.startswith("master"):
            LISTS[name](world, n)
    assert _statements(dan, address) == few


def _file(client: Client, address: str) -> list[list[Any]]:
    response: Any = client.get(address)
    assert response.status_code == 200
    return sheet(response)


def test_the_products_file_holds_what_the_page_shows(dan: Client, world: World) -> None:
    make_products(world.ara, 2)
    make_products(world.chae, 1, approved=False)
    rows = _file(dan, "/console/products/?export=xlsx")
    assert rows[0][:7] == ["중문상품명", "한글상품명", "영문상품명", "옵션", "상태", "변경", "화주명"]
    page = text_of(dan.get("/console/products/"))
    assert len(rows) == 4
    assert all(str(row[rows[0].index("Seller Sku")]) in page for row in rows[1:])
    requested = _file(dan, "/console/products/?tab=requested&export=xlsx")
    assert [(r[4], r[6]) for r in requested[1:]] == [("신청", "채")]


def test_the_outbounds_file_hides_the_recipient(dan: Client, world: World) -> None:
    (goods,) = make_products(world.ara, 1)
    make_stock(world.ara, [goods], 9)
    number = ask_outbound(world.ara, (goods, 2))
    rows = _file(dan, "/console/outbounds/?export=xlsx")
    row = dict(zip(rows[0], rows[1], strict=True))
    assert (row["출고번호"], row["출고상태"], row["수량"], row["받는 분 이름"]) == (
        number,
        "신청",
        2,
        "홍*동",
    )
    assert row["운송방식"] == "택배"


@pytest.mark.parametrize(
    ("q", "field", "found"),
    [
        ("라운드", "", True),
        ("毛衣", "", True),
        ("round-NECK", "", True),
        ("毛衣", "seller_sku", False),
        ("nothing at all", "", False),
    ],
)
def test_search_in_three_languages(dan: Client, world: World, q: str, field: str, found: bool) -> None:
    (goods,) = make_products(world.ara, 1)
    make_stock(world.ara, [goods], 5)
    number = ask_outbound(world.ara, (goods, 2))
    with operator_scope():
        code = Sku.objects.get().seller_sku
    for name, what in (("products", code), ("inventory", code), ("inbounds", "EI"), ("outbounds", number)):
        page = text_of(dan.get(f"/console/{name}/", {"q": q, "field": field}))
        listed = page.split('id="list-rows"')[1] if 'id="list-rows"' in page else ""
        assert (what in listed) is found, name


@pytest.mark.parametrize("column", ["seller_sku", "fnsku"])
def test_search_by_code(dan: Client, world: World, column: str) -> None:
    first, _second = make_products(world.ara, 2)
    with operator_scope():
        code = getattr(Sku.objects.get(public_id=first.public_id), column)
    for name in ("products", "inventory"):
        assert "검색결과 1건" in text_of(dan.get(f"/console/{name}/", {"q": code, "field": column}))


def test_lists_are_narrowed_by_owner_and_method(dan: Client, world: World) -> None:
    for owner in (world.ara, world.chae):
        (goods,) = make_products(owner, 1)
        make_stock(owner, [goods], 5)
        ask_outbound(owner, (goods, 1))
    for name in ("products", "inbounds", "outbounds", "inventory"):
        page = text_of(dan.get(f"/console/{name}/", {"owner": world.chae.code}))
        assert "검색결과 1건" in page, name
    assert "검색결과 2건" in text_of(dan.get("/console/outbounds/?method=parcel"))
    assert "검색결과 0건" in text_of(dan.get("/console/outbounds/?method=milkrun"))


def test_the_tab_of_asked_cancels(dan: Client, world: World) -> None:
    (goods,) = make_products(world.ara, 1)
    make_stock(world.ara, [goods], 5)
    number = ask_outbound(world.ara, (goods, 1), state="picking")
    ask_outbound(world.ara, (goods, 1))
    with operator_scope():
        Outbound.objects.filter(number=number).update(cancel_requested_at=NOW)
    page = text_of(dan.get("/console/outbounds/?tab=cancel_requested"))
    assert "검색결과 1건" in page
    assert re.search(rf">{number}<", page)
