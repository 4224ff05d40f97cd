"""What the tests of the seller's products and stock share."""

import uuid
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rocket3pl.catalog.approval import Refusal, refuse_product
from rocket3pl.catalog.models import Sku
from rocket3pl.owners.models import Owner, User
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.factories import NOW, make_file, make_products

SELLER = "rocket3pl.owners.login.MarketplaceKeyBackend"
STAFF = "rocket3pl.owners.login.StaffPasswordBackend"
HTMX = {"HX-Request": "true"}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=SELLER if user.owner_id else STAFF)
    return client


def text_of(response: Any) -> str:
    return str(response.content.decode())


@contextmanager
def counted() -> Any:
    with CaptureQueriesContext(
        connection,
    ) as found:
        yield found


def skus(owner: Owner) -> list[Sku]:
    with owner_scope(owner.pk):
        return list(Sku.objects.select_related("image").order_by("id"))


def sku_of(owner: Owner, public_id: str) -> Sku:
    with owner_scope(owner.pk):
        return Sku.objects.select_related("image").get(public_id=public_id)


def refused(owner: Owner, count: int = 1) -> list[str]:
    """Apply for products and have them refused."""
    made = [g.public_id for g in make_products(owner, count, approved=False)]
    with operator_scope():
        for public_id in made:
            refuse_product(public_id, [Refusal("wrong_fnsku", "바코드가 다릅니다")], version=None, now=NOW)
    return made


def fields(owner: Owner, prefix: str = "p0", **changes: str) -> dict[str, str]:
    """Return what a browser sends for one block that is in order."""
    code = uuid.uuid4().hex[:12].upper()
    values = {
        "fnsku": f"D{code}",
        "image": changes.pop("image", None) or str(make_file(owner).public_id),
        "warehouse": "ICN1",
        "seller_sku": f"S{code}",
        "platform_sku": "",
        "name_zh": "纯色圆领毛衣女",
        "name_en": "Round-neck knit",
        "name_ko": "라운드 니트",
        "name_en_draft": "",
        "name_ko_draft": "",
        "origin": "CN",
        "declared_price": "12.50",
        "declared_currency": "USD",
        "hs_code": "6110.30-0000",
        "option_text": "颜色:白色>尺码:均码",
        "product_url": "https://detail.1688.com/offer/1.html",
        "color": "白色",
        "description": "",
        "weight_kg": "0.42",
        "width_cm": "36.5",
        "depth_cm": "34.1",
        "height_cm": "4",
        "has_battery": "no",
        **changes,
    }
    return {f"{prefix}-{name}": value for name, value in values.items() if value is not None}


def form(owner: Owner, *blocks: dict[str, str], key: str = "k" * 24) -> dict[str, Any]:
    """Return the form of several blocks p0, p1 …, as a browser sends it."""
    data: dict[str, Any] = {"submission_key": key, "block": [str(i) for i in range(len(blocks))]}
    for i, changes in enumerate(blocks):
        data.update(fields(owner, f"p{i}", **changes))
    return data
