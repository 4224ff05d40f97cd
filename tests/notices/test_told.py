"""Each kind of notice: written once by the real operation, for the right side, and for nobody else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from rocket3pl.catalog import automatic
from rocket3pl.catalog.approval import Refusal, approve_products, refuse_product
from rocket3pl.catalog.operations import Application, apply_products, withdraw_product
from rocket3pl.catalog.queries import Stockable
from rocket3pl.inbound.operations import InboundRequest, RequestedLine, request_inbound
from rocket3pl.inbound.receiving import (
    CountedLine,
    accept_inbound,
    close_inbound,
    mark_arrived,
    receive,
    reject_inbound,
)
from rocket3pl.inventory import nightly
from rocket3pl.inventory.models import StockLevel
from rocket3pl.jobs import claims
from rocket3pl.jobs.models import Job
from rocket3pl.jobs.operations import cancel_job, start_job
from rocket3pl.jobs.work import work_off
from rocket3pl.messages.endpoints import EndpointDetails, create_endpoint
from rocket3pl.messages.replaying import send_test
from rocket3pl.notices.hearing import TELLINGS
from rocket3pl.notices.rules import OF_SELLERS, OF_STAFF, Kind, Target
from rocket3pl.outbound import fulfilment
from rocket3pl.outbound.operations import cancel_outbound
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.outside.breaker import FAILURES, guarded
from rocket3pl.outside.calls import Answer, through
from rocket3pl.outside.errors import OutsideError
from rocket3pl.owners.low_stock import set_low_stock
from rocket3pl.owners.models import Owner
from rocket3pl.reference.models import Courier
from rocket3pl.shared.models import OutboxMessage
from rocket3pl.shared.outbox import announce
from rocket3pl.shared.tenancy import operator_scope
from rocket3pl.shipments.operations import take_content
from rocket3pl.shipments.told import Content, Event, ToldLine
from rocket3pl.web import exports
from tests.factories import NOW, World, facts, make_file, make_products, make_stock, new_key, order
from tests.isolation.test_matrix import export_of
from tests.notices.support import off, quiet, told
from tests.portal.products.support import sku_of
from tests.support import acting, changed, everything

NOTICE_TABLES = {"notices_notice", "notices_heard", "shared_outboxmessage"}


@pytest.fixture
def goods(world: World) -> Stockable:
    """A product of Ara's with ten pieces, of which nothing is to be told any more."""
    (found,) = make_products(world.ara, 1)
    make_stock(world.ara, [found], 10)
    quiet()
    return found


def ordered(world: World, goods: Stockable, pieces: int = 4) -> str:
    with acting(world.people["ara"]):
        asked = order((goods, pieces), recipient="홍길동", memo="비밀 메모")
        number: str = submit_outbounds([asked], key=new_key(), now=NOW)["numbers"][0]
    return number


def by_dan(world: World, step: Callable[..., Any], number: str, **how: Any) -> None:
    with acting(world.people["dan"]):
        step(number, version=None, now=NOW, **how)


def announced(world: World, goods: Stockable, pieces: int = 5) -> str:
    with acting(world.people["ara"]):
        lines = (RequestedLine(goods.public_id, pieces),)
        asked = InboundRequest(lines, memo="비밀 메모")
        number: str = request_inbound(asked, key=new_key(), now=NOW)["number"]
    return number


def test_every_kind_is_of_a_side_and_leads_somewhere() -> None:
    assert set(OF_SELLERS) | set(OF_STAFF) == set(Kind)
    assert set(OF_SELLERS) & set(OF_STAFF) == {Kind.JOB_DONE, Kind.JOB_FAILED, Kind.CONNECTOR_FAILED}
    targets = {rule.target for rule in (*OF_SELLERS.values(), *OF_STAFF.values())}
    assert targets == set(Target)


def test_products_decided_together_stand_together(world: World) -> None:
    made = make_products(world.ara, 3, approved=False)
    quiet()
    with acting(world.people["dan"]):
        approve_products([m.public_id for m in made[:2]], now=NOW)
        refuse_product(made[2].public_id, [Refusal("other", "비밀")], version=None, now=NOW)
    before = everything()
    off()
    assert changed(before) == NOTICE_TABLES
    approved, rejected = told()
    assert approved[:4] == (world.ara.pk, None, None, "product_approved") and approved[6] == 2
    skus = {m.public_id: sku_of(world.ara, m.public_id).seller_sku for m in made}
    assert approved[4] == skus[approved[5]] and approved[5] in {m.public_id for m in made[:2]}
    assert rejected == (
        world.ara.pk, None, None, "product_rejected", skus[made[2].public_id], made[2].public_id, 1,
    )  # fmt: skip


def test_what_is_decided_later_stands_by_itself(world: World) -> None:
    made = make_products(world.ara, 2, approved=False)
    quiet()
    with acting(world.people["dan"]):
        approve_products([made[0].public_id], now=NOW)
        approve_products([made[1].public_id], now=NOW + timedelta(minutes=1))
    off(NOW + timedelta(minutes=2))
    assert [(t[3], t[5], t[6]) for t in told()] == [("product_approved", m.public_id, 1) for m in made]


def test_the_warehouse_hears_of_applications_that_wait(world: World) -> None:
    make_products(world.ara, 2, approved=False)
    make_products(world.chae, 1, approved=False)
    off()
    assert told() == [
        (None, None, world.ara.pk, "product_requested", "", "", 2),
        (None, None, world.chae.pk, "product_requested", "", "", 1),
    ]


def test_an_application_approved_by_rule_or_withdrawn_is_no_work(world: World) -> None:
    Owner.objects.filter(pk=world.ara.pk).update(auto_approve=True)
    image = str(make_file(world.chae).public_id)
    with acting(world.people["chae"]):
        asked = [Application("ICN1", facts(image=image))]
        (withdrawn,) = apply_products(asked, key=new_key(), now=NOW)["products"]
        withdraw_product(withdrawn, version=None, now=NOW)
    image = str(make_file(world.ara).public_id)
    with acting(world.people["ara"]):
        (made,) = automatic.register([Application("ICN1", facts(image=image))], now=NOW)
    off()
    assert [(t[0], t[3], t[4]) for t in told()] == [(world.ara.pk, "product_approved", made.seller_sku)]


def complete(world: World) -> ToldLine:
    """Return a line that names a product of Ara's that is there already."""
    (made,) = make_products(world.ara, 1)
    quiet()
    found = sku_of(world.ara, made.public_id)
    return ToldLine(1, 3, {
        "fnsku": found.fnsku, "seller_sku": found.seller_sku, "name_zh": "毛衣", "name_en": "Knit",
        "declared_price": "5.20", "weight_kg": "0.420", "width_cm": "36.5", "depth_cm": "34.1",
        "height_cm": "4.1", "has_battery": "false", "image_url": "https://1.1.1.1/a.png",
    })  # fmt: skip


def take(revision: int, *lines: ToldLine) -> None:
    event = Event("import1688", f"evt-{revision}", NOW, revision, "CN-1")
    take_content(event, Content("ICN1", lines), now=NOW)


def test_lines_that_could_not_register_themselves(world: World) -> None:
    bad = ToldLine(1, 3, {"name_zh": "金丝雀"})
    with acting(world.people["ara"]):
        take(1, bad, replace(bad, line_no=2))
    off()
    assert told() == [(world.ara.pk, None, None, "product_failed", "", "", 2)]
    with acting(world.people["ara"]):
        take(1, bad, replace(bad, line_no=2))
    off()
    assert told()[0][6] == 2


def test_an_automatic_inbound_on_its_way_and_arrived(world: World) -> None:
    line = complete(world)
    with acting(world.people["ara"]):
        take(1, line)
    off()
    ((owner, person, seller, kind, number, target, count),) = told()
    assert (owner, person, seller, kind, target, count) == (
        world.ara.pk, None, None, "inbound_in_transit", number, 1,
    )  # fmt: skip
    by_dan(world, mark_arrived, number)
    off()
    assert told()[1:] == [(world.ara.pk, None, None, "inbound_arrived", number, number, 1)]


@pytest.mark.parametrize(
    ("good", "damaged", "kind"),
    [(5, 0, "inbound_completed"), (4, 0, "inbound_different"), (4, 1, "inbound_different")],
)
def test_an_inbound_from_request_to_end(
    world: World, goods: Stockable, good: int, damaged: int, kind: str
) -> None:
    number = announced(world, goods)
    by_dan(world, accept_inbound, number)
    by_dan(world, mark_arrived, number)
    by_dan(
        world,
        lambda n, **how: receive(n, [CountedLine(goods.public_id, good, damaged)], key="k", **how),
        number,
    )
    by_dan(world, close_inbound, number)
    before = everything()
    off()
    assert changed(before) == NOTICE_TABLES
    assert told() == [
        (None, None, world.ara.pk, "inbound_requested", "", "", 1),
        (world.ara.pk, None, None, "inbound_arrived", number, number, 1),
        (world.ara.pk, None, None, kind, number, number, 1),
    ]


def test_an_inbound_that_is_rejected(world: World, goods: Stockable) -> None:
    number = announced(world, goods)
    quiet()
    by_dan(world, reject_inbound, number, reason="비밀 사유")
    off()
    assert told() == [(world.ara.pk, None, None, "inbound_rejected", number, number, 1)]


def test_an_outbound_that_is_shipped(world: World, goods: Stockable) -> None:
    number = ordered(world, goods)
    by_dan(world, fulfilment.accept_outbound, number)
    by_dan(world, fulfilment.start_picking, number)
    by_dan(world, lambda n, **how: fulfilment.pick_lines(n, {1: 4}, **how), number)
    by_dan(world, fulfilment.pack_outbound, number, box_count=1)
    Courier.objects.create(code="CJ", name_ko="택배", name_zh="快递", name_en="Courier")
    handover = fulfilment.Handover(courier="CJ", tracking_no="123456789012")
    by_dan(world, lambda n, **how: fulfilment.ship_outbound(n, handover, **how), number)
    off()
    assert told() == [
        (None, None, world.ara.pk, "outbound_requested", "", "", 1),
        (world.ara.pk, None, None, "outbound_shipped", number, number, 1),
    ]


def test_an_outbound_that_is_held_and_rejected(world: World, goods: Stockable) -> None:
    number = ordered(world, goods)
    quiet()
    by_dan(world, fulfilment.hold_outbound, number, reason="비밀 사유")
    by_dan(world, fulfilment.reject_outbound, number, reason="비밀 사유")
    off()
    assert told() == [
        (world.ara.pk, None, None, "outbound_held", number, number, 1),
        (world.ara.pk, None, None, "outbound_rejected", number, number, 1),
    ]


def test_pieces_that_are_missing(world: World, goods: Stockable) -> None:
    number = ordered(world, goods)
    by_dan(world, fulfilment.accept_outbound, number)
    by_dan(world, fulfilment.start_picking, number)
    quiet()
    missing = {1: fulfilment.Missing(1)}
    for _ in range(2):
        by_dan(world, lambda n, **how: fulfilment.report_short(n, missing, **how), number)
    off()
    assert told() == [(world.ara.pk, None, None, "outbound_short", number, number, 2)]


@pytest.mark.parametrize("granted", [True, False])
def test_a_cancel_that_is_asked_for(world: World, goods: Stockable, granted: bool) -> None:
    number = ordered(world, goods)
    by_dan(world, fulfilment.accept_outbound, number)
    by_dan(world, fulfilment.start_picking, number)
    quiet()
    with acting(world.people["ara"]):
        assert cancel_outbound(number, version=None, now=NOW) is False
    off()
    assert told() == [(None, None, world.ara.pk, "cancel_asked", number, number, 1)]
    if granted:
        by_dan(world, fulfilment.confirm_cancel, number)
    else:
        by_dan(world, fulfilment.refuse_cancel, number, reason="비밀 사유")
    off()
    kind = "cancel_confirmed" if granted else "cancel_refused"
    assert told()[1:] == [(world.ara.pk, None, None, kind, number, number, 1)]


def test_what_a_seller_does_alone_is_told_to_nobody(world: World, goods: Stockable) -> None:
    number = ordered(world, goods)
    quiet()
    with acting(world.people["ara"]):
        assert cancel_outbound(number, version=None, now=NOW) is True
    off()
    assert told() == []


def test_stock_that_runs_low(world: World, goods: Stockable) -> None:
    with acting(world.people["ara"]):
        set_low_stock(threshold=10, enabled=True, version=1, now=NOW)
    with operator_scope():
        nightly.tell_low(None, NOW)  # type: ignore[arg-type]
    off()
    assert told() == [(world.ara.pk, None, None, "stock_low", "", "", 1)]


def test_a_webhook_that_switched_itself_off(world: World, settings: Any) -> None:
    settings.WEBHOOKS_INSIDE_ALLOWED = True
    with acting(world.people["ara"]):
        made = create_endpoint(EndpointDetails("https://1.1.1.1/geheim?key=1"), key=new_key(), now=NOW)
        for _ in range(2):
            send_test(made.public_id, key=new_key(), now=NOW)
    with through(httpx2.MockTransport(lambda _request: httpx2.Response(410))):
        off()
    assert told() == [(world.ara.pk, None, None, "webhook_off", "1.1.1.1", made.public_id, 1)]


def test_a_service_that_keeps_failing(world: World) -> None:
    def failing() -> Answer:
        raise OutsideError(service="s", code="timeout")

    for name in ("papago", f"coupang:{world.ara.code}", "coupang:GONE0000", "webhook:0123"):
        quietly = name.startswith("webhook:")
        for _ in range(FAILURES):
            with pytest.raises(OutsideError):
                guarded(name=name, now=NOW, function=failing, quiet=quietly)
        # A probe that fails is nothing new.
        with pytest.raises(OutsideError):
            guarded(name=name, now=NOW + timedelta(minutes=2), function=failing, quiet=quietly)
    assert off() == 3
    assert told() == [
        (None, None, None, "connector_failed", "papago", "", 1),
        (world.ara.pk, None, None, "connector_failed", "coupang", "", 1),
    ]


@pytest.mark.parametrize("who", ["ara", "dan"])
def test_a_job_of_mine_that_ended(world: World, who: str) -> None:
    person = world.people[who]
    params = export_of() if who == "ara" else {**export_of(), "list": "console.products"}
    with acting(person):
        start_job(exports.KIND, title="상품 엑셀 파일", params=params, now=NOW)
        start_job(exports.KIND, title="없는 목록", params={**params, "list": "gone"}, now=NOW)
        cancel_job(str(start_job(exports.KIND, title="취소", params=params, now=NOW)), now=NOW)
    work_off("w")
    done, failed = Job.objects.filter(status__in=["done", "failed"]).order_by("id")
    assert told() == [
        (person.owner_id, person.pk, None, "job_done", "상품 엑셀 파일", str(done.public_id), 1),
        (person.owner_id, person.pk, None, "job_failed", "없는 목록", str(failed.public_id), 1),
    ]


def park_one(world: World, reason: str, topic: str = "t") -> None:
    announce([(world.ara.pk, topic, {})], now=NOW)
    message = claims.claim("w", now=NOW)
    assert message is not None
    claims.park(message, reason, now=NOW)


def test_messages_put_aside_are_counted_until_somebody_looks(world: World) -> None:
    park_one(world, "unknown_seller")
    park_one(world, "TypeError")
    assert told() == [(None, None, None, "message_parked", "", "", 2)]


def test_a_claim_that_was_lost_tells_nobody(world: World) -> None:
    announce([(world.ara.pk, "t", {})], now=NOW)
    message = claims.claim("w", now=NOW)
    assert message is not None
    OutboxMessage.objects.update(claimed_by="other")
    with pytest.raises(claims.LostClaim):
        claims.park(message, "x", now=NOW)
    assert told() == []


def test_books_that_disagree(world: World, goods: Stockable) -> None:
    with operator_scope():
        StockLevel._base_manager.filter(sku_id=goods.sku_id).update(available=11)
    announce([(None, "schedule.audit_stock", {"slot": "x"})], now=NOW)
    off()
    assert told() == [(None, None, None, "books_disagree", "", "", 1)]


def test_worked_off_once_more_nothing_is_told_twice(world: World, goods: Stockable) -> None:
    last = OutboxMessage.objects.order_by("-id").values_list("id", flat=True)[0]
    number = ordered(world, goods)
    by_dan(world, fulfilment.hold_outbound, number, reason="비밀")
    make_products(world.ara, 2, approved=False)
    off()
    before = everything()
    assert [t[3] for t in told()] == ["outbound_requested", "outbound_held", "product_requested"]
    OutboxMessage.objects.filter(pk__gt=last).update(done_at=None)
    assert off() == 4
    assert changed(before) <= {"shared_outboxmessage"}


def test_topics_are_ones_that_are_announced() -> None:
    """A topic with a typing mistake would never be heard."""
    from rocket3pl.messages.facts import FACTS
    from rocket3pl.shipments.products import LINE_FAILED

    assert set(TELLINGS) <= set(FACTS) | {LINE_FAILED}


def test_rooms_side_by_side_agree_on_the_topic() -> None:
    from rocket3pl.messages.delivering import SWITCHED_OFF
    from rocket3pl.notices.internal import WEBHOOK_OFF

    assert SWITCHED_OFF == WEBHOOK_OFF
