"""What a seller sets: when products count as low."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from rocket3pl.api.marks import reads, writes
from rocket3pl.api.v1.fields import REFUSALS, Body, Pieces, needed_version, tag
from rocket3pl.owners.low_stock import low_stock, set_low_stock

router = Router(tags=["settings"])


class NewLowStock(Body):
    """From which available stock on, downwards, products count as low, and whether at all."""

    threshold: Pieces
    enabled: bool


class LowStock(NewLowStock):
    """The setting as it stands."""

    version: int


@router.get("/low-stock", response={200: LowStock, **REFUSALS})
@reads("settings")
def get_low_stock(request: HttpRequest, response: HttpResponse) -> Any:
    """Return the setting; its ETag is the version that If-Match may name."""
    found = low_stock()
    response["ETag"] = tag(found.version)
    return found


@router.put("/low-stock", response={200: LowStock, **REFUSALS})
@writes("settings")
def change_low_stock(request: HttpRequest, given: NewLowStock, response: HttpResponse) -> Any:
    """재고부족상품설정: change the setting."""
    version = needed_version(request, low_stock().version)
    set_low_stock(threshold=given.threshold, enabled=given.enabled, version=version, now=timezone.now())
    return get_low_stock(request, response)
