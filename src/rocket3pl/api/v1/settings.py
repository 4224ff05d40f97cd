"""What a seller sets: when products count as low, all of them and single ones."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from rocket3pl.api.marks import reads, writes
from rocket3pl.api.v1.fields import Body, Pieces, needed_version, tag
from rocket3pl.catalog.low_stock import own_low_stock, set_product_low_stock
from rocket3pl.owners.low_stock import low_stock, set_low_stock

router = Router(tags=["settings"])


class NewLowStock(Body):
    """From which available stock on, downwards, products count as low, and whether at all."""

    threshold: Pieces
    enabled: bool


class NewProductLowStock(Body):
    """From which available stock on, downwards, one product counts as low; null for the number of all."""

    threshold: Pieces | None


class ProductLowStock(NewProductLowStock):
    """The product's number as it stands."""

    version: int


class LowStock(NewLowStock):
    """The setting as it stands."""

    version: int


@router.get("/low-stock", response={200: LowStock})
@reads("settings")
def get_low_stock(request: HttpRequest, response: HttpResponse) -> Any:
    """Return the setting; its ETag is the version that If-Match may name."""
    found = low_stock()
    response["ETag"] = tag(found.version)
    return found


@router.put("/low-stock", response={200: LowStock})
@writes("settings")
def change_low_stock(request: HttpRequest, given: NewLowStock, response: HttpResponse) -> Any:
    """재고부족상품설정: change the setting."""
    version = needed_version(request, low_stock().version)
    set_low_stock(threshold=given.threshold, enabled=given.enabled, version=version, now=timezone.now())
    return get_low_stock(request, response)


@router.get("/low-stock/{public_id}", response={200: ProductLowStock})
@reads("settings")
def get_product_low_stock(request: HttpRequest, public_id: UUID, response: HttpResponse) -> Any:
    """Return the number of one product; its ETag is the product's version that If-Match may name."""
    sku = own_low_stock(str(public_id))
    response["ETag"] = tag(sku.version)
    return {"threshold": sku.low_stock_threshold, "version": sku.version}


@router.put("/low-stock/{public_id}", response={200: ProductLowStock})
@writes("settings")
def change_product_low_stock(
    request: HttpRequest, public_id: UUID, given: NewProductLowStock, response: HttpResponse
) -> Any:
    """Give one product a number of its own, or with null the number of all products again."""
    version = needed_version(request, own_low_stock(str(public_id)).version)
    set_product_low_stock(str(public_id), threshold=given.threshold, version=version, now=timezone.now())
    return get_product_low_stock(request, public_id, response)
