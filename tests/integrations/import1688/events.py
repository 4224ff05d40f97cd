"""Events as the platform sends them, and the pieces of their bodies."""

import base64
import io
import json
from datetime import UTC, datetime, timedelta
from functools import cache

from PIL import Image

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@cache
def picture(shade=200):
    """Return a small picture in base64."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, 80, 80)).save(out, "JPEG")
    return base64.b64encode(out.getvalue()).decode()


def at(hours=0):
    return (AT + timedelta(hours=hours)).isoformat()


def product(n=1, **changes):
    base = {
        "fnsku": f"D{n:016d}",
        "image_data": picture(),
        "seller_sku": f"D11802446{n:04d}",
        "platform_sku": "6543210987654",
        "name_zh": "纯色圆领毛衣女",
        "name_en": "Round-neck knit",
        "name_ko": "라운드 니트",
        "origin": "CN",
        "declared_price": {"amount": "5.20", "currency": "USD"},
        "hs_code": "6110300000",
        "option_text": f"颜色:白色>尺码:{n}",
        "weight_kg": "0.420",
        "size_cm": {"length": "36.5", "width": "34.1", "height": "4.1"},
        "has_battery": False,
    }
    made = {**base, **changes}
    return {name: value for name, value in made.items() if value is not None}


def event(kind, seller, *, event_id, hours=0, revision=1, shipment_no="CN20260102-0001", **parts):
    body = {
        "id": event_id,
        "type": kind,
        "version": 1,
        "occurred_at": at(hours),
        "revision": revision,
        "seller": {"code": seller},
        **parts,
    }
    if shipment_no:
        body["shipment"] = {"shipment_no": shipment_no, **parts.get("shipment", {})}
    return body


def shipped(seller, *lines, event_id="evt_1", warehouse="ICN1", eta="2026-11-30", **more):
    """`lines` are (quantity, product)."""
    return event(
        "cn.outbound.shipped",
        seller,
        event_id=event_id,
        service={"rocket_3pl": True, "import_type": "AGENCY", "warehouse_code": warehouse},
        lines=[{"line_no": i, "qty": q, "product": p} for i, (q, p) in enumerate(lines, start=1)],
        shipment={"cn_warehouse": "威海仓", "transport": "SEA", "eta": eta, "box_count": 2},
        **more,
    )


def raw(body):
    return json.dumps(body, ensure_ascii=False).encode()
