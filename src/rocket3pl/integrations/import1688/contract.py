"""Reading an event of the platform: docs/import1688.md. What cannot be read is refused by a code."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from rocket3pl.integrations.import1688.models import SOURCE
from rocket3pl.shipments.models import ShipmentStep
from rocket3pl.shipments.told import Content, Event, State, ToldLine

MAX_LINES = 2_000
_MAX_TEXT = 4_000
# A picture that comes along, in base64: 3 MB.
_MAX_PICTURE = 4_194_304
_MAX_INT = 2**31 - 1
_SHIPMENT_NO = re.compile(r"[!-~]{1,64}")
_SELLER = re.compile(r"[A-Z0-9]{8}")
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

K = ShipmentStep.Kind
SHIPPED, CANCELLED, UPDATED = "cn.outbound.shipped", "cn.outbound.cancelled", "product.updated"
LINKED, UNLINKED = "seller.linked", "seller.unlinked"
_STATES: dict[str, str] = {
    "cn.warehouse.received": K.CN_RECEIVED,
    "cn.inspection.completed": K.CN_INSPECTED,
    "transport.departed": K.DEPARTED,
    "transport.arrived": K.PORT_ARRIVED,
    "kr.delivery.dispatched": K.DISPATCHED,
}
CUSTOMS = "customs.status_changed"
_CUSTOMS: dict[str, str] = {
    "declared": K.CUSTOMS_DECLARED,
    "inspected": K.CUSTOMS_INSPECTED,
    "held": K.CUSTOMS_HELD,
    "released": K.CUSTOMS_RELEASED,
}
KINDS = frozenset({SHIPPED, CANCELLED, UPDATED, LINKED, UNLINKED, CUSTOMS, *_STATES})
# What a state may say besides: kept to be shown, as text.
_DETAILS = ("vessel", "flight", "port", "declaration_no", "courier", "tracking_no", "gross_weight_kg", "note")
_HEAD = ("cn_warehouse", "transport", "mbl_no", "hbl_no", "cargo_mgmt_no", "gross_weight_kg", "cbm")
_PRODUCT = (
    "fnsku",
    "image_url",
    "seller_sku",
    "platform_sku",
    "name_zh",
    "name_en",
    "name_ko",
    "origin",
    "hs_code",
    "option_text",
    "color",
    "description",
    "product_url",
    "weight_kg",
)


class BadEvent(ValueError):  # noqa: N818 - says what it is
    """The event cannot be understood: `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Seller:
    """Whom an event is about; name and login only come with seller.linked."""

    code: str
    login_id: str = ""
    name: str = ""
    business_no: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """An event that was read. One of content, state and product is set, or none: links and withdrawals."""

    kind: str
    event: Event
    seller: Seller
    content: Content | None = None
    state: State | None = None
    product: Mapping[str, str] | None = None


def _no_constant(_name: str) -> None:
    raise BadEvent("bad_json")


def loads(body: bytes) -> dict[str, Any]:
    """Return the JSON object of a body; decimal numbers come as the text they were. Raises BadEvent."""
    try:
        found = json.loads(body.decode("utf-8"), parse_constant=_no_constant, parse_float=str)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError, ValueError):
        raise BadEvent("bad_json") from None
    if not isinstance(found, dict):
        raise BadEvent("bad_json")
    return found


def text(value: Any, limit: int = _MAX_TEXT) -> str:
    """Return a text as it can be kept: no control signs, no halves of characters; "" for other things."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int):
        return str(value) if abs(value) <= 10**18 else ""
    return _HARMFUL.sub("", value)[:limit].strip() if isinstance(value, str) else ""


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = body.get(name)
    return found if isinstance(found, dict) else {}


def _moment(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        return found.astimezone(UTC) if found is not None and found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _count(value: Any, default: int = 0) -> int:
    good = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MAX_INT
    return value if good else default


def seller_code(body: Mapping[str, Any]) -> str:
    """Return the seller's code, "" when it is none."""
    code = text(_part(body, "seller").get("code"), 20)
    return code if _SELLER.fullmatch(code) else ""


def shipment_no(body: Mapping[str, Any]) -> str:
    """Return the number of the shipment, "" when it is none."""
    number = text(_part(body, "shipment").get("shipment_no"), 65)
    return number if _SHIPMENT_NO.fullmatch(number) else ""


def read(body: Mapping[str, Any], *, event_id: str) -> Read:
    """Return what an event says. Raises BadEvent: bad_type, bad_seller, bad_occurred_at, bad_shipment_no,
    bad_revision, bad_lines, bad_status.
    """  # noqa: D205
    kind = text(body.get("type"), 40)
    if kind not in KINDS:
        raise BadEvent("bad_type")
    told = _part(body, "seller")
    seller = Seller(
        seller_code(body),
        text(told.get("login_id"), 64),
        text(told.get("name"), 100),
        text(told.get("business_no"), 20),
    )
    occurred_at = _moment(body.get("occurred_at"))
    if not seller.code:
        raise BadEvent("bad_seller")
    if occurred_at is None:
        raise BadEvent("bad_occurred_at")
    number = shipment_no(body)
    if not number and kind not in {LINKED, UNLINKED, UPDATED}:
        raise BadEvent("bad_shipment_no")
    revision = _count(body.get("revision", 1))
    if not revision:
        raise BadEvent("bad_revision")
    event = Event(SOURCE, event_id, occurred_at, revision, number)
    if kind == SHIPPED:
        return Read(kind, event, seller, content=_content(body))
    if kind == UPDATED:
        return Read(kind, event, seller, product=product_texts(_part(body, "product")))
    if kind in {LINKED, UNLINKED, CANCELLED}:
        return Read(kind, event, seller)
    return Read(kind, event, seller, state=_state(kind, body))


def _state(kind: str, body: Mapping[str, Any]) -> State:
    customs, delivery = _part(body, "customs"), _part(body, "delivery")
    step = _CUSTOMS.get(text(customs.get("status"))) if kind == CUSTOMS else _STATES[kind]
    if step is None:
        raise BadEvent("bad_status")
    said = {**_part(body, "transport"), **_part(body, "inspection"), **customs, **delivery}
    detail = {name: value for name in _DETAILS if (value := text(said.get(name), 200))}
    eta = _day(delivery.get("eta")) or _day(_part(body, "shipment").get("eta"))
    return State(step, eta=eta, detail=detail)


def _content(body: Mapping[str, Any]) -> Content:
    shipment = _part(body, "shipment")
    lines = body.get("lines")
    if not isinstance(lines, list) or not 0 < len(lines) <= MAX_LINES:
        raise BadEvent("bad_lines")
    told = [_line(line) for line in lines]
    if len({line.line_no for line in told}) != len(told):
        raise BadEvent("bad_lines")
    warehouse = text(_part(body, "service").get("warehouse_code"), 20)
    head = {name: value for name in _HEAD if (value := text(shipment.get(name), 100))}
    return Content(
        warehouse=warehouse,
        lines=tuple(told),
        shipped_at=_moment(shipment.get("shipped_at")),
        eta=_day(shipment.get("eta")),
        box_count=_count(shipment.get("box_count")) or None,
        head={**head, "warehouse": warehouse},
    )


def _line(line: Any) -> ToldLine:
    number = _count(line.get("line_no")) if isinstance(line, dict) else 0
    if not number:
        raise BadEvent("bad_lines")
    # A quantity that is none fails the line alone, with a reason, and not the whole shipment.
    return ToldLine(number, _count(line.get("qty")), product_texts(_part(line, "product")))


def product_texts(product: Mapping[str, Any]) -> dict[str, str]:
    """Return what is said of a product by names of ProductFacts; only what is said."""
    price, size = _part(product, "declared_price"), _part(product, "size_cm")
    found = {name: text(product.get(name)) for name in _PRODUCT}
    found |= {
        "declared_price": text(price.get("amount"), 40),
        "declared_currency": text(price.get("currency"), 10),
        "width_cm": text(size.get("width"), 40),
        "depth_cm": text(size.get("length"), 40),
        "height_cm": text(size.get("height"), 40),
        "image_data": text(product.get("image_data"), _MAX_PICTURE),
    }
    battery = product.get("has_battery")
    if isinstance(battery, bool):
        found["has_battery"] = "true" if battery else "false"
    elif battery is not None:
        found["has_battery"] = text(battery, 20) or "?"
    return {name: value for name, value in found.items() if value}
