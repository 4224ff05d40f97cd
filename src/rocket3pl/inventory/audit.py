"""장부 점검: proof that the folds equal the ledger. Reports, never repairs.

Each check is one SQL statement that must return no row; a row names what does not agree. A repair
is a posting that a person makes.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from rocket3pl.inventory.enums import ON_HAND, STORED
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_operator

_EXTERNAL_SQL = "('supplier', 'customer', 'adjustment')"


def _sums(alias: str) -> str:
    """Return a table of (warehouse_id, sku_id, owner_id, state, n) summed over all entries."""
    return f"""
        SELECT warehouse_id, sku_id, owner_id, state, SUM(n) AS n FROM (
            SELECT warehouse_id, sku_id, owner_id, to_state AS state, quantity AS n
            FROM inventory_stockentry
            UNION ALL
            SELECT warehouse_id, sku_id, owner_id, from_state, -quantity FROM inventory_stockentry
        ) {alias} GROUP BY warehouse_id, sku_id, owner_id, state"""


_LEVELS = " UNION ALL ".join(
    f"SELECT warehouse_id, sku_id, owner_id, '{s.value}' AS state, {s.value} AS n FROM inventory_stocklevel"
    for s in STORED
)

_A1 = f"""
SELECT warehouse_id, sku_id, owner_id, state, SUM(level) AS level, SUM(ledger) AS ledger FROM (
    SELECT warehouse_id, sku_id, owner_id, state, n AS level, 0 AS ledger FROM ({_LEVELS}) l
    UNION ALL
    SELECT warehouse_id, sku_id, owner_id, state, 0, n FROM ({_sums("e")}) s
    WHERE state NOT IN {_EXTERNAL_SQL}
) b GROUP BY warehouse_id, sku_id, owner_id, state HAVING SUM(level) <> SUM(ledger)
"""

_A2 = """
SELECT warehouse_id, sku_id, condition, SUM(bins) AS bins, SUM(level) AS level FROM (
    SELECT l.warehouse_id, b.sku_id, b.condition, b.quantity AS bins, 0 AS level
    FROM inventory_binstock b JOIN warehouses_location l ON l.id = b.location_id
    UNION ALL
    SELECT warehouse_id, sku_id, 'good', 0, receiving + available + reserved + picked
    FROM inventory_stocklevel
    UNION ALL SELECT warehouse_id, sku_id, 'hold', 0, hold FROM inventory_stocklevel
    UNION ALL SELECT warehouse_id, sku_id, 'damaged', 0, damaged FROM inventory_stocklevel
) x GROUP BY warehouse_id, sku_id, condition HAVING SUM(bins) <> SUM(level)
"""

_A3 = """
SELECT warehouse_id, sku_id, SUM(level) AS level, SUM(promised) AS promised FROM (
    SELECT warehouse_id, sku_id, reserved AS level, 0 AS promised FROM inventory_stocklevel
    UNION ALL
    SELECT warehouse_id, sku_id, 0, quantity - fulfilled - released
    FROM inventory_stockreservation
) x GROUP BY warehouse_id, sku_id HAVING SUM(level) <> SUM(promised)
"""

_A4 = """
SELECT b.id AS bin_stock_id, b.sku_id, b.allocated, COALESCE(SUM(t.quantity - t.picked), 0) AS open
FROM inventory_binstock b
LEFT JOIN inventory_picktask t ON t.bin_stock_id = b.id AND NOT t.closed
GROUP BY b.id, b.sku_id, b.allocated
HAVING b.allocated <> COALESCE(SUM(t.quantity - t.picked), 0)
"""

_A5 = """
SELECT e.id AS entry_id, e.sku_id, e.owner_id, p.owner_id AS posting_owner, s.owner_id AS sku_owner
FROM inventory_stockentry e
JOIN inventory_stockposting p ON p.id = e.posting_id
JOIN catalog_sku s ON s.id = e.sku_id
WHERE e.owner_id <> p.owner_id OR e.owner_id <> s.owner_id OR e.warehouse_id <> p.warehouse_id
UNION ALL
SELECT l.id, l.sku_id, l.owner_id, l.owner_id, s.owner_id
FROM inventory_stocklevel l JOIN catalog_sku s ON s.id = l.sku_id WHERE l.owner_id <> s.owner_id
"""

_A6 = f"""
SELECT warehouse_id, sku_id, SUM(outside) AS outside, SUM(inside) AS inside FROM (
    SELECT warehouse_id, sku_id, -n AS outside, 0 AS inside FROM ({_sums("e")}) s
    WHERE state IN {_EXTERNAL_SQL}
    UNION ALL
    SELECT warehouse_id, sku_id, 0, incoming + {" + ".join(s.value for s in ON_HAND)}
    FROM inventory_stocklevel
) x GROUP BY warehouse_id, sku_id HAVING SUM(outside) <> SUM(inside)
"""

_A7 = """
SELECT p.id AS posting_id, 'no entry' AS wrong FROM inventory_stockposting p
WHERE NOT EXISTS (SELECT 1 FROM inventory_stockentry e WHERE e.posting_id = p.id)
UNION ALL
SELECT e.posting_id, 'no posting' FROM inventory_stockentry e
WHERE NOT EXISTS (SELECT 1 FROM inventory_stockposting p WHERE p.id = e.posting_id)
"""

# (code, what is proved, the statement, what was looked at)
CHECKS = (
    ("A1", _A1, "inventory_stocklevel"),
    ("A2", _A2, "inventory_binstock"),
    ("A3", _A3, "inventory_stockreservation"),
    ("A4", _A4, "inventory_picktask"),
    ("A5", _A5, "inventory_stockentry"),
    ("A6", _A6, "inventory_stockentry"),
    ("A7", _A7, "inventory_stockposting"),
)
MAX_FINDINGS = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: how many rows it looked at, and the rows that do not agree.

    At most 100 disagreements are carried; `violations` counts them all.
    """

    code: str
    examined: int
    violations: int
    rows: list[dict[str, Any]]

    @property
    def holds(self) -> bool:
        """Say whether the check proved its claim."""
        return self.violations == 0


def audit_stock() -> list[Finding]:
    """Run A1 to A7 over all owners in one consistent view. Raises NotPermitted."""
    require_operator(Right.AUDIT_BOOKS)
    with transaction.atomic():
        # PostgreSQL: one snapshot for all checks, else a posting between two of them looks like a
        # difference. It must be the first statement of its transaction, so a nested call goes without.
        if connection.vendor == "postgresql" and not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return [_run(*check) for check in CHECKS]


def _run(code: str, sql: str, table: str) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        examined = cursor.fetchone()[0]
        cursor.execute(sql)
        names = [c[0] for c in cursor.description]
        rows = cursor.fetchall()
    return Finding(
        code=code,
        examined=examined,
        violations=len(rows),
        rows=[dict(zip(names, row, strict=True)) for row in rows[:MAX_FINDINGS]],
    )
