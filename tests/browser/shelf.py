"""Goods onto a shelf by the product's API, for tests that only begin with goods there.

The same by hand, page by page, is `Team.stock` in steps.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from playwright.sync_api import Page, expect

from tests.browser.steps import Goods

WAREHOUSE_CODE = "ICN1"
MANAGER = "manager"
# What the keys are called. A page shows it in every language, so it is in none.
KEY_NAME = "ERP"
# The areas in which the programs of a seller and of the warehouse write.
SELLER_AREAS = ("상품", "입고", "파일")
MANAGER_AREAS = ("상품", "입고")


def facts(goods: Goods, image: str) -> dict[str, Any]:
    """Return an application for a product, with what `fill_product` fills in by hand."""
    return {
        "warehouse": WAREHOUSE_CODE,
        "image": image,
        "fnsku": goods.fnsku,
        "seller_sku": goods.seller_sku,
        "name_zh": goods.name_zh,
        "name_en": goods.name_en,
        "name_ko": goods.name_ko,
        "declared_price": "5.20",
        "hs_code": "6110300000",
        "option_text": "颜色:白色>尺码:均码",
        "weight_kg": "0.42",
        "width_cm": "36.5",
        "depth_cm": "34.1",
        "height_cm": "4.1",
        "has_battery": False,
    }


@dataclass
class Shelf:
    """Gets goods onto a shelf, as programs of the seller and of the warehouse do.

    service  a client whose base is the address of the API
    visit    opens a page of a person: visit(who, path)
    image    the picture that every product gets
    """

    service: httpx2.Client
    visit: Callable[[str, str], Page]
    image: Path
    _keys: dict[str, str] = field(default_factory=dict)

    def stock(self, wanted: Mapping[Goods, int], seller: str = "tester") -> None:
        """Register, approve, and receive products of a seller: so many good pieces of each."""
        upload = {"file": (self.image.name, self.image.read_bytes())}
        image = self._post(seller, "/files", data={"kind": "product_image"}, files=upload)["id"]
        asked = {"items": [facts(one, image) for one in wanted]}
        products = self._post(seller, "/products", json=asked)["products"]
        for product in products:
            self._post(MANAGER, f"/products/{product}/approve")
        counted = list(zip(products, wanted.values(), strict=True))
        lines = [{"product": product, "quantity": quantity} for product, quantity in counted]
        inbound = "/inbounds/" + self._post(seller, "/inbounds", json={"lines": lines})["number"]
        self._post(MANAGER, f"{inbound}/accept")
        self._post(MANAGER, f"{inbound}/arrive")
        good = [{"product": product, "good": quantity} for product, quantity in counted]
        self._post(MANAGER, f"{inbound}/receive", json={"lines": good})
        done = self._post(MANAGER, f"{inbound}/close", json={})
        received = [line["good"] for line in done["lines"]]
        assert (done["status"], received) == ("completed", list(wanted.values())), done

    def _post(self, who: str, path: str, **sent: Any) -> Any:
        """Call the service with the key of a person's side; return what it answers."""
        if who not in self._keys:
            self._keys[who] = self._new_key(who)
        headers = {"Authorization": f"Bearer {self._keys[who]}"}
        answer = self.service.post(path, headers=headers, **sent)
        assert answer.is_success, f"{answer.status_code} {who} {answer.request.url}: {answer.text}"
        return answer.json()

    def _new_key(self, who: str) -> str:
        """Make an API key on its page, which shows it this once."""
        page = self.visit(who, "/console/master/api-keys/" if who == MANAGER else "/api-keys/")
        form = page.get_by_role("form", name="API 키 만들기")
        form.get_by_label("이름").fill(KEY_NAME)
        if who == MANAGER:
            form.get_by_label("역할").select_option("창고관리자")
        for area in MANAGER_AREAS if who == MANAGER else SELLER_AREAS:
            form.get_by_role("group", name=area, exact=True).get_by_text("쓰기").click()
        form.get_by_role("button", name="API 키 만들기").click()
        made = page.get_by_label("API 키", exact=True)
        expect(made).to_be_visible()
        key = made.input_value()
        page.context.close()
        return key
