"""What is done to the product from outside; `python -m tests.blackbox.scenarios` prints JSON.

DELIVERIES, ROUNDS and KILLS say how much of it: few in the suite, as many as promised in `make figures`.
SAMPLE may name a DATA folder on SQLite with the sample in it; without it the sample is made.
"""

import base64
import http.client
import io
import json
import os
import random
import shutil
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from PIL import Image

from tests.blackbox.house import House, Program, until

DELIVERIES = int(os.environ.get("DELIVERIES") or 48)
ROUNDS = int(os.environ.get("ROUNDS") or 2)
KILLS = int(os.environ.get("KILLS") or 2)
ENGINE = os.environ.get("ENGINE") or "sqlite"
SAMPLE = os.environ.get("SAMPLE") or ""
CALLERS = 8


class Street:
    """Where houses stand: the sample is made once, and each house begins with a copy of it."""

    def __init__(self, folder: Path, server: str, until_the_end: ExitStack) -> None:
        self.folder, self.server, self.count = folder, server, 0
        self._until_the_end = until_the_end
        self._shared: tuple[House, dict[str, Any]] | None = None
        first = House(self._url("sample"), folder / "sample")
        if server:
            self._sql("CREATE DATABASE sample")
        self.keys = json.loads(first.run("seed", "--json"))

    def _url(self, name: str) -> str:
        if self.server:
            return f"{self.server.rsplit('/', 1)[0]}/{name}"
        return f"sqlite:///{self.folder / name / 'rocket3pl.sqlite3'}"

    def _sql(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)

    @contextmanager
    def house(self) -> Iterator[tuple[House, dict[str, Any]]]:
        """Open the next house; yield it with the keys of its programs."""
        self.count += 1
        name = f"house{self.count}"
        shutil.copytree(self.folder / "sample", self.folder / name)
        if self.server:
            self._sql(f"CREATE DATABASE {name} TEMPLATE sample")
        made = House(self._url(name), self.folder / name)
        try:
            made.open()
            made.hire()
            yield made, self.keys
        finally:
            made.close()

    def shared_house(self) -> tuple[House, dict[str, Any]]:
        """Return the house of those who look at what they did themselves only: it is opened once."""
        if self._shared is None:
            self._shared = self._until_the_end.enter_context(self.house())
        return self._shared


@contextmanager
def street() -> Iterator[Street]:
    """Make a street on the engine that ENGINE names."""
    with tempfile.TemporaryDirectory(prefix="rocket3pl-blackbox-") as folder, ExitStack() as stack:
        sample, server = Path(folder) / "sample", ""
        if SAMPLE:
            shutil.copytree(SAMPLE, sample)
        else:
            sample.mkdir()
        if ENGINE == "postgresql":
            from tools.pg import cluster

            server = stack.enter_context(cluster())
        yield Street(Path(folder), server, stack)


def _picture() -> str:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "#5d7fb5").save(out, "JPEG")
    return base64.b64encode(out.getvalue()).decode()


def deliveries(seller: str, count: int) -> list[dict[str, Any]]:
    """Return events of as many shipments as make up the count, eight a shipment, in order."""
    picture, begin = _picture(), datetime(2026, 11, 20, tzinfo=UTC)
    found = []
    for n in range(-(-count // 8)):
        number = f"CNBB-{n:05d}"

        def event(kind: str, step: int, *, number: str = number, n: int = n, **parts: Any) -> dict[str, Any]:
            return {
                "id": f"bb_{n}_{step}",
                "type": kind,
                "version": 1,
                "occurred_at": (begin + timedelta(hours=step)).isoformat(),
                "revision": parts.pop("revision", 1),
                "seller": {"code": seller},
                **parts,
                "shipment": {"shipment_no": number, **parts.get("shipment", {})},
            }

        def shipped(
            step: int, revision: int, quantity: int, weight: str, *, event: Any = event, n: int = n
        ) -> dict[str, Any]:
            lines = [
                {
                    "line_no": i,
                    "qty": quantity + i,
                    "product": {
                        "fnsku": f"BB{n:08d}{i}", "seller_sku": f"BB-{n}-{i}", "image_data": picture,
                        "name_zh": f"毛衣 {n}", "name_en": f"Knit {n}", "name_ko": f"니트 {n}",
                        "declared_price": {"amount": "5.20", "currency": "USD"}, "weight_kg": weight,
                        "size_cm": {"length": "30", "width": "20", "height": "4"}, "has_battery": False,
                    },
                }
                for i in (1, 2)
            ]  # fmt: skip
            return event(
                "cn.outbound.shipped", step, revision=revision, lines=lines,
                service={"warehouse_code": "ICN1"}, shipment={"eta": f"2026-12-{1 + revision:02d}"},
            )  # fmt: skip

        last = (
            event("cn.outbound.cancelled", 7, revision=3)
            if n % 5 == 0
            else event("kr.delivery.dispatched", 7, delivery={"courier": "CJ", "eta": "2026-12-09"})
        )
        found += [
            event("cn.warehouse.received", 0),
            event("cn.inspection.completed", 1),
            shipped(2, 1, 40, "0.420"),
            shipped(3, 2, 38, "0.430"),
            event("transport.departed", 4),
            event("customs.status_changed", 5, customs={"status": "held" if n % 7 == 0 else "declared"}),
            event("product.updated", 6, product={"fnsku": f"BB{n:08d}1", "name_ko": f"새 니트 {n}"}),
            last,
        ]
    return found


def outcome(seller: Program) -> dict[str, Any]:
    """Return what a seller sees of the deliveries, without ids and times of ours."""
    mine = {p["fnsku"]: p for p in seller.every("/products") if p["fnsku"].startswith("BB")}
    inbounds = []
    for row in seller.every("/inbounds"):
        if row["automatic"]:
            _, whole = seller.call("GET", f"/inbounds/{row['number']}")
            lines = sorted((n["fnsku"], n["announced"]) for n in whole["lines"])
            inbounds.append((whole["memo"], whole["status"], whole["expected_on"], lines))
    stock = {
        s["fnsku"]: {n: s[n] for n in ("incoming", "available", "on_hand")}
        for s in seller.every("/inventory")
        if s["fnsku"].startswith("BB")
    }
    volatile = {"id", "product", "public_id", "version", "requested_at", "decided_at", "updated_at", "image"}
    return {
        "products": {
            code: {name: value for name, value in p.items() if name not in volatile}
            for code, p in sorted(mine.items())
        },
        "inbounds": sorted(inbounds),
        "stock": dict(sorted(stock.items())),
    }


def _deliver(port: int, events: list[dict[str, Any]]) -> dict[str, int]:
    """Send events by several callers at once, each its share in order; return how often what was answered."""

    def share(mine: list[dict[str, Any]]) -> list[int]:
        program = Program(port)
        return [program.tell(event) for event in mine]

    with ThreadPoolExecutor(CALLERS) as pool:
        parts = pool.map(share, [events[i::CALLERS] for i in range(CALLERS)])
        return {str(status): n for status, n in sorted(Counter(s for part in parts for s in part).items())}


def any_order(place: Street) -> dict[str, Any]:
    """DELIVERIES in order in one house; five times each and shuffled, newest first, in another."""
    found: dict[str, Any] = {}
    wanted: Any = None
    for how in ("in order", "shuffled"):
        with place.house() as (made, keys):
            events = deliveries(keys["owners"]["A"]["code"], DELIVERIES)
            # Its products approve themselves in both: the sample's owner A has the switch on.
            if how == "shuffled":
                repeated = events * 5
                random.Random(5).shuffle(repeated)
                # The newest first: of each shipment what happened last comes before the rest.
                events = list(reversed(events)) + repeated
            answers = _deliver(made.port, events)
            made.settled()
            got = outcome(Program(made.port, keys["owners"]["A"]["token"]))
            if how == "shuffled":
                made.run("audit")
        if wanted is None:
            wanted = got
            found["in_order"] = {
                "answers": answers,
                "products": len(got["products"]),
                "inbounds": dict(Counter(status for _m, status, _e, _l in got["inbounds"])),
            }
        else:
            found["shuffled"] = {
                "sent": sum(answers.values()),
                "new": answers.get("202"),
                "others": sorted(set(answers) - {"200", "202"}),
                "same": got == wanted,
            }
    return found


def _order(product: str, quantity: int, name: str) -> dict[str, Any]:
    return {
        "lines": [{"product": product, "quantity": quantity}],
        "method": "parcel", "order_no": name, "po_no": "P261122ABCDEF", "recipient": "홍길동",
        "phone": "010-1234-5678", "postcode": "06236", "region": "서울특별시", "city": "강남구",
        "address": "테헤란로 1",
    }  # fmt: skip


def _available(seller: Program, product: str) -> int:
    """Return how many pieces of a product may be ordered."""
    _, said = seller.call("GET", f"/inventory/{product}")
    return int(sum(level["available"] for level in said["items"]))


def last_units(place: Street) -> dict[str, Any]:
    """ROUNDS in which eight callers race for the last units of a product."""
    accepted = oversold = undersold = 0
    answers: Counter[int] = Counter()
    made, keys = place.shared_house()
    token = keys["owners"]["A"]["token"]
    seller = Program(made.port, token)
    goods = [s for s in seller.every("/inventory") if s["available"] > 0]
    goods = [goods[n % len(goods)] for n in range(ROUNDS)] if goods else []
    for n, stock in enumerate(goods):
        product = stock["product"]
        left = _available(seller, product)
        keep = min(left, 5)
        if left > keep:
            status, said = seller.call(
                "POST",
                "/outbounds",
                {"items": [_order(product, left - keep, f"BB-take-{n}")]},
                f"take{n}",
            )
            assert status == 201, said
        got = _race(made.port, token, product, n, 2 * CALLERS)
        answers.update(got)
        won = got[201]
        accepted += won
        oversold += max(0, won - keep)
        undersold += max(0, keep - won)
        after = _available(seller, product)
        oversold += after < 0
        undersold += after > 0
    made.run("audit")
    return {
        "rounds": len(goods),
        "accepted": accepted > 0,
        "oversold": oversold,
        "undersold": undersold,
        "other_answers": sorted(set(answers) - {201, 409, 422}),
    }


def _race(port: int, token: str, product: str, n: int, asks: int) -> Counter[int]:
    barrier = threading.Barrier(CALLERS)

    def ask(caller: int) -> list[int]:
        program = Program(port, token)
        program.call("GET", "/me")
        barrier.wait()
        return [
            program.call(
                "POST", "/outbounds",
                {"items": [_order(product, 1, f"BB-{n}-{caller}-{i}")]}, f"race-{n}-{caller}-{i}",
            )[0]
            for i in range(asks // CALLERS)
        ]  # fmt: skip

    with ThreadPoolExecutor(CALLERS) as pool:
        return Counter(status for part in pool.map(ask, range(CALLERS)) for status in part)


class Busy:
    """Programs that order and tell without pause, whatever becomes of the server, until they are stopped."""

    def __init__(self, made: House, keys: dict[str, Any], events: list[dict[str, Any]]) -> None:
        self.port, self.token = made.port, keys["owners"]["A"]["token"]
        self.seller = Program(self.port, self.token)
        stock = max(self.seller.every("/inventory"), key=lambda s: s["available"])
        self.product, self.available = stock["product"], stock["available"]
        self.events = events
        self.asked: list[str] = []
        self.numbers: dict[str, str] = {}
        self.told: list[str] = []
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=t) for t in (self._order, self._tell)]
        for thread in self.threads:
            thread.start()

    def _order(self) -> None:
        program = Program(self.port, self.token)
        for n in range(self.available):
            if self.stop.is_set():
                return
            self.asked.append(f"kill-{n}")
            if not self._ask(program, f"kill-{n}"):
                self.stop.wait(0.05)

    def _ask(self, program: Program, key: str) -> bool:
        """Order under a key; say whether it was acknowledged."""
        try:
            status, said = program.call("POST", "/outbounds", {"items": [_order(self.product, 1, key)]}, key)
        except (OSError, http.client.HTTPException):
            return False
        if status == 201:
            self.numbers[key] = said["numbers"][0]
        return bool(status == 201)

    def _tell(self) -> None:
        program = Program(self.port)
        for event in self.events:
            while not self._heard(program, event):
                if self.stop.wait(0.05):
                    return
            if self.stop.is_set():
                return

    def _heard(self, program: Program, event: dict[str, Any]) -> bool:
        try:
            status = program.tell(event)
        except (OSError, http.client.HTTPException):
            return False
        if status in {200, 202}:
            self.told.append(event["id"])
        return status in {200, 202}

    def goes_on(self) -> None:
        """Wait until more was told and ordered than now."""
        told, ordered = len(self.told), len(self.numbers)

        def more() -> bool:
            alive = any(thread.is_alive() for thread in self.threads)
            return not alive or (len(self.told) > told + 2 and len(self.numbers) > ordered + 2)

        until(more, "nothing is told or ordered")

    def end(self) -> None:
        """Stop the programs, and ask again for what was not acknowledged, under the same keys."""
        self.stop.set()
        for thread in self.threads:
            thread.join()
        for key in self.asked:
            if key not in self.numbers:
                # One that was being worked on when the server died is free again after a moment.
                until(lambda key=key: self._ask(self.seller, key), key)


def killed(place: Street) -> dict[str, Any]:
    """KILLS of server and worker while programs order and the platform delivers."""
    made, keys = place.shared_house()
    busy = Busy(made, keys, deliveries(keys["owners"]["A"]["code"], 320 * max(1, KILLS)))
    chance = random.Random(9)
    for n in range(KILLS):
        busy.goes_on()
        if n == 0 or (n > 1 and chance.random() < 0.5):
            made.kill("server")
            made.open()
        else:
            made.kill("worker")
            made.hire()
    acknowledged = len(busy.numbers) > 0 and len(busy.told) > 0
    busy.end()
    made.settled()
    made.run("audit")
    return {"kills": KILLS, "acknowledged": acknowledged, **_what_is_there(busy)}


def _what_is_there(busy: Busy) -> dict[str, Any]:
    """Compare what was acknowledged with what a seller finds."""
    # A connection of its own: the server has closed the one that was idle while messages were worked off.
    seller = Program(busy.port, busy.token)
    numbers = set(busy.numbers.values())
    there = Counter(row["number"] for row in seller.every("/outbounds") if row["number"] in numbers)
    after = _available(seller, busy.product)
    shipments = {event_id.split("_")[1] for event_id in busy.told if event_id.endswith(("_2", "_3"))}
    got = Counter(memo for memo, _s, _e, _l in outcome(seller)["inbounds"])
    return {
        "lost": sorted(numbers - set(there)),
        "doubled": sorted(number for number, n in there.items() if n > 1),
        # One piece for each order and no more: an order made twice would have taken two.
        "taken": busy.available - after == len(busy.numbers),
        "shipments_lost": sorted(n for n in shipments if got[f"CNBB-{int(n):05d}"] == 0),
        "shipments_doubled": sorted(memo for memo, n in got.items() if n > 1),
    }


SCENARIOS: dict[str, Callable[[Street], dict[str, Any]]] = {
    "any_order": any_order,
    "last_units": last_units,
    "killed": killed,
}


def main() -> None:
    """Play all scenarios, or the one that is named."""
    wanted = sys.argv[1:] or list(SCENARIOS)
    with street() as place:
        report = {name: SCENARIOS[name](place) for name in wanted}
    sys.stdout.write(json.dumps(report, ensure_ascii=False))


if __name__ == "__main__":
    main()
