"""The way in when nothing else works: the same events in a JSON file, or a shipment's lines in Excel."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import IO, Any

from rocket3pl.integrations.import1688.contract import SHIPPED, BadEvent, loads
from rocket3pl.integrations.import1688.models import PlatformEvent
from rocket3pl.integrations.import1688.polling import Taken, take_all
from rocket3pl.shared.rights import Right
from rocket3pl.shared.spreadsheet import Cell, SheetColumn, as_text, read_rows, write
from rocket3pl.shared.tenancy import require_operator

MAX_BYTES = 8 * 1024 * 1024
_HEAD = ("seller_code", "shipment_no", "revision", "warehouse_code", "eta", "box_count")
_PRODUCT = (
    "fnsku", "seller_sku", "platform_sku", "name_zh", "name_en", "name_ko", "origin", "hs_code",
    "option_text", "color", "description", "product_url", "weight_kg", "image_url",
)  # fmt: skip
_MEASURES = ("length_cm", "width_cm", "height_cm")
_PRICE = ("declared_price", "declared_currency")
COLUMNS = (*_HEAD, "line_no", "qty", *_PRODUCT, *_PRICE, *_MEASURES, "has_battery")
# What int() takes for sure: ² is a digit, too, and more than 4,300 of them are refused.
_WHOLE = re.compile(r"[0-9]{1,18}")
_YES, _NO = {"y", "yes", "true", "1", "예"}, {"n", "no", "false", "0", "아니오"}


def take_json(data: bytes, *, now: datetime) -> Taken:
    """Take one event, or {"events": [...]}; the same file again has no further effect.

    Raises BadEvent (too_large, bad_json), NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    if len(data) > MAX_BYTES:
        raise BadEvent("too_large")
    told = loads(data)
    events = told.get("events") if "events" in told else [told]
    if not isinstance(events, list) or not all(isinstance(e, dict) for e in events):
        raise BadEvent("bad_json")
    return take_all(events, via=PlatformEvent.Via.FILE, now=now)


def template(file: IO[bytes]) -> None:
    """Write the empty sheet with its columns."""
    write([SheetColumn(name) for name in COLUMNS], [], file, title="shipments")


def take_excel(file: IO[bytes], *, now: datetime) -> Taken:
    """Take the shipments of a sheet: one row a line, the head's columns repeated or left empty below.

    Raises BadEvent (no_rows, bad_columns), SpreadsheetError, NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    rows = read_rows(file, max_rows=5_000)
    if len(rows) < 2:  # noqa: PLR2004 - the head, and a row
        raise BadEvent("no_rows")
    names = [as_text(cell).strip() for cell in rows[0]]
    if missing := [name for name in ("seller_code", "shipment_no", "qty", "fnsku") if name not in names]:
        raise BadEvent("bad_columns:" + ",".join(missing))
    shipments: dict[tuple[str, str], list[dict[str, Cell]]] = {}
    for row in rows[1:]:
        values = dict(zip(names, row, strict=False))
        key = (as_text(values.get("seller_code")), as_text(values.get("shipment_no")))
        if not any(key) and shipments:
            key = list(shipments)[-1]
        shipments.setdefault(key, []).append(values)
    events = [_event(seller, number, lines, now) for (seller, number), lines in shipments.items()]
    return take_all(events, via=PlatformEvent.Via.FILE, now=now)


def _whole(text: str, neutral: int) -> int:
    return int(text) if _WHOLE.fullmatch(text) else neutral


def _event(seller: str, number: str, rows: Sequence[Mapping[str, Cell]], now: datetime) -> dict[str, Any]:
    head = {name: as_text(rows[0].get(name)) for name in _HEAD}
    told = {
        "type": SHIPPED,
        "version": 1,
        "revision": _whole(head["revision"], 1),
        "seller": {"code": seller},
        "service": {"rocket_3pl": True, "warehouse_code": head["warehouse_code"]},
        "shipment": {
            "shipment_no": number,
            "eta": head["eta"][:10],
            "box_count": _whole(head["box_count"], 0) or None,
        },
        "lines": [_line(i, row) for i, row in enumerate(rows, start=1)],
    }
    # The same sheet twice is the same event, also tomorrow.
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    known = PlatformEvent.objects.filter(event_id=f"file_{digest[:40]}").first()
    at = json.loads(known.body)["occurred_at"] if known else now.isoformat()
    return {"id": f"file_{digest[:40]}", "occurred_at": at, **told}


def _line(number: int, row: Mapping[str, Cell]) -> dict[str, Any]:
    text = {name: as_text(row.get(name)) for name in COLUMNS}
    battery = text["has_battery"].lower()
    quantity = row.get("qty")
    return {
        "line_no": _whole(text["line_no"], number),
        "qty": quantity if isinstance(quantity, int) else _whole(text["qty"], 0),
        "product": {
            **{name: text[name] for name in _PRODUCT if text[name]},
            "declared_price": {
                "amount": text["declared_price"],
                "currency": text["declared_currency"] or "USD",
            },
            "size_cm": {
                "length": text["length_cm"],
                "width": text["width_cm"],
                "height": text["height_cm"],
            },
            "has_battery": True
            if battery in _YES
            else False
            if battery in _NO
            else text["has_battery"] or None,
        },
    }
