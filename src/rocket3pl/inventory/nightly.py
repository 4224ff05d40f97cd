"""What happens to the stock each night and morning: 일마감, 장부 점검, and word of what runs low."""

from datetime import date, datetime, time, timedelta

from django.db import connection

from rocket3pl.inventory.audit import audit_stock
from rocket3pl.inventory.enums import STORED
from rocket3pl.inventory.lists import low_products
from rocket3pl.jobs.handlers import GiveUp, Message
from rocket3pl.jobs.schedules import daily
from rocket3pl.shared.days import business_day, day_end
from rocket3pl.shared.outbox import announce

# As many products as one message names.
_NAMED = 100


def close_day(day: date) -> int:
    """Write how the stock stood at the end of a business day, once; return how many rows were written.

    Levels as they are now, less what was recorded since that day ended: one statement. Called again, it
    writes what is missing and changes nothing.
    """
    ends = connection.ops.adapt_datetimefield_value(day_end(day))
    parts = {
        s.value: f"l.{s.value} - COALESCE(SUM(CASE WHEN e.to_state = '{s.value}' THEN e.quantity ELSE 0 END"
        f" - CASE WHEN e.from_state = '{s.value}' THEN e.quantity ELSE 0 END), 0)"
        for s in STORED
    }
    names = ", ".join(parts)
    numbers = ", ".join(f"{sql} AS {name}" for name, sql in parts.items())
    own = ", ".join(f"l.{s.value}" for s in STORED)
    some = " OR ".join(f"{name} <> 0" for name in parts)
    sql = f"""
        INSERT INTO inventory_stockdaily (day, owner_id, warehouse_id, sku_id, {names})
        SELECT %s, owner_id, warehouse_id, sku_id, {names} FROM (
            SELECT l.owner_id, l.warehouse_id, l.sku_id, {numbers}
            FROM inventory_stocklevel l
            LEFT JOIN (
                SELECT e.* FROM inventory_stockentry e
                JOIN inventory_stockposting p ON p.id = e.posting_id AND p.recorded_at >= %s
            ) e ON e.warehouse_id = l.warehouse_id AND e.sku_id = l.sku_id
            GROUP BY l.owner_id, l.warehouse_id, l.sku_id, {own}
        ) stood WHERE {some}
        ON CONFLICT DO NOTHING"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [day if connection.vendor == "postgresql" else day.isoformat(), ends])
        return int(cursor.rowcount)


@daily("close_day", at=time(0, 10))
def close_yesterday(_: Message, now: datetime) -> None:
    """일마감 of the day that has just ended."""
    close_day(business_day(now) - timedelta(days=1))


@daily("audit_stock", at=time(2, 30), together=False)
def audit(_: Message, _now: datetime) -> None:
    """장부 점검. Raises GiveUp when the books do not agree: a person has to look."""
    wrong = [f"{f.code} {f.violations}" for f in audit_stock() if not f.holds]
    if wrong:
        raise GiveUp("books_disagree: " + ", ".join(wrong))


@daily("low_stock", at=time(9, 0))
def tell_low(_: Message, now: datetime) -> None:
    """Tell each seller who wants to know which products run low; nothing when none does."""
    by_owner: dict[int, list[str]] = {}
    for owner_id, public_id in low_products():
        by_owner.setdefault(owner_id, []).append(str(public_id))
    announce(
        [
            (owner_id, "stock.low", {"products": found[:_NAMED], "count": len(found)})
            for owner_id, found in sorted(by_owner.items())
        ],
        now=now,
    )
