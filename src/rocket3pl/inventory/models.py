"""Tables of the stock ledger. Written by `inventory.ledger` and by nothing else."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from rocket3pl.inventory.enums import STORED, Condition, Kind, State
from rocket3pl.shared.tenancy import OwnedModel

_KINDS = [k.value for k in Kind]
_STATES = [s.value for s in State]


class StockPosting(OwnedModel):
    """수불 전표: one business fact, never changed. A mistake is corrected by a reversing posting."""

    warehouse = models.ForeignKey("warehouses.Warehouse", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=[(k, k) for k in _KINDS])
    idempotency_key = models.CharField(max_length=120)
    request_hash = models.CharField(max_length=64)
    source_type = models.CharField(max_length=20, blank=True)
    source_id = models.BigIntegerField(null=True)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    reason = models.CharField(max_length=30, blank=True)
    note = models.CharField(max_length=300, blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "idempotency_key"], name="posting_key_once"),
            models.UniqueConstraint(fields=["owner", "id"], name="posting_of_owner"),
            models.CheckConstraint(name="posting_kind_known", condition=Q(kind__in=_KINDS)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["source_type", "source_id"], name="posting_by_source"),
            models.Index(fields=["owner", "recorded_at"], name="posting_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class StockEntry(OwnedModel):
    """One line of a posting: `quantity` pieces go from a state to a state, perhaps between bins."""

    posting = models.ForeignKey(StockPosting, on_delete=models.PROTECT, related_name="entries")
    line_no = models.PositiveIntegerField()
    warehouse = models.ForeignKey("warehouses.Warehouse", on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey("catalog.Lot", on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()
    from_state = models.CharField(max_length=10)
    to_state = models.CharField(max_length=10)
    from_location = models.ForeignKey(
        "warehouses.Location", null=True, on_delete=models.PROTECT, related_name="+"
    )
    to_location = models.ForeignKey(
        "warehouses.Location", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["posting", "line_no"], name="entry_line_once"),
            models.CheckConstraint(name="entry_quantity_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="entry_states_known",
                condition=Q(from_state__in=_STATES, to_state__in=_STATES),
            ),
            models.CheckConstraint(
                name="entry_moves_something",
                condition=~Q(from_state=F("to_state"))
                | (
                    Q(from_location__isnull=False, to_location__isnull=False)
                    & ~Q(from_location=F("to_location"))
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["warehouse", "sku", "id"], name="entry_by_sku"),
            models.Index(fields=["owner", "id"], name="entry_by_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.from_state}->{self.to_state}"


def _counter() -> Any:
    return models.BigIntegerField(default=0)


class _Parts(OwnedModel):
    """Pieces of a product in one warehouse, by the state they stand in."""

    incoming = _counter()
    receiving = _counter()
    available = _counter()
    reserved = _counter()
    picked = _counter()
    hold = _counter()
    damaged = _counter()

    class Meta:
        abstract = True


class StockLevel(_Parts):
    """Commercial truth: how many pieces of a product stand in each state of one warehouse."""

    warehouse = models.ForeignKey("warehouses.Warehouse", on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="levels")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["warehouse", "sku"], name="level_once"),
            *(
                models.CheckConstraint(name=f"level_{s}_not_negative", condition=Q(**{f"{s}__gte": 0}))
                for s in STORED
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "warehouse", "sku"], name="level_by_owner"),
            # All that the tabs of 재고관리 count by.
            models.Index(fields=["sku", "available", "incoming"], name="level_by_sku"),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id}: {self.available}"


class BinStock(OwnedModel):
    """Physical truth: what lies in which bin, and how much of it is promised to open picks."""

    location = models.ForeignKey("warehouses.Location", on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="bins")
    lot = models.ForeignKey("catalog.Lot", on_delete=models.PROTECT, related_name="+")
    condition = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Condition])
    quantity = _counter()
    allocated = _counter()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["location", "lot", "condition"], name="bin_stock_once"),
            models.UniqueConstraint(fields=["owner", "id"], name="bin_stock_of_owner"),
            models.CheckConstraint(name="bin_allocated_not_negative", condition=Q(allocated__gte=0)),
            models.CheckConstraint(
                name="bin_quantity_covers_allocated",
                condition=Q(quantity__gte=F("allocated")),
            ),
            models.CheckConstraint(
                name="bin_condition_known",
                condition=Q(condition__in=[c.value for c in Condition]),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sku", "condition", "location"], name="bin_by_sku"),
        ]

    def __str__(self) -> str:
        return f"{self.location_id}: {self.quantity}"


class StockReservation(OwnedModel):
    """Pieces promised to one line of an outbound. Open = quantity - fulfilled - released."""

    line_id = models.BigIntegerField(unique=True)
    warehouse = models.ForeignKey("warehouses.Warehouse", on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()
    fulfilled = _counter()
    released = _counter()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="reservation_not_overdrawn",
                condition=Q(fulfilled__gte=0, released__gte=0, quantity__gt=0)
                & Q(quantity__gte=F("fulfilled") + F("released")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["warehouse", "sku"], name="reservation_by_sku"),
        ]

    def __str__(self) -> str:
        return f"line {self.line_id}: {self.quantity}"


class PickTask(OwnedModel):
    """Take `quantity` pieces for one outbound line out of one bin. Open while picked < quantity."""

    line_id = models.BigIntegerField(db_index=True)
    bin_stock = models.ForeignKey(BinStock, on_delete=models.PROTECT, related_name="tasks")
    quantity = models.BigIntegerField()
    picked = _counter()
    closed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="pick_within_task",
                condition=Q(picked__gte=0, quantity__gt=0) & Q(picked__lte=F("quantity")),
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.line_id}: {self.picked}/{self.quantity}"


class StockDaily(_Parts):
    """일마감: a product's pieces in one warehouse at the end of a business day. Written once a day.

    Products without any piece have no row. It answers for a day at once what summing up all entries would
    (inventory/history.py), and is what storage is charged by.
    """

    day = models.DateField()
    warehouse = models.ForeignKey("warehouses.Warehouse", on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "warehouse", "sku"], name="stock_daily_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["owner", "day"], name="stock_daily_by_owner")]

    def __str__(self) -> str:
        return f"{self.day} {self.sku_id}: {self.available}"
