"""What connectors keep: keys, and what services answered."""

from typing import ClassVar

from django.db import models

from rocket3pl.outside.sealed import SealedTextField
from rocket3pl.shared.tenancy import OwnedModel


class _Credential(models.Model):
    """Keys of a connector. `values` is a sealed JSON object of texts."""

    connector = models.CharField(max_length=30)
    values = SealedTextField()
    enabled = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        abstract = True


class OperatorCredential(_Credential):
    """Keys that the warehouse has for all: of a translator, of a tracker.

    A table of its own, so that a seller's request can use them without opening what other sellers own.
    """

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["connector"], name="operator_credential_once"),
        ]

    def __str__(self) -> str:
        return self.connector


class SellerCredential(_Credential, OwnedModel):
    """Keys of one seller's account with a service."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "connector"], name="seller_credential_once"),
        ]

    def __str__(self) -> str:
        return f"{self.connector} of {self.owner_id}"


class CachedTranslation(models.Model):
    """What a translation service made of a text. The text itself is not kept, only its hash."""

    service = models.CharField(max_length=30)
    source = models.CharField(max_length=10)
    target = models.CharField(max_length=10)
    text_hash = models.CharField(max_length=64)
    translated = models.CharField(max_length=300)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service", "source", "target", "text_hash"], name="translation_cached_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.target}: {self.translated[:40]}"


class ParcelStatus(OwnedModel):
    """Where a shipped parcel is, in the nine words of the open tracker.

    Sources: statuses of tracker.delivery's schema (December 2025).
    """

    class Status(models.TextChoices):
        UNKNOWN = "unknown"
        INFORMATION_RECEIVED = "information_received"
        AT_PICKUP = "at_pickup"
        IN_TRANSIT = "in_transit"
        OUT_FOR_DELIVERY = "out_for_delivery"
        ATTEMPT_FAIL = "attempt_fail"
        DELIVERED = "delivered"
        AVAILABLE_FOR_PICKUP = "available_for_pickup"
        EXCEPTION = "exception"

    outbound = models.OneToOneField(
        "outbound.Outbound", on_delete=models.PROTECT, related_name="parcel_status"
    )
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.UNKNOWN)
    last_event_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=100, blank=True)
    description = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=30, blank=True)
    checked_at = models.DateTimeField()
    next_check_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["next_check_at"], name="parcel_status_due"),
            models.Index(fields=["owner", "status", "-id"], name="parcel_status_by_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.outbound_id}: {self.status}"


class CoupangStock(OwnedModel):
    """What lies in Coupang's centres of one of a seller's vendorItemIds, as Coupang last said.

    `listed` is False when the last complete answer did not name it any more.
    """

    vendor_item_id = models.BigIntegerField()
    external_sku_id = models.BigIntegerField(null=True)
    orderable = models.BigIntegerField(default=0)
    sold_30_days = models.BigIntegerField(default=0)
    listed = models.BooleanField(default=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "vendor_item_id"], name="coupang_stock_once"),
        ]

    def __str__(self) -> str:
        return str(self.vendor_item_id)


class CoupangMapping(OwnedModel):
    """Which of our products a vendorItemId is. Without one, a person has to say.

    matched_by  "seller_sku", "barcode", or "person": what a person said is never changed by the machine
    """

    vendor_item_id = models.BigIntegerField()
    sku = models.ForeignKey("catalog.Sku", null=True, on_delete=models.PROTECT, related_name="+")
    seller_product_id = models.BigIntegerField(null=True)
    external_vendor_sku = models.CharField(max_length=100, blank=True)
    barcode = models.CharField(max_length=60, blank=True)
    product_name = models.CharField(max_length=300, blank=True)
    matched_by = models.CharField(max_length=10, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "vendor_item_id"], name="coupang_mapping_once"),
        ]

    def __str__(self) -> str:
        return str(self.vendor_item_id)


class CoupangProduct(OwnedModel):
    """When a product of Coupang was last asked for by itself: the longest unasked ones come first."""

    seller_product_id = models.BigIntegerField()
    asked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "seller_product_id"], name="coupang_product_once"),
        ]

    def __str__(self) -> str:
        return str(self.seller_product_id)


class CoupangSale(OwnedModel):
    """Pieces of one vendorItemId sold in one Rocket Growth order. Coupang gives no buyer."""

    order_id = models.BigIntegerField()
    vendor_item_id = models.BigIntegerField()
    quantity = models.BigIntegerField()
    unit_price = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, default="KRW")
    paid_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "order_id", "vendor_item_id"], name="coupang_sale_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "paid_at"], name="coupang_sale_by_day"),
            models.Index(fields=["owner", "vendor_item_id", "paid_at"], name="coupang_sale_by_item"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.vendor_item_id}"
