"""Races with real processes on a real database file or server; `python -m tests.concurrency` prints JSON.

Each scenario makes an owner of its own, lets eight processes loose behind a barrier, and reports
what each call answered. Controls do the same without the ledger's lock and must go wrong.
"""

import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import OperationalError, connection, connections, transaction

from rocket3pl.inventory.audit import audit_stock
from rocket3pl.inventory.models import StockLevel, StockPosting
from rocket3pl.outbound.fulfilment import accept_outbound, reject_outbound
from rocket3pl.outbound.models import Outbound
from rocket3pl.outbound.operations import cancel_outbound
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.owners.models import User
from rocket3pl.owners.people import PersonDetails, change_person
from rocket3pl.shared.errors import DomainError, Invalid
from rocket3pl.shared.rights import Role
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from rocket3pl.warehouses.models import Warehouse
from tests.factories import NOW, make_owner, make_products, make_stock, make_user, make_warehouse, order

WORKERS = 8
# Processes of their own, as in production, but Django is imported once: a server that has no
# connection and no thread of its own forks them.
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.concurrency.scenarios"])
_barrier: Any = None


def _start(barrier: Any) -> None:
    global _barrier  # noqa: PLW0603 - handed to each process once
    _barrier = barrier


def _submit(owner_id: int, key: str, orders: Any) -> str:
    try:
        with owner_scope(owner_id):
            return str(submit_outbounds(orders, key=key, now=NOW)["numbers"])
    except Invalid as error:
        return error.problems[0].code
    except DomainError as error:
        return type(error).__name__
    except Exception as error:  # noqa: BLE001 - the figure that must be zero
        return f"ERROR {type(error).__name__}: {error}"


def _job(job: tuple[int, list[tuple[str, Any]]]) -> list[str]:
    owner_id, calls = job
    _barrier.wait()
    return [_submit(owner_id, key, orders) for key, orders in calls]


def _race(owner_id: int, per_worker: list[list[tuple[str, Any]]]) -> list[str]:
    return _in_processes(_job, [(owner_id, calls) for calls in per_worker])


def _in_processes(target: Callable[[Any], list[str]], jobs: list[Any]) -> list[str]:
    connections.close_all()
    barrier = _processes.Barrier(len(jobs))
    with _processes.Pool(len(jobs), _start, (barrier,)) as pool:
        return [answer for answers in pool.map(target, jobs, chunksize=1) for answer in answers]


def _tally(answers: list[str]) -> dict[str, int]:
    return dict(Counter("accepted" if a.startswith("[") else a for a in answers))


def _levels(owner_id: int) -> list[list[int]]:
    with owner_scope(owner_id):
        rows = StockLevel.objects.order_by("sku_id").values_list("available", "reserved")
        return [list(r) for r in rows]


def last_pieces() -> dict[str, Any]:
    """480 requests for one piece each race for 200 pieces."""
    owner = make_owner()
    goods = make_products(owner, 1)
    make_stock(owner, goods, 200)
    calls = [
        [(f"w{w}c{c}", [order((goods[0], 1), order_no=f"w{w}c{c}")]) for c in range(60)]
        for w in range(WORKERS)
    ]
    return {"answers": _tally(_race(owner.pk, calls)), "levels": _levels(owner.pk)}


def crossed_orders() -> dict[str, Any]:
    """240 orders of 5 random products out of 20, lines shuffled: no deadlock, no error."""
    owner = make_owner()
    goods = make_products(owner, 20)
    make_stock(owner, goods, 1000)
    chance = random.Random(3)
    calls = []
    for w in range(WORKERS):
        mine = []
        for c in range(30):
            lines = [(g, chance.randint(1, 3)) for g in chance.sample(goods, 5)]
            mine.append((f"w{w}c{c}", [order(*lines, order_no=f"w{w}c{c}")]))
        calls.append(mine)
    asked = sum(n.quantity for mine in calls for _, (o,) in mine for n in o.lines)
    answers = _tally(_race(owner.pk, calls))
    levels = _levels(owner.pk)
    return {
        "answers": answers,
        "asked": asked,
        "reserved": sum(r for _, r in levels),
        "total": sum(a + r for a, r in levels),
    }


def same_keys() -> dict[str, Any]:
    """Eight processes send the same 25 requests with the same 25 keys."""
    owner = make_owner()
    goods = make_products(owner, 1)
    make_stock(owner, goods, 500)
    requests = [(f"key{c}", [order((goods[0], 2), order_no=f"key{c}")]) for c in range(25)]
    answers = _race(owner.pk, [random.Random(w).sample(requests, 25) for w in range(WORKERS)])
    with owner_scope(owner.pk):
        outbounds = Outbound.objects.count()
    return {
        "answers": _tally(answers),
        "different": len(set(answers)),
        "outbounds": outbounds,
        "levels": _levels(owner.pk),
    }


def _take_or_reject(job: tuple[int, str, list[str]]) -> list[str]:
    owner_id, action, numbers = job
    _barrier.wait()
    answers = []
    for number in numbers:
        try:
            if action == "cancel":
                with owner_scope(owner_id):
                    cancel_outbound(number, version=None, now=NOW)
            else:
                with operator_scope():
                    reject_outbound(number, reason="x", version=None, now=NOW)
            answers.append(f"{number} done")
        except DomainError as error:
            answers.append(f"{number} {type(error).__name__}")
    return answers


def cancel_against_reject() -> dict[str, Any]:
    """Seller and warehouse end the same 40 outbounds at once: the pieces come back once."""
    owner = make_owner()
    goods = make_products(owner, 1)
    make_stock(owner, goods, 100)
    with owner_scope(owner.pk):
        numbers = submit_outbounds(
            [order((goods[0], 2), order_no=f"n{i}") for i in range(40)], key="forty", now=NOW
        )["numbers"]
    answers = _in_processes(
        _take_or_reject,
        [(owner.pk, "cancel", numbers), (owner.pk, "reject", numbers)] * 2,
    )
    return {
        "winners": sum(a.endswith("done") for a in answers),
        "others": dict(Counter(a.split()[1] for a in answers if not a.endswith("done"))),
        "levels": _levels(owner.pk),
    }


def _naive(job: tuple[int]) -> list[str]:
    """Read, check, write back: what the ledger never does."""
    with owner_scope(job[0]):
        level = StockLevel.objects.get()
        _barrier.wait()
        if level.available < 1:
            return ["refused"]
        level.available -= 1
        level.reserved += 1
        level.save()
        return ["accepted"]


def naive_control() -> dict[str, Any]:
    """Control: eight processes ask for the last piece without the lock; the audit must see it."""
    owner = make_owner()
    goods = make_products(owner, 1)
    make_stock(owner, goods, 1)
    answers = _in_processes(_naive, [(owner.pk,)] * WORKERS)
    with operator_scope():
        findings = {f.code: [r["sku_id"] for r in f.rows] for f in audit_stock() if not f.holds}
        result = {
            "answers": dict(Counter(answers)),
            "findings": findings,
            "sku": goods[0].sku_id,
        }
        # Mend the sabotage, so that what follows is audited on clean books.
        StockLevel.objects.filter(sku_id=goods[0].sku_id).update(available=1, reserved=0)
    return result


def _lock_in_order(job: tuple[int, list[int]]) -> list[str]:
    owner_id, skus = job
    try:
        with owner_scope(owner_id), transaction.atomic():
            list(StockLevel.objects.select_for_update().filter(sku_id=skus[0]))
            _barrier.wait()
            list(StockLevel.objects.select_for_update().filter(sku_id=skus[1]))
    except OperationalError as error:
        return ["deadlock" if "deadlock" in str(error) else f"ERROR {error}"]
    return ["ok"]


def unsorted_control() -> dict[str, Any]:
    """Control (PostgreSQL): the same locks taken in crossed order kill one of two transactions."""
    if connection.vendor == "sqlite":
        return {"answers": "one writer at a time"}
    owner = make_owner()
    goods = make_products(owner, 2)
    make_stock(owner, goods, 1)
    a, b = (g.sku_id for g in goods)
    answers = _in_processes(_lock_in_order, [(owner.pk, [a, b]), (owner.pk, [b, a])])
    return {"answers": dict(Counter(answers))}


def _until_killed(owner_id: int, orders: Any, acknowledged: str) -> None:
    with Path(acknowledged).open("a", encoding="ascii") as file:
        for key, request in orders:
            _submit(owner_id, key, request)
            file.write(key + "\n")
            file.flush()


def killed_in_the_middle() -> dict[str, Any]:
    """kill -9 while orders are submitted; then every key is sent again."""
    owner = make_owner()
    goods = make_products(owner, 3)
    make_stock(owner, goods, 10_000)
    orders = [
        (f"k{i}", [order((goods[0], 1), (goods[1], 2), (goods[2], 3), order_no=f"k{i}")]) for i in range(400)
    ]
    fd, log = tempfile.mkstemp()
    os.close(fd)
    connections.close_all()
    killed = 0
    for round_no in range(4):
        child = _processes.Process(target=_until_killed, args=(owner.pk, orders[round_no * 100 :], log))
        child.start()
        seen = Path(log).read_text(encoding="ascii").count("\n")
        # Wait for acknowledgements, not for a time.
        while child.is_alive() and Path(log).read_text(encoding="ascii").count("\n") < seen + 15:
            child.join(0.005)
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        killed += child.exitcode == -signal.SIGKILL
    acknowledged = set(Path(log).read_text(encoding="ascii").split())
    with owner_scope(owner.pk):
        before = set(Outbound.objects.values_list("order_no", flat=True))
        lost = sorted(acknowledged - before)
        reserved_before = _levels(owner.pk)
    replays = [_submit(owner.pk, key, request) for key, request in orders]
    with owner_scope(owner.pk):
        after = Outbound.objects.count()
    return {
        "killed": killed,
        "acknowledged": len(acknowledged) > 0,
        "lost": lost,
        "half": [r for r in zip((1, 2, 3), reserved_before, strict=True)
                 if r[1][1] != r[0] * len(before)],
        "replays": _tally(replays),
        "outbounds": after,
        "levels": _levels(owner.pk),
    }  # fmt: skip


def accept_twice() -> dict[str, Any]:
    """A document step repeated after it was done is refused, and nothing is posted again."""
    owner = make_owner()
    goods = make_products(owner, 1)
    make_stock(owner, goods, 5)
    with owner_scope(owner.pk):
        (number,) = submit_outbounds([order((goods[0], 2))], key="one", now=NOW)["numbers"]
    with operator_scope():
        accept_outbound(number, version=None, now=NOW)
        postings = StockPosting.objects.count()
        try:
            accept_outbound(number, version=None, now=NOW)
            answer = "done"
        except DomainError as error:
            answer = type(error).__name__
        return {"answer": answer, "posted": StockPosting.objects.count() - postings}


def _two_admins() -> tuple[User, User]:
    owner = make_owner()
    return make_user(Role.OWNER_ADMIN, owner), make_user(Role.OWNER_ADMIN, owner)


def _admins_left(pairs: list[tuple[User, User]]) -> dict[int, int]:
    """Return how many owners have how many administrators left."""
    admins = User.objects.filter(role=Role.OWNER_ADMIN, is_active=True)
    counts = [admins.filter(owner_id=one.owner_id).count() for one, _other in pairs]
    return dict(Counter(counts))


def _demote(job: list[tuple[User, User]]) -> list[str]:
    """As the first of each pair take the second's role away, whatever the second does meanwhile."""
    answers = []
    for me, other in job:
        _barrier.wait()
        try:
            with owner_scope(int(me.owner_id or 0), actor=me.actor):
                change_person(other.login_id, PersonDetails("n", Role.OWNER_STAFF), version=None)
            answers.append("done")
        except DomainError as error:
            answers.append(type(error).__name__)
        except OperationalError as error:
            answers.append(f"ERROR {error}")
    return answers


def two_administrators() -> dict[str, Any]:
    """Of 40 sellers the two administrators take each other's role away at once: one of each stays."""
    pairs = [_two_admins() for _ in range(40)]
    answers = _in_processes(_demote, [pairs, [(b, a) for a, b in pairs]])
    return {"answers": dict(Counter(answers)), "left": _admins_left(pairs)}


def _demote_naively(job: tuple[User, User]) -> list[str]:
    """Look whether one is an administrator, then change the other: without a lock both still are."""
    me, other = job
    allowed = User.objects.filter(pk=me.pk, role=Role.OWNER_ADMIN).exists()
    _barrier.wait()
    if allowed:
        User.objects.filter(pk=other.pk).update(role=Role.OWNER_STAFF)
    return ["done" if allowed else "refused"]


def administrators_control() -> dict[str, Any]:
    """Control: the same without the locks leaves a seller without an administrator."""
    one, two = pair = _two_admins()
    answers = _in_processes(_demote_naively, [(one, two), (two, one)])
    return {"answers": dict(Counter(answers)), "left": _admins_left([pair])}


SCENARIOS = (
    two_administrators,
    administrators_control,
    last_pieces,
    crossed_orders,
    same_keys,
    cancel_against_reject,
    killed_in_the_middle,
    accept_twice,
    naive_control,
    unsorted_control,
)


def main() -> None:
    """Run every scenario on an empty database and print what happened."""
    call_command("migrate", verbosity=0)
    if not Warehouse.objects.exists():
        make_warehouse()
    results = {scenario.__name__: scenario() for scenario in SCENARIOS}
    with operator_scope():
        results["audit"] = {f.code: f.violations for f in audit_stock()}
        results["examined"] = {f.code: f.examined > 0 for f in audit_stock()}
    sys.stdout.write(json.dumps(results))
