"""The ledger by itself: reservations of one line, and the audit of all entries. For information."""

import itertools
import statistics
from collections.abc import Callable

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from benchmarks.databases import opened, use
from benchmarks.figures import Check, Figure, timed
from benchmarks.setup import Setup
from benchmarks.submit import NOW, against_bare
from rocket3pl.catalog.models import Lot
from rocket3pl.inventory.audit import Finding, audit_stock
from rocket3pl.inventory.models import StockEntry
from rocket3pl.inventory.reservations import Demand, Order, reserve
from rocket3pl.shared.tenancy import operator_scope


def _reserving(connection: BaseDatabaseWrapper) -> Callable[[], None]:
    """Return what reserves one piece of the next product."""
    use(connection)
    with operator_scope():
        rows = list(
            Lot.objects.filter(sku__levels__available__gte=200)
            .order_by("id")
            .values_list("owner_id", "sku__warehouse_id", "sku_id", "id")[:1000]
        )
    goods, numbers = itertools.cycle(rows), itertools.count(10_000_000)

    def act() -> None:
        use(connection)
        owner_id, warehouse_id, sku_id, lot_id = next(goods)
        n = next(numbers)
        with operator_scope(), transaction.atomic():
            reserve([Order(n, owner_id, warehouse_id, (Demand(n, sku_id, lot_id, 1),))], now=NOW)

    return act


def _audit(setup: Setup) -> Figure:
    connection = opened(setup.filled())
    use(connection)
    with operator_scope():
        entries = StockEntry.objects.count()
        found: list[Finding] = []
        taken = [timed(lambda: found.extend(audit_stock())) for _ in range(1 if setup.quick else 3)]
    connection.close()
    wrong = sum(finding.violations for finding in found)
    return Figure(
        "ledger",
        "audit",
        setup.engine,
        {"ms": statistics.median(taken), "entries": entries, "entries/s": entries * 1000 / min(taken)},
        [Check("disagreements", wrong, 0)],
    )


def measure(setup: Setup) -> list[Figure]:
    """Measure postings per second, and the audit."""
    statements, mine, theirs = against_bare(setup, _reserving, 3 if setup.quick else 500)
    product, bare = statistics.median(mine), statistics.median(theirs)
    posting = Figure(
        "ledger",
        "reservation of one line",
        setup.engine,
        {
            "ms": product,
            "bare ms": bare,
            "postings/s": 1000 / product,
            "bare/s": 1000 / bare,
            "ratio": product / bare,
            "statements": len(statements[-1]),
        },
    )
    return [posting, _audit(setup)]
