"""The warehouse's master data in full, to be read, added and changed: 기준정보."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Status

from rocket3pl.api.marks import reads, writes
from rocket3pl.api.pages import Page, Paging, page_of
from rocket3pl.api.v1.fields import Body, Line, Text, expected_version, tag
from rocket3pl.reference import lists, operations
from rocket3pl.reference.operations import CentreDetails, CourierDetails, TermDetails
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.listing import ListQuery, Row, Source
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_operator
from rocket3pl.warehouses.lists import WAREHOUSES
from rocket3pl.warehouses.operations import WarehouseDetails, open_warehouse
from rocket3pl.warehouses.operations import change_warehouse as change_house

router = Router(tags=["operator"])

Krw = Annotated[int, Field(ge=0, le=100_000_000, strict=True)]
_VERIFIED = Field(description="Whether a person has confirmed the row.")


class WhichRows(Paging):
    """Which rows."""

    status: Text = Field("", max_length=10, description="active, inactive or unverified.")
    q: Text = Field("", max_length=200)


class RowId(Body):
    """The key of what was added."""

    key: str


class WarehouseFacts(Body):
    """All that may be said of a warehouse."""

    name_ko: Line
    name_zh: Line
    name_en: Line
    address: Line
    active: bool


class NewWarehouse(WarehouseFacts):
    """A warehouse to be opened, with its first places."""

    code: Line
    address: Line = ""
    active: bool = True


class WarehouseRow(WarehouseFacts):
    """A warehouse."""

    code: str
    version: int


class CentreFacts(Body):
    """All that may be said of a Coupang centre. Rates are KRW per pallet without VAT; null: unknown."""

    name: Line
    fc_code: Line
    bracket_code: Line
    region: Line
    city: Line
    postcode: Line
    address: Line
    phone: Line
    milkrun_basic_krw: Krw | None
    milkrun_over_krw: Krw | None
    note: Line
    active: bool


class NewCentre(CentreFacts):
    """A Coupang centre to be added."""

    code: Line
    fc_code: Line = ""
    bracket_code: Line = ""
    region: Line = ""
    city: Line = ""
    postcode: Line = ""
    address: Line = ""
    phone: Line = ""
    milkrun_basic_krw: Krw | None = None
    milkrun_over_krw: Krw | None = None
    note: Line = ""
    active: bool = True


class ChangedCentre(CentreFacts):
    """A Coupang centre as it shall be."""

    verified: bool = _VERIFIED


class CentreRow(CentreFacts):
    """A Coupang centre."""

    code: str
    source: str
    verified_at: datetime | None
    version: int


class CourierFacts(Body):
    """All that may be said of a courier. `number_pattern` is a regular expression of tracking numbers."""

    name_ko: Line
    name_zh: Line
    name_en: Line
    coupang_code: Line
    number_pattern: Line
    active: bool


class NewCourier(CourierFacts):
    """A courier to be added."""

    code: Line
    coupang_code: Line = ""
    number_pattern: Line = ""
    active: bool = True


class ChangedCourier(CourierFacts):
    """A courier as it shall be."""

    verified: bool = _VERIFIED


class CourierRow(CourierFacts):
    """A courier."""

    code: str
    source: str
    verified_at: datetime | None
    version: int


class TermFacts(Body):
    """What a Chinese word of product names is called."""

    ko: Line
    en: Line
    category: Line
    active: bool


class NewTerm(TermFacts):
    """A word to be added to the glossary."""

    zh: Line
    category: Line = ""
    active: bool = True


class ChangedTerm(TermFacts):
    """A word of the glossary as it shall be."""

    verified: bool = _VERIFIED


class TermRow(TermFacts):
    """A word of the glossary."""

    zh: str
    source: str
    verified_at: datetime | None
    version: int


def _rows(source: Source, shape: type[Body], which: WhichRows) -> Any:
    require_operator(Right.EDIT_MASTER_DATA)
    return page_of(source, ListQuery(tab=which.status, q=which.q), which, lambda row: _shown(shape, row))


def _row(source: Source, shape: type[Body], key: str, response: HttpResponse) -> Row:
    require_operator(Right.EDIT_MASTER_DATA)
    found, _last = source.after(ListQuery(ids=(key,)), None, 1)
    if not found:
        raise NotFound(key)
    response["ETag"] = tag(found[0]["version"])
    return _shown(shape, found[0])


def _shown(shape: type[Body], row: Row) -> Row:
    return {name: row[name] for name in shape.model_fields}


def _details(given: Body, *, without: str) -> dict[str, Any]:
    return given.model_dump(exclude={without})


@router.get("/warehouses", response={200: Page[WarehouseRow]})
@reads("reference")
def list_warehouses(request: HttpRequest, which: Query[WhichRows]) -> Any:
    """List all warehouses, the newest first."""
    return _rows(WAREHOUSES, WarehouseRow, which)


@router.post("/warehouses", response={201: RowId})
@writes("reference")
def add_warehouse(request: HttpRequest, given: NewWarehouse) -> Any:
    """창고 등록: open a warehouse with its first places. The warehouse's."""
    made = open_warehouse(code=given.code, details=WarehouseDetails(**_details(given, without="code")))
    return Status(201, {"key": made.code})


@router.get("/warehouses/{path:code}", response={200: WarehouseRow})
@reads("reference")
def get_warehouse(request: HttpRequest, code: str, response: HttpResponse) -> Any:
    """Return one warehouse; the ETag is the version that If-Match may name."""
    return _row(WAREHOUSES, WarehouseRow, code, response)


@router.put("/warehouses/{path:code}", response={200: WarehouseRow})
@writes("reference")
def change_warehouse(request: HttpRequest, code: str, given: WarehouseFacts, response: HttpResponse) -> Any:
    """창고 수정. The warehouse's."""
    details = WarehouseDetails(**given.model_dump())
    change_house(code=code, version=expected_version(request), details=details)
    return get_warehouse(request, code, response)


@router.get("/coupang-centres", response={200: Page[CentreRow]})
@reads("reference")
def list_centres(request: HttpRequest, which: Query[WhichRows]) -> Any:
    """List all Coupang centres, the newest first."""
    return _rows(lists.CENTRES, CentreRow, which)


@router.post("/coupang-centres", response={201: RowId})
@writes("reference")
def add_centre(request: HttpRequest, given: NewCentre) -> Any:
    """쿠팡창고 등록. The warehouse's."""
    made = operations.add_centre(given.code, CentreDetails(**_details(given, without="code")))
    return Status(201, {"key": made})


@router.get("/coupang-centres/{path:code}", response={200: CentreRow})
@reads("reference")
def get_centre(request: HttpRequest, code: str, response: HttpResponse) -> Any:
    """Return one Coupang centre; the ETag is the version that If-Match may name."""
    return _row(lists.CENTRES, CentreRow, code, response)


@router.put("/coupang-centres/{path:code}", response={200: CentreRow})
@writes("reference")
def change_centre(request: HttpRequest, code: str, given: ChangedCentre, response: HttpResponse) -> Any:
    """쿠팡창고 수정. The warehouse's."""
    operations.change_centre(
        code,
        CentreDetails(**_details(given, without="verified")),
        version=expected_version(request),
        verified=given.verified,
        now=timezone.now(),
    )
    return get_centre(request, code, response)


@router.get("/couriers", response={200: Page[CourierRow]})
@reads("reference")
def list_couriers(request: HttpRequest, which: Query[WhichRows]) -> Any:
    """List all couriers, the newest first."""
    return _rows(lists.COURIERS, CourierRow, which)


@router.post("/couriers", response={201: RowId})
@writes("reference")
def add_courier(request: HttpRequest, given: NewCourier) -> Any:
    """택배사 등록. The warehouse's."""
    made = operations.add_courier(given.code, CourierDetails(**_details(given, without="code")))
    return Status(201, {"key": made})


@router.get("/couriers/{path:code}", response={200: CourierRow})
@reads("reference")
def get_courier(request: HttpRequest, code: str, response: HttpResponse) -> Any:
    """Return one courier; the ETag is the version that If-Match may name."""
    return _row(lists.COURIERS, CourierRow, code, response)


@router.put("/couriers/{path:code}", response={200: CourierRow})
@writes("reference")
def change_courier(request: HttpRequest, code: str, given: ChangedCourier, response: HttpResponse) -> Any:
    """택배사 수정. The warehouse's."""
    operations.change_courier(
        code,
        CourierDetails(**_details(given, without="verified")),
        version=expected_version(request),
        verified=given.verified,
        now=timezone.now(),
    )
    return get_courier(request, code, response)


@router.get("/glossary", response={200: Page[TermRow]})
@reads("reference")
def list_terms(request: HttpRequest, which: Query[WhichRows]) -> Any:
    """List the words of the glossary, the newest first."""
    return _rows(lists.TERMS, TermRow, which)


@router.post("/glossary", response={201: RowId})
@writes("reference")
def add_term(request: HttpRequest, given: NewTerm) -> Any:
    """용어 등록. The warehouse's."""
    made = operations.add_term(given.zh, TermDetails(**_details(given, without="zh")))
    return Status(201, {"key": made})


@router.get("/glossary/{path:zh}", response={200: TermRow})
@reads("reference")
def get_term(request: HttpRequest, zh: str, response: HttpResponse) -> Any:
    """Return one word; the ETag is the version that If-Match may name."""
    return _row(lists.TERMS, TermRow, zh, response)


@router.put("/glossary/{path:zh}", response={200: TermRow})
@writes("reference")
def change_term(request: HttpRequest, zh: str, given: ChangedTerm, response: HttpResponse) -> Any:
    """용어 수정. The warehouse's."""
    operations.change_term(
        zh,
        TermDetails(**_details(given, without="verified")),
        version=expected_version(request),
        verified=given.verified,
        now=timezone.now(),
    )
    return get_term(request, zh, response)
