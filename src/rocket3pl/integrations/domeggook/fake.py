"""Answers as 도매꾹 does: refusals with status 200, options as JSON inside of a text."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from rocket3pl.outside.calls import Heard, Said

_JSON = {"content-type": "application/json;charset=UTF-8"}


def _refused(code: str, message: str) -> Said:
    body = {"errors": {"code": code, "message": message, "dmessage": message}}
    return 200, _JSON, json.dumps(body, ensure_ascii=False).encode()


def view(
    title: str, *, image: str = "", price: Any = "3+15000|30+14800", options: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return what the market says of one product."""
    data = {"type": "combination", "data": options or {}}
    return {
        "basis": {"title": title, "status": "판매중", "keywords": {"kw": ["티셔츠"]}},
        "price": {"dome": price, "supply": price, "resale": {"minumum": ""}},
        "qty": {"inventory": "999", "domeMoq": "3"},
        "thumb": {"large": image, "original": image},
        "selectOpt": json.dumps(data, ensure_ascii=False),
        "detail": {"country": "수입산 > 아시아 > 중국", "size": "", "weight": ""},
    }


@dataclass
class Fake:
    """The market: its products by number, and pictures by address."""

    key: str
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)

    def __call__(self, heard: Heard) -> Said:
        """Answer a call."""
        if heard.url in self.pictures:
            return 200, {"content-type": "image/jpeg"}, self.pictures[heard.url]
        path, _mark, query = heard.path.partition("?")
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        if path != "/ssl/api/":
            return 404, {}, b""
        if asked.get("aid") != self.key:
            return _refused("AUTH", "인증키가 올바르지 않습니다")
        if (asked.get("mode"), asked.get("om")) != ("getItemView", "json"):
            return _refused("MODE", "지원하지 않는 요청입니다")
        found = self.items.get(asked.get("no", ""))
        if found is None:
            return _refused("ITEM", "상품이 없습니다")
        return 200, _JSON, json.dumps({"domeggook": found}, ensure_ascii=False).encode()
