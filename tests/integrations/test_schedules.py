"""What is fetched by itself: one message a seller and slot, and what becomes of it when Coupang fails."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rocket3pl.integrations.coupang.fake import Fake
from rocket3pl.integrations.models import CoupangStock
from rocket3pl.integrations.schedules import TOPIC, fetch
from rocket3pl.jobs import claims, schedules, work
from rocket3pl.jobs.handlers import Message, Postpone
from rocket3pl.outside.calls import Heard, Said
from rocket3pl.outside.models import Connection
from rocket3pl.owners.models import Owner
from rocket3pl.shared.models import OutboxMessage
from rocket3pl.shared.outbox import announce_once
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.factories import NOW, World
from tests.integrations.conftest import give_keys, service

ACCESS, SECRET = "00000000-0000-0000-0000-000000000000", "SECRET_KEY_FOR_TESTS"
VENDORS = {"ara": "A00000001", "chae": "A00000002"}
OURS = ("coupang_orders", "coupang_products", "coupang_stock", "tracking")
SLOT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _only_ours() -> Iterator[None]:
    """Other rooms have schedules of their own, which are not looked at here."""
    patch = pytest.MonkeyPatch()
    known = schedules._SCHEDULES
    patch.setattr(schedules, "_SCHEDULES", {f"schedule.{n}": known[f"schedule.{n}"] for n in OURS})
    yield
    patch.undo()


def use(world: World, *names: str) -> None:
    for name in names:
        give_keys(world, "coupang", name, vendor_id=VENDORS[name], access_key=ACCESS, secret_key=SECRET)


def line(vendor: str) -> dict[str, Any]:
    return {
        "vendorId": vendor,
        "vendorItemId": int(vendor[1:]),
        "inventoryDetails": {"totalOrderableQuantity": 7},
    }


def fakes(broken: str = "", status: int = 403) -> Any:
    """Both sellers' accounts at Coupang, one of them refused."""
    by_vendor = {v: Fake(v, ACCESS, SECRET, stock=[[line(v)]]) for v in VENDORS.values()}

    def answer(heard: Heard) -> Said:
        vendor = next((v for v in by_vendor if v in heard.url), VENDORS["ara"])
        return (status, {}, b"") if vendor == broken else by_vendor[vendor](heard)

    return answer


def rounds() -> list[tuple[str | None, int | None, dict[str, Any]]]:
    rows = OutboxMessage.objects.filter(topic=TOPIC).order_by("key")
    return list(rows.values_list("key", "owner_id", "payload"))


def off(now: datetime = SLOT) -> None:
    work.work_off("w", clock=lambda: now)


def begun(world: World, now: datetime = SLOT) -> None:
    """Write the messages of the slot without working off any of the sellers'."""
    schedules.announce_due(now=now)
    off(now)


def test_the_times_are_round_and_products_come_at_night() -> None:
    found = {s.topic: (s.minutes, s.at and s.at.isoformat()) for s in schedules.schedules()}
    assert found == {
        "schedule.coupang_orders": (60, None),
        "schedule.coupang_products": (0, "04:50:00"),
        "schedule.coupang_stock": (30, None),
        "schedule.tracking": (15, None),
    }


def test_a_slot_is_one_message_of_each_seller_who_uses_coupang(world: World) -> None:
    use(world, "ara", "chae")
    give_keys(world, "coupang", "chae", enabled=False, vendor_id=VENDORS["chae"], access_key=ACCESS)
    with service(fakes()):
        for _ in range(2):
            begun(world)
    ara = world.ara.pk
    assert rounds() == [
        (f"orders/2026-11-22T03:00+00:00/{ara}", ara,
         {"kind": "orders", "until": "2026-11-22T04:00:00+00:00"}),
        (f"products/2026-11-21T19:50+00:00/{ara}", ara,
         {"kind": "products", "until": "2026-11-22T19:50:00+00:00"}),
        (f"stock/2026-11-22T03:00+00:00/{ara}", ara,
         {"kind": "stock", "until": "2026-11-22T03:30:00+00:00"}),
    ]  # fmt: skip
    # The next half hour is stock's alone.
    with service(fakes()):
        begun(world, SLOT + timedelta(minutes=30))
    assert len(rounds()) == 4


def test_a_suspended_seller_is_not_asked_for(world: World) -> None:
    use(world, "ara")
    Owner.objects.filter(pk=world.ara.pk).update(status=Owner.Status.SUSPENDED)
    with service(fakes()) as heard:
        begun(world)
    assert (rounds(), heard) == ([], [])


def test_a_refused_seller_holds_up_nobody(world: World) -> None:
    use(world, "ara", "chae")
    with service(fakes(broken=VENDORS["ara"])):
        begun(world)
    with operator_scope():
        kept = list(CoupangStock.objects.values_list("owner_id", "vendor_item_id", "orderable"))
    assert kept == [(world.chae.pk, 2, 7)]
    # Refusals need a person: neither tried again in this slot nor parked.
    rows = OutboxMessage.objects.filter(topic=TOPIC)
    assert set(rows.values_list("done_at", "parked_at", "attempts")) == {(SLOT, None, 1)}
    failing = Connection.objects.get(name=f"coupang:{world.ara.code}")
    assert (failing.last_error, failing.failures) == ("http_403", 3)


def claimed(world: World, *, until: datetime = SLOT + timedelta(minutes=30)) -> Message:
    payload = {"kind": "stock", "until": until.isoformat()}
    announce_once(TOPIC, "k", payload, now=SLOT, owner_id=world.ara.pk)
    message = claims.claim("w", now=SLOT)
    assert message is not None
    return message


def test_a_seller_left_alone_is_tried_again_when_the_breaker_lets_through(world: World) -> None:
    use(world, "ara")
    until = SLOT + timedelta(minutes=8)
    Connection.objects.create(name=f"coupang:{world.ara.code}", failures=7, open_until=until)
    claimed(world)
    OutboxMessage.objects.update(lease_until=None)
    with service(fakes()) as heard:
        off()
    row = OutboxMessage.objects.get()
    assert (row.due_at, row.last_error, row.done_at, heard) == (until, "coupang: paused", None, [])
    with service(fakes()) as heard:
        off(until)
    assert (OutboxMessage.objects.get().done_at, len(heard)) == (until, 1)


def test_an_unreachable_seller_is_tried_again_later_and_keeps_its_claim_while_waiting(world: World) -> None:
    use(world, "ara")
    message, waits = claimed(world), []
    OutboxMessage.objects.update(lease_until=SLOT)
    with (
        service(fakes(broken=VENDORS["ara"], status=503)) as heard,
        owner_scope(world.ara.pk),
        pytest.raises(Postpone) as told,
    ):
        fetch(message, SLOT, sleep=waits.append)
    assert (told.value.reason, told.value.at, len(heard), len(waits)) == ("coupang: unreachable", None, 4, 3)
    kept = OutboxMessage.objects.get().lease_until
    assert kept is not None
    assert kept >= SLOT + claims.LEASE


def test_a_worker_that_shall_end_gives_the_round_back(world: World) -> None:
    use(world, "ara")
    message = claimed(world)
    token = work._stopping.set(lambda: True)
    try:
        with (
            service(fakes(broken=VENDORS["ara"], status=503)),
            owner_scope(world.ara.pk),
            pytest.raises(work.Stopped),
        ):
            fetch(message, SLOT, sleep=lambda _seconds: None)
    finally:
        work._stopping.reset(token)


def test_a_round_that_the_next_has_overtaken_asks_nothing(world: World) -> None:
    use(world, "ara")
    message = claimed(world, until=NOW)
    with service(fakes()) as heard, owner_scope(world.ara.pk):
        fetch(message, NOW, sleep=lambda _seconds: None)
    assert heard == []


def test_parcels_are_asked_about(world: World) -> None:
    with service(fakes()) as heard:
        begun(world)
    row = OutboxMessage.objects.get(topic="schedule.tracking")
    assert (row.key, row.done_at, heard) == ("2026-11-22T03:00+00:00", SLOT, [])
