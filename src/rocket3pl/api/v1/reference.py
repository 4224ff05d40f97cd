"""What orders refer to: warehouses, couriers, regions, Coupang centres."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from rocket3pl.api.marks import reads
from rocket3pl.api.v1.fields import Body, Names, names
from rocket3pl.reference.queries import centres, couriers, regions
from rocket3pl.warehouses.queries import open_warehouses

router = Router(tags=["reference"])


class Named(Body):
    """Something with a code and a name."""

    code: str
    name: Names


class NamedList(Body):
    """All of them."""

    items: list[Named]


class Centre(Body):
    """A Coupang centre; its address may be incomplete."""

    code: str
    name: str
    fc_code: str
    postcode: str
    region: str
    city: str
    address: str


class Region(Body):
    """A 시/도, and the first two digits of the postcodes that lie in it."""

    code: str
    name: Names
    zip_from: str
    zip_to: str


class Regions(Body):
    """All of them."""

    items: list[Region]


class Centres(Body):
    """All of them."""

    items: list[Centre]


def _named(thing: Any) -> dict[str, Any]:
    return {
        "code": thing.code,
        "name": names({f"name_{c}": getattr(thing, f"name_{c}") for c in ("zh", "ko", "en")}),
    }


@router.get("/warehouses", response={200: NamedList})
@reads("reference")
def list_warehouses(request: HttpRequest) -> Any:
    """List the warehouses in use."""
    return {"items": [_named(w) for w in open_warehouses()]}


@router.get("/couriers", response={200: NamedList})
@reads("reference")
def list_couriers(request: HttpRequest) -> Any:
    """List the couriers in use."""
    return {"items": [_named(c) for c in couriers()]}


@router.get("/regions", response={200: Regions})
@reads("reference")
def list_regions(request: HttpRequest) -> Any:
    """List the regions in use; a parcel's `region` is the Korean name of one."""
    return {"items": [{**_named(r), "zip_from": r.zip_from, "zip_to": r.zip_to} for r in regions()]}


@router.get("/coupang-centres", response={200: Centres})
@reads("reference")
def list_coupang_centres(request: HttpRequest) -> Any:
    """List the Coupang centres in use."""
    return {"items": [{name: getattr(c, name) for name in Centre.model_fields} for c in centres()]}
