"""Shipments as the platform would tell of them, for the fake and the demonstration."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw

# name_zh, name_en, name_ko, option colour, drawing colour, price, kg, cm
_GOODS = (
    ("纯色圆领毛衣女", "Round-neck knit", "라운드 니트",
     "白色", "#f3efe6", "5.20", "0.420", (36.5, 34.1, 4.1)),
    ("帆布单肩包", "Canvas shoulder bag", "캔버스 숄더백",
     "黑色", "#3b3f46", "3.80", "0.310", (38.0, 34.0, 6.0)),
    ("陶瓷马克杯", "Ceramic mug", "세라믹 머그컵",
     "蓝色", "#5d7fb5", "1.60", "0.380", (12.0, 9.5, 10.0)),
    ("儿童防滑袜5双", "Kids non-slip socks", "아동 미끄럼방지 양말",
     "彩色", "#d98f6c", "2.10", "0.150", (20.0, 15.0, 5.0)),
)  # fmt: skip

Picture = Callable[[int], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells: for which seller, with numbers beginning how, pictures given how.

    `serial` makes ids and codes of one run differ from those of another.
    """

    seller: str
    serial: int
    now: datetime
    picture: Picture
    warehouse: str = "ICN1"

    @property
    def shipment_no(self) -> str:
        """Return the number of this run's shipment."""
        return f"CN{self.now:%Y%m%d}-{self.serial % 10**8:08d}"

    def event(self, kind: str, name: str, *, hours: float, **parts: Any) -> dict[str, Any]:
        """Return one event, so many hours from the beginning of the story."""
        at = self.now - timedelta(days=6) + timedelta(hours=hours)
        shipment = {"shipment_no": self.shipment_no, **parts.pop("shipment", {})}
        return {
            "id": f"evt_{self.serial}_{name}",
            "type": kind,
            "version": 1,
            "occurred_at": at.isoformat(),
            "revision": 1,
            "seller": {"code": self.seller},
            "shipment": shipment,
            **parts,
        }

    def product(self, n: int) -> dict[str, Any]:
        """Return what is said of the n-th kind of goods."""
        zh, en, ko, colour, _drawn, price, weight, (length, width, height) = _GOODS[n]
        return {
            "fnsku": f"D{self.serial % 10**13:013d}{n + 1:03d}",
            "seller_sku": f"D{self.serial % 10**10:010d}{n + 1:02d}",
            "name_zh": zh,
            "name_en": en,
            "name_ko": ko,
            "origin": "CN",
            "declared_price": {"amount": price, "currency": "USD"},
            "hs_code": "6110300000" if n == 0 else "",
            "option_text": f"颜色:{colour}>尺码:均码",
            "color": colour,
            "weight_kg": weight,
            "size_cm": {"length": str(length), "width": str(width), "height": str(height)},
            "has_battery": False,
            **self.picture(n),
        }

    def shipped(self, quantities: Sequence[int], **changes: Any) -> dict[str, Any]:
        """Return that the goods left the Chinese warehouse."""
        lines = [
            {"line_no": i, "qty": quantity, "product": {**self.product(i - 1), **changes}}
            for i, quantity in enumerate(quantities, start=1)
        ]
        eta = (self.now + timedelta(days=2)).date().isoformat()
        return self.event(
            "cn.outbound.shipped",
            "shipped",
            hours=26,
            service={"rocket_3pl": True, "import_type": "AGENCY", "warehouse_code": self.warehouse},
            shipment={
                "cn_warehouse": "威海仓",
                "transport": "SEA",
                "hbl_no": f"HBL{self.serial % 10**8:08d}",
                "shipped_at": self.now.isoformat(),
                "eta": eta,
                "box_count": 2,
                "gross_weight_kg": "18.400",
            },
            lines=lines,
        )


def drawing(n: int) -> bytes:
    """Return a JPEG of the n-th kind of goods."""
    image = Image.new("RGB", (480, 480), "#eef1f6")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle(
        (110, 90, 370, 400), 60, fill=_GOODS[n % len(_GOODS)][4], outline="#6b7280", width=4
    )
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def the_way(told: Teller) -> list[dict[str, Any]]:
    """Return a shipment's whole way, oldest first, up to the truck that brings it to us."""
    return [
        told.event("cn.warehouse.received", "received", hours=0),
        told.event(
            "cn.inspection.completed", "inspected", hours=20, inspection={"gross_weight_kg": "18.400"}
        ),
        told.shipped((40, 12, 25)),
        told.event("transport.departed", "departed", hours=34, transport={"vessel": "GOLDEN BRIDGE VII"}),
        told.event("transport.arrived", "arrived", hours=58, transport={"port": "KRINC"}),
        told.event("customs.status_changed", "declared", hours=62, customs={"status": "declared"}),
        told.event("customs.status_changed", "released", hours=80, customs={"status": "released"}),
        told.event(
            "kr.delivery.dispatched",
            "dispatched",
            hours=90,
            delivery={"courier": "CJ대한통운", "tracking_no": "123456789012"},
        ),
    ]


def duplicates(told: Teller) -> list[dict[str, Any]]:
    """Return the way with each event three times."""
    return [event for event in the_way(told) for _ in range(3)]


def backwards(told: Teller) -> list[dict[str, Any]]:
    """Return the way, newest first."""
    return list(reversed(the_way(told)))


def missing_fields(told: Teller) -> list[dict[str, Any]]:
    """Return goods whose second line lacks weight and picture."""
    shipped = told.shipped((40, 12))
    product = shipped["lines"][1]["product"]
    for name in ("weight_kg", "image_url", "image_data"):
        product.pop(name, None)
    return [shipped]


STORIES: dict[str, Callable[[Teller], list[dict[str, Any]]]] = {
    "normal": the_way,
    "duplicate": duplicates,
    "out_of_order": backwards,
    "missing_fields": missing_fields,
    # These differ in how they are sent or answered, not in what they say.
    "wrong_signature": the_way,
    "slow": the_way,
    "errors": the_way,
}
