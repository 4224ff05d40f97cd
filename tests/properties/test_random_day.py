"""A random day of a warehouse, through the documents' own steps, against a plain model.

Sellers ask and cancel, the warehouse accepts, counts, picks, finds shortages, ships, holds, rejects.
After every step the levels are what the model says, and all seven audits hold. An audit reads
everything that ever happened, so a long day is audited after each of its first steps, then now and then.
"""

import os
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection

from rocket3pl.catalog.queries import Stockable
from rocket3pl.inbound.operations import InboundRequest, RequestedLine, cancel_inbound, request_inbound
from rocket3pl.inbound.receiving import (
    CountedLine,
    accept_inbound,
    close_inbound,
    mark_arrived,
    receive,
    reject_inbound,
)
from rocket3pl.outbound.fulfilment import (
    Handover,
    Missing,
    accept_outbound,
    confirm_cancel,
    hold_outbound,
    pack_outbound,
    pick_lines,
    reject_outbound,
    report_short,
    resume_outbound,
    ship_outbound,
    start_picking,
)
from rocket3pl.outbound.operations import cancel_outbound
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.reference.models import Courier
from rocket3pl.shared.errors import Invalid
from tests.factories import NOW, make_products, make_world, new_key, order
from tests.support import acting, assert_books_hold, levels

GOODS = 3
# So many steps are audited one by one; of those that follow, every so many-th, and the last. Within one
# transaction PostgreSQL keeps every version of a row, which makes audits slow.
AUDITED, RARELY = {"sqlite": 500, "postgresql": 100}, 50


@dataclass
class In:
    """An inbound of the model: pieces still announced, by product."""

    number: str
    status: str
    announced: dict[int, int]


@dataclass
class Out:
    """An outbound of the model: per line the product, pieces left to pick, and picked."""

    number: str
    lines: list[tuple[int, int]]
    status: str = "requested"
    held: str = ""
    asked: bool = False
    left: list[int] = field(default_factory=list)
    picked: list[int] = field(default_factory=list)


class Idle(Exception):  # noqa: N818
    """Nothing to do this step on."""


class Day:
    """Documents in any order; the model says what each step does to stock."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.world = make_world()
        Courier.objects.create(code="CJ", name_ko="CJ", name_zh="CJ", name_en="CJ")
        self.goods: list[Stockable] = make_products(self.world.ara, GOODS)
        self.stock: list[Counter[str]] = [Counter() for _ in range(GOODS)]
        self.inbounds: list[In] = []
        self.outbounds: list[Out] = []
        self.walked: Counter[str] = Counter()

    def run(self, steps: int) -> None:
        """Take random steps and look at the stock after each."""
        ways = [
            self.ask_inbound, self.end_inbound, self.bring_in, self.count, self.close, self.ask_outbound,
            self.accept_and_start, self.pick_some, self.find_short, self.pack_and_ship, self.cancel,
            self.reject, self.hold_and_go_on,
        ]  # fmt: skip
        taken = 0
        while self.walked.total() < steps:
            way = self.chance.choice(ways)
            try:
                way()
            except Idle:
                continue
            self.walked[way.__name__] += 1
            taken += 1
            self.look(audit=taken <= AUDITED[connection.vendor] or taken % RARELY == 0)
        assert_books_hold()

    def seller(self) -> Any:
        return acting(self.world.people["ara"])

    def floor(self) -> Any:
        return acting(self.world.people["dan"])

    def move(self, product: int, source: str, target: str, pieces: int) -> None:
        """Move pieces in the model; an empty name is outside."""
        if source:
            self.stock[product][source] -= pieces
        if target:
            self.stock[product][target] += pieces

    def choose(self, documents: list[Any], *statuses: str) -> Any:
        """Return one document in one of the states. Raises Idle when there is none."""
        fitting = [d for d in documents if d.status in statuses]
        if not fitting:
            raise Idle
        return self.chance.choice(fitting)

    def quantities(self, most: int) -> dict[int, int]:
        """Return pieces by product, of at least one product."""
        found = {i: self.chance.randint(0, most) for i in range(GOODS)}
        return {i: q for i, q in found.items() if q} or {0: 1}

    # -- goods that come in ------------------------------------------------------------------

    def ask_inbound(self) -> None:
        wanted = self.quantities(30)
        lines = tuple(RequestedLine(self.goods[i].public_id, q) for i, q in wanted.items())
        with self.seller():
            number = request_inbound(InboundRequest(lines), key=new_key(), now=NOW)["number"]
        for i, q in wanted.items():
            self.move(i, "", "incoming", q)
        self.inbounds.append(In(number, "requested", wanted))

    def end_inbound(self) -> None:
        doc = self.choose(self.inbounds, "requested", "accepted")
        if self.chance.random() < 0.5:
            with self.seller():
                cancel_inbound(doc.number, version=None, now=NOW)
        else:
            with self.floor():
                reject_inbound(doc.number, reason="x", version=None, now=NOW)
        self.forget(doc)

    def forget(self, doc: In) -> None:
        for i, q in doc.announced.items():
            self.move(i, "incoming", "", q)
        doc.status = "ended"

    def bring_in(self) -> None:
        doc = self.choose(self.inbounds, "requested")
        with self.floor():
            accept_inbound(doc.number, version=None, now=NOW)
            mark_arrived(doc.number, version=None, now=NOW)
        doc.status = "arrived"

    def count(self) -> None:
        doc = self.choose(self.inbounds, "arrived")
        good = self.quantities(35)
        seen = {i: (n, self.chance.randint(0, 3)) for i, n in good.items()}
        with self.floor():
            lines = [CountedLine(self.goods[i].public_id, g, d) for i, (g, d) in seen.items()]
            receive(doc.number, lines, version=None, key=new_key(), now=NOW)
        for i, (sound, damaged) in seen.items():
            expected = min(sound + damaged, doc.announced.get(i, 0))
            if i in doc.announced:
                doc.announced[i] -= expected
            self.move(i, "incoming", "", expected)
            self.move(i, "", "available", sound)
            self.move(i, "", "damaged", damaged)

    def close(self) -> None:
        doc = self.choose(self.inbounds, "arrived")
        with self.floor():
            close_inbound(doc.number, version=None, now=NOW)
        self.forget(doc)

    # -- goods that go out -------------------------------------------------------------------

    def ask_outbound(self) -> None:
        wanted = list(self.quantities(12).items())
        fits = all(self.stock[i]["available"] >= q for i, q in wanted)
        asked = order(*((self.goods[i], q) for i, q in wanted))
        with self.seller():
            if not fits:
                with pytest.raises(Invalid):
                    submit_outbounds([asked], key=new_key(), now=NOW)
                self.walked["refused"] += 1
                return
            number = submit_outbounds([asked], key=new_key(), now=NOW)["numbers"][0]
        for i, q in wanted:
            self.move(i, "available", "reserved", q)
        pieces = [q for _, q in wanted]
        self.outbounds.append(Out(number, wanted, left=pieces, picked=[0] * len(pieces)))

    def accept_and_start(self) -> None:
        doc = self.choose(self.outbounds, "requested")
        with self.floor():
            accept_outbound(doc.number, version=None, now=NOW)
            start_picking(doc.number, version=None, now=NOW)
        doc.status = "picking"

    def pick_some(self) -> None:
        doc = self.choose(self.outbounds, "picking")
        share = self.chance.randint(1, 100)
        takes = {n: -(-q * share // 100) for n, q in enumerate(doc.left) if q}
        with self.floor():
            pick_lines(doc.number, {n + 1: q for n, q in takes.items()}, version=None, now=NOW)
        for n, q in takes.items():
            doc.left[n] -= q
            doc.picked[n] += q
            self.move(doc.lines[n][0], "reserved", "picked", q)
        self.after_picking(doc)

    def find_short(self) -> None:
        doc = self.choose(self.outbounds, "picking")
        n = self.chance.choice([n for n, left in enumerate(doc.left) if left])
        broken = self.chance.random() < 0.5
        with self.floor():
            report_short(doc.number, {n + 1: Missing(1, broken)}, version=None, now=NOW)
        doc.left[n] -= 1
        self.move(doc.lines[n][0], "reserved", "damaged" if broken else "", 1)
        self.after_picking(doc)

    def after_picking(self, doc: Out) -> None:
        if not any(doc.left):
            doc.status = "packing" if any(doc.picked) else "ended"

    def pack_and_ship(self) -> None:
        doc = self.choose(self.outbounds, "packing")
        with self.floor():
            pack_outbound(doc.number, box_count=1, version=None, now=NOW)
            ship_outbound(doc.number, Handover("CJ", "680123456789"), version=None, now=NOW)
        for (i, _), q in zip(doc.lines, doc.picked, strict=True):
            self.move(i, "picked", "", q)
        doc.status = "ended"

    def cancel(self) -> None:
        doc = self.choose(self.outbounds, "requested", "picking", "packing")
        with self.seller():
            done = cancel_outbound(doc.number, version=None, now=NOW)
        assert done is (doc.status == "requested")
        doc.asked = True
        if not done:
            with self.floor():
                confirm_cancel(doc.number, version=None, now=NOW)
        self.put_back(doc)

    def reject(self) -> None:
        doc = self.choose(self.outbounds, "requested")
        with self.floor():
            reject_outbound(doc.number, reason="x", version=None, now=NOW)
        self.put_back(doc)

    def put_back(self, doc: Out) -> None:
        for (i, _), left, picked in zip(doc.lines, doc.left, doc.picked, strict=True):
            self.move(i, "reserved", "available", left)
            self.move(i, "picked", "available", picked)
        doc.status = "ended"

    def hold_and_go_on(self) -> None:
        doc = self.choose(self.outbounds, "requested", "picking", "packing")
        with self.floor():
            hold_outbound(doc.number, reason="x", version=None, now=NOW)
            resume_outbound(doc.number, version=None, now=NOW)

    # -- what must hold ----------------------------------------------------------------------

    def look(self, *, audit: bool) -> None:
        for item, expected in zip(self.goods, self.stock, strict=True):
            assert levels(item.sku_id) == {state: n for state, n in expected.items() if n}
        if audit:
            assert_books_hold()


@pytest.mark.django_db
def test_a_random_day_agrees_with_the_model() -> None:
    """500 steps; 20,000 in the nightly profile."""
    day = Day(seed=20261124)
    day.run(20_000 if os.environ.get("NIGHTLY") else 500)
    # Every kind of step was walked, a refusal among them, or the day proved nothing.
    assert len(day.walked) == 14, day.walked
