"""Events as the platform sends them: a shipment of two products, without pictures."""

import json
from datetime import UTC, datetime, timedelta

_BEGIN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
KIND = "cn.outbound.shipped"


def _line(n: int, line_no: int) -> dict[str, object]:
    return {
        "line_no": line_no,
        "qty": 40 + line_no,
        "product": {
            "fnsku": f"D{n:015d}{line_no}", "seller_sku": f"D{118024460000 + n}-{line_no}",
            "platform_sku": "6543210987654", "name_zh": "2024新款纯色圆领毛衣女",
            "name_en": "Round-neck knit, plain", "name_ko": "무지 라운드 니트", "origin": "CN",
            "declared_price": {"amount": "5.20", "currency": "USD"}, "hs_code": "6110300000",
            "option_text": f"颜色:白色>尺码:{line_no}", "weight_kg": "0.420",
            "size_cm": {"length": "36.5", "width": "34.1", "height": "4.1"}, "has_battery": False,
        },
    }  # fmt: skip


def bodies(first: int, count: int) -> list[tuple[str, str, bytes]]:
    """Return so many events, numbered from the first: id, kind, and body of each."""
    found = []
    for n in range(first, first + count):
        event = {
            "id": f"evt_{n:012d}", "type": KIND, "version": 1,
            "occurred_at": (_BEGIN + timedelta(seconds=n)).isoformat(), "revision": 1,
            "seller": {"code": "B0000001"}, "service": {"warehouse_code": "ICN1"},
            "shipment": {
                "shipment_no": f"CN20261120-{n:06d}", "cn_warehouse": "YIWU-1", "transport": "sea",
                "mbl_no": f"MBL{n:09d}", "hbl_no": f"HBL{n:09d}", "box_count": 2, "cbm": "0.240",
                "gross_weight_kg": "36.5", "shipped_at": "2026-11-20T02:00:00+00:00",
                "eta": "2026-11-27",
            },
            "lines": [_line(n, 1), _line(n, 2)],
        }  # fmt: skip
        found.append((str(event["id"]), KIND, json.dumps(event, ensure_ascii=False).encode()))
    return found
