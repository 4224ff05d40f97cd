"""출고신청: the product's transactions against the same SQL sent by the bare driver."""

import itertools
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db.backends.base.base import BaseDatabaseWrapper

from benchmarks.bare import Statement, recorded, replay
from benchmarks.databases import opened, use
from benchmarks.figures import Check, Figure, timed
from benchmarks.setup import Setup
from rocket3pl.catalog.models import Sku
from rocket3pl.outbound.requests import OrderLine, OrderRequest
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.owners.models import User
from rocket3pl.shared.tenancy import owner_scope

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LINES = 3
Making = Callable[[BaseDatabaseWrapper], Callable[[], object]]


class Seller:
    """Somebody who asks for outbounds of products that there are plenty of, on one database."""

    def __init__(self, connection: BaseDatabaseWrapper, orders: int) -> None:
        self.connection, self._orders = connection, orders
        use(connection)
        self._user = User.objects.get(login_id="b0")
        with self.scope():
            ids = (
                Sku.objects.filter(levels__available__gte=200)
                .order_by("id")
                .values_list("public_id", flat=True)
            )
            self._goods = itertools.cycle([str(public_id) for public_id in ids])
        self._numbers = itertools.count(1)

    @contextmanager
    def scope(self) -> Iterator[None]:
        """Act as the seller, on their database."""
        use(self.connection)
        with owner_scope(self._user.owner_id or 0, actor=self._user.actor):
            yield

    def _order(self) -> OrderRequest:
        return OrderRequest(
            lines=tuple(OrderLine(next(self._goods), 1) for _ in range(LINES)),
            method="parcel", order_no=f"BENCH-{next(self._numbers)}", po_no="P261122ABCDEF",
            recipient="홍길동", phone="01012345678", postcode="06236",
            region="서울특별시", city="강남구", address="테헤란로 152",
        )  # fmt: skip

    def submit(self) -> None:
        """Ask for outbounds, all in one press."""
        orders = [self._order() for _ in range(self._orders)]
        with self.scope():
            submit_outbounds(orders, key=f"bench-{next(self._numbers)}", now=NOW)


def against_bare(
    setup: Setup,
    make: Making,
    repeats: int,
    *,
    product: Making | None = None,
    between: Callable[[], object] = lambda: None,
) -> tuple[list[list[Statement]], list[float], list[float]]:
    """Do something so many times in the product and by the bare driver, in turns, on equal databases.

    With `product` the product does the same in another way than the one whose statements are written
    down; `between` is done before each time and not timed. Returns the statements of each time, and the
    milliseconds of the product and of the bare driver.
    """
    with setup.databases.copied(setup.filled(), 3) as names:
        noted, ours, bare = map(opened, names)
        act = make(noted)
        statements = []
        for _ in range(repeats):
            with recorded(noted) as found:
                act()
            statements.append(found)
        act = (product or make)(ours)
        mine, theirs = [], []
        for found in statements:
            between()
            mine.append(timed(act))
            theirs.append(timed(lambda found=found: replay(bare.connection, found)))  # type: ignore[misc]
        for connection in (noted, ours, bare):
            connection.close()
    return statements, mine, theirs


def _measure(setup: Setup, orders: int, repeats: int, most: int, share: float) -> Figure:
    statements, mine, theirs = against_bare(
        setup, lambda connection: Seller(connection, orders).submit, repeats
    )
    inside = max(sum(s.inside for s in found) for found in statements)
    product, bare = statistics.median(mine), statistics.median(theirs)
    return Figure(
        "submit",
        f"{orders} {'order' if orders == 1 else 'orders'} x {LINES} lines",
        setup.engine,
        {"ms": product, "bare ms": bare, "orders/s": orders * 1000 / product, "statements": inside},
        [Check("statements", inside, most), Check("rate", bare / product, share, "at_least")],
    )


def measure(setup: Setup) -> list[Figure]:
    """Measure one order at a time, and a hundred in one press."""
    few, many = (2, 1) if setup.quick else (300, 15)
    return [_measure(setup, 1, few, 12, 1 / 3), _measure(setup, 100, many, 40, 1 / 2)]
