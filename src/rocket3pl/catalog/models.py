"""Products (SKU), their barcodes, lots, and changes that wait for approval."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from rocket3pl.shared.grams import GramsField
from rocket3pl.shared.tenancy import OwnedModel


class Sku(OwnedModel):
    """One kind of thing that is counted in pieces: a product in one option.

    Weights in kilograms, sides in centimetres, the declared price per piece in its own currency.
    `name_*_draft` says that the name came from the machine and nobody has looked at it yet.
    """

    class Status(models.TextChoices):
        REQUESTED = "requested"
        APPROVED = "approved"
        REJECTED = "rejected"
        INACTIVE = "inactive"
        WITHDRAWN = "withdrawn"

    class Source(models.TextChoices):
        MANUAL = "manual"
        AUTOMATIC = "automatic"

    class Currency(models.TextChoices):
        USD = "USD"
        CNY = "CNY"
        KRW = "KRW"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    warehouse = models.ForeignKey("warehouses.Warehouse", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.REQUESTED)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.MANUAL)
    fnsku = models.CharField(max_length=32)
    seller_sku = models.CharField(max_length=64)
    platform_sku = models.CharField(max_length=64, blank=True)
    name_zh = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    name_ko = models.CharField(max_length=300, blank=True)
    name_en_draft = models.BooleanField(default=False)
    name_ko_draft = models.BooleanField(default=False)
    origin = models.CharField(max_length=2, blank=True)
    declared_price = models.DecimalField(max_digits=12, decimal_places=2)
    declared_currency = models.CharField(max_length=3, choices=Currency.choices, default=Currency.USD)
    hs_code = models.CharField(max_length=10, blank=True)
    option_text = models.CharField(max_length=300, blank=True)
    color = models.CharField(max_length=60, blank=True)
    description = models.CharField(max_length=2000, blank=True)
    product_url = models.CharField(max_length=2000, blank=True)
    weight_kg = models.DecimalField(max_digits=8, decimal_places=3)
    width_cm = models.DecimalField(max_digits=6, decimal_places=1)
    depth_cm = models.DecimalField(max_digits=6, decimal_places=1)
    height_cm = models.DecimalField(max_digits=6, decimal_places=1)
    has_battery = models.BooleanField(default=False)
    image = models.ForeignKey("documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    low_stock_threshold = models.PositiveBigIntegerField(null=True)
    refusal = models.JSONField(default=dict)
    pending = models.JSONField(default=dict)
    search_text = models.TextField()
    search_grams = GramsField(default="")
    version = models.PositiveIntegerField(default=1)
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "id"], name="sku_of_owner"),
            models.UniqueConstraint(
                fields=["fnsku"], name="sku_fnsku_once", condition=~Q(status="withdrawn")
            ),
            models.UniqueConstraint(
                fields=["owner", "seller_sku", "option_text"],
                name="sku_seller_sku_option_once",
                condition=~Q(status="withdrawn"),
            ),
            models.CheckConstraint(
                name="sku_status_known",
                condition=Q(status__in=["requested", "approved", "rejected", "inactive", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="sku_measures_positive",
                condition=Q(weight_kg__gt=0, width_cm__gt=0, depth_cm__gt=0, height_cm__gt=0),
            ),
            models.CheckConstraint(name="sku_declared_price_positive", condition=Q(declared_price__gt=0)),
        ]
        indexes: ClassVar = [
            # With the threshold, counting what is low need not read the wide rows.
            models.Index(fields=["owner", "status", "id", "low_stock_threshold"], name="sku_by_owner_status"),
            models.Index(fields=["status", "id", "low_stock_threshold"], name="sku_by_status"),
            models.Index(fields=["owner"], name="sku_with_pending", condition=~Q(pending={})),
        ]

    def __str__(self) -> str:
        return self.seller_sku


class SkuBarcode(OwnedModel):
    """A code that a scanner may read on a piece. One active code names one product of the operator."""

    class Kind(models.TextChoices):
        FNSKU = "fnsku"
        GTIN = "gtin"
        COUPANG = "coupang"
        OTHER = "other"

    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="barcodes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.CharField(max_length=64)
    active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code"], name="barcode_names_one_product", condition=Q(active=True)
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Lot(OwnedModel):
    """A batch of a product. Every product has one with an empty code, so that a lot is never null."""

    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="lots")
    code = models.CharField(max_length=40, blank=True, default="")
    expires_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sku", "code"], name="lot_code_once"),
            models.UniqueConstraint(fields=["sku", "id"], name="lot_of_sku"),
        ]

    def __str__(self) -> str:
        return self.code or "-"


class LearnedTranslation(OwnedModel):
    """A Chinese text and what a person made of it: asked before the glossary, per owner."""

    text_zh = models.CharField(max_length=300)
    name_ko = models.CharField(max_length=300, blank=True)
    name_en = models.CharField(max_length=300, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "text_zh"], name="translation_learned_once"),
        ]

    def __str__(self) -> str:
        return self.text_zh
