"""Answers as Coupang does: checks the signature, pages, and has the same oddities."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from rocket3pl.integrations.coupang.signing import signature
from rocket3pl.outside.calls import Heard, Said

PRODUCTS = "/v2/providers/seller_api/apis/api/v1/marketplace/seller-products"
_JSON = {"content-type": "application/json;charset=UTF-8"}
_HEADER = re.compile(
    r"CEA algorithm=HmacSHA256, access-key=(\S+), signed-date=(\d{6}T\d{6}Z), signature=([0-9a-f]{64})"
)


def _said(body: Any, status: int = 200) -> Said:
    return status, _JSON, json.dumps(body, ensure_ascii=False).encode()


@dataclass
class Fake:
    """One vendor at Coupang. Lists are given page by page."""

    vendor_id: str
    access_key: str
    secret_key: str
    stock: list[list[dict[str, Any]]] = field(default_factory=lambda: [[]])
    orders: list[list[dict[str, Any]]] = field(default_factory=lambda: [[]])
    products: dict[int, dict[str, Any]] = field(default_factory=dict)

    def __call__(self, heard: Heard) -> Said:
        """Answer a call."""
        path, _mark, query = heard.path.partition("?")
        found = _HEADER.fullmatch(heard.headers.get("authorization", ""))
        expected = found and signature(
            self.secret_key, date=found[2], method=heard.method, path=path, query=query
        )
        if not found or (found[1], found[3]) != (self.access_key, expected):
            return _said({"code": "ERROR", "message": "Invalid signature."}, 401)
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        growth = f"/v2/providers/rg_open_api/apis/api/v1/vendors/{self.vendor_id}/rg/"
        lists: dict[str, tuple[list[list[dict[str, Any]]], int | str]] = {
            f"{growth}inventory/summaries": (self.stock, 200),
            f"{growth}orders": (self.orders, 200),
            PRODUCTS: ([[{"sellerProductId": n} for n in self.products]], "SUCCESS"),
        }
        if path in lists:
            return self._page(*lists[path], asked)
        number = path.removeprefix(f"{PRODUCTS}/")
        if number.isdigit() and int(number) in self.products:
            return _said({"code": "SUCCESS", "message": "", "data": self.products[int(number)]})
        return _said({"code": "ERROR", "message": "not found"}, 404)

    def _page(self, pages: list[list[dict[str, Any]]], code: int | str, asked: dict[str, str]) -> Said:
        at = int(asked.get("nextToken", "1"))
        more = {"nextToken": str(at + 1)} if at < len(pages) else {}
        return _said({"code": code, "message": "SUCCESS", "data": pages[at - 1], **more})
