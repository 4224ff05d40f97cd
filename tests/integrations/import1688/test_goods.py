"""What becomes of goods that left China: products, the expected inbound, and what could not be taken."""

import random

import pytest
from django.db import transaction

from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.operations import edit_product
from rocket3pl.catalog.queries import proposed
from rocket3pl.inbound.models import Inbound
from rocket3pl.inbound.receiving import complete_as_announced, mark_arrived
from rocket3pl.owners.models import Owner
from rocket3pl.shared.errors import Invalid
from rocket3pl.shared.models import OutboxMessage
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.factories import NOW, make_owner
from tests.integrations.import1688.events import event, product, shipped
from tests.integrations.import1688.helpers import (
    expected,
    incoming,
    lines,
    outcome,
    products,
    send,
    states,
)
from tests.support import assert_books_hold, everything, levels

pytestmark = pytest.mark.django_db

A, B = "D0000000000000001", "D0000000000000002"
GOOD = ("approved", "automatic", "0.420", True, {})


def test_products_and_the_inbound_appear_by_themselves(seller):
    send(shipped(seller, (40, product(1)), (7, product(2)), (3, product(1))))
    assert states() == {"evt_1": "done"}
    assert products() == {A: GOOD, B: GOOD}
    assert expected() == [("in_transit", "2026-11-30", {A: 43, B: 7})]
    assert incoming() == {A: 43, B: 7}
    assert {state for state, _ in lines().values()} == {"ready"}
    assert not OutboxMessage.objects.filter(done_at=None).exists()
    assert_books_hold()


def test_the_same_again_changes_nothing(seller):
    body = shipped(seller, (40, product(1)))
    send(body)
    before = everything(but=("shared_outboxmessage",))
    send(body, body)
    assert everything(but=("shared_outboxmessage",)) == before


def test_a_seller_whose_products_wait_is_asked_for_nothing_but_approval(seller):
    Owner.objects.update(auto_approve=False)
    send(shipped(seller, (40, product(1))))
    assert products() == {A: ("requested", "automatic", "0.420", True, {})}
    assert expected() == [("in_transit", "2026-11-30", {A: 40})]
    with operator_scope():
        number = Inbound.objects.get().number
        mark_arrived(number, version=None, now=NOW)
        with pytest.raises(Invalid) as refused:
            complete_as_announced(number, version=None, key="k", now=NOW)
    assert [(p.path, p.code) for p in refused.value.problems] == [("lines.0.product", "not_approved")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"fnsku": None}, ("missing_field", "fnsku")),
        ({"image_data": None}, ("missing_field", "image")),
        ({"seller_sku": None}, ("missing_field", "seller_sku")),
        ({"name_zh": ""}, ("missing_field", "name_zh")),
        ({"name_en": None}, ("missing_field", "name_en")),
        ({"declared_price": {"currency": "USD"}}, ("missing_field", "declared_price")),
        ({"weight_kg": None}, ("missing_field", "weight_kg")),
        ({"size_cm": {"length": "1", "width": "1"}}, ("missing_field", "height_cm")),
        ({"has_battery": None}, ("missing_field", "has_battery")),
        ({"has_battery": "yes"}, ("invalid_field", "has_battery")),
        ({"weight_kg": "0.4 kg"}, ("invalid_field", "weight_kg")),
        ({"weight_kg": "NaN"}, ("invalid_field", "weight_kg")),
        ({"weight_kg": "-1"}, ("invalid_field", "weight_kg")),
        ({"weight_kg": "1e999999"}, ("invalid_field", "weight_kg")),
        ({"hs_code": "12"}, ("invalid_hs_code", "hs_code")),
        ({"declared_price": {"amount": "5", "currency": "BTC"}}, ("invalid_field", "declared_currency")),
        ({"image_data": "bm8gcGljdHVyZQ=="}, ("image_unreadable", "image")),
        ({"image_data": None, "image_url": "http://127.0.0.1/x.jpg"}, ("image_unreachable", "image")),
    ],
)
def test_a_bad_line_fails_alone_with_its_reason(seller, change, reason):
    send(shipped(seller, (40, product(1, **change)), (7, product(2))))
    assert lines() == {
        ("CN20260102-0001", 1): ("failed", [reason]),
        ("CN20260102-0001", 2): ("ready", []),
    }
    assert products() == {B: GOOD}
    assert expected() == [("in_transit", "2026-11-30", {B: 7})]


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "7", True, None, 10**12])
def test_a_quantity_that_is_none_fails_the_line(seller, quantity):
    send(shipped(seller, (quantity, product(1))))
    assert lines() == {("CN20260102-0001", 1): ("failed", [("quantity_out_of_range", "quantity")])}
    assert (products(), expected()) == ({}, [])


def test_an_unknown_warehouse_fails_all_lines(seller):
    send(shipped(seller, (1, product(1)), warehouse="XXX9"))
    assert lines() == {("CN20260102-0001", 1): ("failed", [("unknown_warehouse", "warehouse")])}


def test_a_rivals_barcode_is_refused_without_telling_whose(seller):
    rival = make_owner("채")
    Owner.objects.filter(pk=rival.pk).update(auto_approve=True)
    send(shipped(rival.code, (1, product(1)), event_id="theirs", shipment_no="CN-T"))
    send(shipped(seller, (40, product(1, seller_sku="MINE"))))
    assert lines()["CN20260102-0001", 1] == ("failed", [("duplicate_fnsku", "fnsku")])
    assert expected() == [("in_transit", "2026-11-30", {A: 1})]


def test_known_by_its_seller_sku_and_option_it_gets_the_new_barcode_too(seller):
    send(shipped(seller, (1, product(1)), event_id="e1", shipment_no="CN-1"))
    send(shipped(seller, (2, product(1, fnsku="D9")), event_id="e2", shipment_no="CN-2"))
    assert lines()["CN-2", 1] == ("failed", [("invalid_field", "fnsku")])
    send(shipped(seller, (2, product(1, fnsku="D99999")), event_id="e3", shipment_no="CN-3"))
    assert lines()["CN-3", 1] == ("ready", [])
    assert list(products()) == [A]
    assert incoming() == {A: 3}


def test_news_follow_where_nobody_edited(seller):
    send(shipped(seller, (1, product(1)), event_id="e1", shipment_no="CN-1"))
    owner = Owner.objects.get(code=seller)
    with owner_scope(owner.pk):
        sku = Sku.objects.get()
        edited = {**{f: getattr(proposed(sku), f) for f in proposed(sku).__slots__}, "name_ko": "내 이름"}
        edit_product(str(sku.public_id), type(proposed(sku))(**edited), version=sku.version, now=NOW)
    send(
        event(
            "product.updated",
            seller,
            event_id="u1",
            hours=5,
            shipment_no="",
            product={"fnsku": A, "name_ko": "새 이름", "weight_kg": "0.5", "color": "白"},
        )
    )
    with operator_scope():
        sku = Sku.objects.get()
    assert (sku.name_ko, str(sku.weight_kg)) == ("내 이름", "0.500")


def test_a_name_that_is_half_chinese_holds_no_goods_up(seller):
    send(shipped(seller, (1, product(1, name_en="加绒 knit")), event_id="e1", shipment_no="CN-1"))
    assert products() == {A: GOOD}
    assert incoming() == {A: 1}

    def name():
        with operator_scope():
            sku = Sku.objects.get()
        return sku.name_en, sku.name_en_draft

    assert name() == ("加绒 knit", True)
    for hours, told, draft in ((5, "Fleece knit", False), (6, "Fleece 상의", True)):
        news = {"fnsku": A, "name_en": told}
        send(
            event("product.updated", seller, event_id=f"u{hours}", hours=hours, shipment_no="", product=news)
        )
        assert name() == (told, draft)


def test_the_inbound_runs_by_itself_on_arrival(seller):
    send(shipped(seller, (40, product(1)), (7, product(2))))
    with operator_scope():
        number = Inbound.objects.get().number
        mark_arrived(number, version=None, now=NOW)
        assert Inbound.objects.get().status == "receiving"
        complete_as_announced(number, version=None, key="k", now=NOW)
        complete_as_announced(number, version=None, key="k", now=NOW)
        inbound = Inbound.objects.get()
        skus = dict(Sku.objects.values_list("fnsku", "id"))
    assert inbound.status == "completed"
    assert (levels(skus[A]), levels(skus[B])) == ({"available": 40}, {"available": 7})
    assert_books_hold()


def test_after_arrival_a_revision_changes_no_quantity(seller):
    send(shipped(seller, (40, product(1)), event_id="r1"))
    with operator_scope():
        mark_arrived(Inbound.objects.get().number, version=None, now=NOW)
    send(shipped(seller, (50, product(1)), (5, product(2)), event_id="r2", revision=2, hours=1))
    assert expected() == [("receiving", "2026-11-30", {A: 40, B: 5})]
    assert_books_hold()


def test_withdrawn_it_is_expected_no_more(seller):
    send(shipped(seller, (40, product(1)), event_id="r1"))
    send(event("cn.outbound.cancelled", seller, event_id="c", revision=2, hours=2))
    assert expected() == [("cancelled", "2026-11-30", {A: 40})]
    assert incoming() == {}
    assert_books_hold()


def test_after_arrival_a_withdrawal_changes_nothing(seller):
    send(shipped(seller, (40, product(1)), event_id="r1"))
    with operator_scope():
        mark_arrived(Inbound.objects.get().number, version=None, now=NOW)
    send(event("cn.outbound.cancelled", seller, event_id="c", revision=2, hours=2))
    assert [status for status, _day, _lines in expected()] == ["receiving"]


def story(seller):
    """Everything that may happen to three shipments, in order."""
    one, two, three = "CN-1", "CN-2", "CN-3"
    heavier = product(1, weight_kg="0.430")
    return [
        event("cn.warehouse.received", seller, event_id="a", hours=0, shipment_no=one),
        event(
            "cn.inspection.completed",
            seller,
            event_id="b",
            hours=1,
            shipment_no=one,
            inspection={"gross_weight_kg": "18.4"},
        ),
        shipped(
            seller, (40, product(1)), (5, product(2, weight_kg=None)), event_id="c", hours=2, shipment_no=one
        ),
        shipped(
            seller,
            (38, heavier),
            (5, product(2)),
            event_id="d",
            hours=3,
            revision=2,
            shipment_no=one,
            eta="2026-12-01",
        ),
        event("transport.departed", seller, event_id="e", hours=4, shipment_no=one),
        shipped(seller, (9, product(2)), event_id="f", hours=4, shipment_no=two),
        event("cn.outbound.cancelled", seller, event_id="g", hours=5, revision=2, shipment_no=two),
        event(
            "customs.status_changed",
            seller,
            event_id="h",
            hours=6,
            shipment_no=one,
            customs={"status": "held"},
        ),
        event(
            "customs.status_changed",
            seller,
            event_id="i",
            hours=7,
            shipment_no=one,
            customs={"status": "released"},
        ),
        shipped(seller, (1, heavier), (2, product(3)), event_id="j", hours=8, shipment_no=three),
        event(
            "product.updated",
            seller,
            event_id="k",
            hours=9,
            shipment_no="",
            product={"fnsku": A, "weight_kg": "0.445", "name_ko": "니트"},
        ),
        event(
            "kr.delivery.dispatched",
            seller,
            event_id="l",
            hours=10,
            shipment_no=one,
            delivery={"courier": "CJ", "tracking_no": "1", "eta": "2026-12-02"},
        ),
    ]


def in_order(seller):
    send(*story(seller))
    return outcome()


def test_the_story_in_order(seller):
    found = in_order(seller)
    assert found["products"] == {
        A: ("approved", "automatic", "0.445", True, {}),
        B: GOOD,
        "D0000000000000003": GOOD,
    }
    assert found["expected"] == [
        ("in_transit", "2026-12-02", {A: 38, B: 5}),
        ("cancelled", "2026-11-30", {B: 9}),
        ("in_transit", "2026-11-30", {A: 1, "D0000000000000003": 2}),
    ]
    assert found["incoming"] == {A: 39, B: 5, "D0000000000000003": 2}
    assert found["shipments"][0][1:5] == (2, False, "2026-12-02", False)
    assert_books_hold()


@pytest.mark.parametrize("seed", ["newest first", *range(6)])
def test_any_order_and_any_repetition_end_the_same(seller, seed):
    """In order, undone; then each five times, shuffled or newest first: nothing differs."""
    with transaction.atomic():
        wanted = in_order(seller)
        transaction.set_rollback(True)
    bodies = story(seller)
    if seed == "newest first":
        shuffled = [b for body in reversed(bodies) for b in [body] * 5]
    else:
        shuffled = bodies * 5
        random.Random(seed).shuffle(shuffled)
    send(*shuffled)
    assert outcome() == wanted
    assert set(states().values()) <= {"done", "ignored"}
    assert_books_hold()
