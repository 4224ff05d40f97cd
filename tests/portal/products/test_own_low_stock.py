"""A product's own number from which on it counts as 재고부족: above that of all products, both ways."""

from typing import Any

import pytest
from django.test import Client

from rocket3pl.catalog.low_stock import set_product_low_stock
from rocket3pl.inventory.lists import STOCK
from rocket3pl.owners.low_stock import set_low_stock
from rocket3pl.shared.errors import Invalid, NotFound, NotPermitted
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.models import AuditEvent
from rocket3pl.shared.tenancy import operator_scope
from tests.factories import NOW, World, make_products, make_stock
from tests.portal.products.support import client_of, sku_of, text_of
from tests.support import acting, changed, everything


@pytest.fixture
def product(world: World) -> str:
    """A product of Ara's with ten pieces, where all count as low at five."""
    (goods,) = make_products(world.ara, 1)
    make_stock(world.ara, [goods], 10)
    with acting(world.people["ara"]):
        set_low_stock(threshold=5, enabled=True, version=1, now=NOW)
    return goods.public_id


def post(client: Client, public_id: str, threshold: str, version: Any) -> Any:
    data = {"threshold": threshold, "version": version}
    return client.post(f"/products/{public_id}/low-stock/", data)


def low(world: World) -> int:
    with acting(world.people["ara"]):
        return STOCK.page(ListQuery()).counts["low"]


def test_its_number_rules_until_it_is_taken_back(world: World, product: str) -> None:
    """이하: ten pieces are low at ten. What changed is told in the product's history."""
    client = client_of(world.people["ara"])
    assert low(world) == 0
    before = everything()
    first = sku_of(world.ara, product).version
    assert post(client, product, "10", first)["Location"] == f"/products/{product}/"
    assert changed(before) <= {"catalog_sku", "shared_auditevent", "django_session"}
    assert low(world) == 1
    page = client.get(f"/products/{product}/")
    assert 'value="10"' in page.content.decode()
    assert "상품의 재고 부족 기준을 바꿨습니다" in text_of(page)
    event = AuditEvent.objects.get(action="product.low_stock_set")
    assert (event.owner_id, event.before, event.after) == (
        world.ara.pk, {"threshold": None}, {"threshold": 10},
    )  # fmt: skip
    post(client, product, "", first + 1)
    assert low(world) == 0
    assert sku_of(world.ara, product).low_stock_threshold is None


def test_zero_is_a_number_too(world: World, product: str) -> None:
    """Not the same as none: only what is gone counts as low."""
    client = client_of(world.people["ara"])
    with acting(world.people["ara"]):
        set_low_stock(threshold=50, enabled=True, version=2, now=NOW)
    assert low(world) == 1
    post(client, product, "0", sku_of(world.ara, product).version)
    assert low(world) == 0


@pytest.mark.parametrize("typed", ["-1", "1.5", "x", "1000001", "NaN", "9" * 400, "😀", "١"])
def test_what_is_no_number_is_told_beside_the_field(world: World, product: str, typed: str) -> None:
    """What was typed stays, and nothing changes."""
    ara, before = client_of(world.people["ara"]), everything()
    answer = post(ara, product, typed, sku_of(world.ara, product).version)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert changed(before) <= {"django_session"}


@pytest.mark.parametrize("version", ["0", "", "x", "7" * 30])
def test_a_stale_page_is_told(world: World, product: str, version: str) -> None:
    """The second of two tabs sees it at the field, with what it typed."""
    ara, before = client_of(world.people["ara"]), everything()
    answer = post(ara, product, "3", version)
    assert answer.status_code == 409
    assert 'value="3"' in answer.content.decode()
    assert changed(before) <= {"django_session"}


def test_strangers_and_the_warehouse_cannot(world: World, product: str) -> None:
    """A foreign product is unknown; the setting is the seller's."""
    chae, version = client_of(world.people["chae"]), sku_of(world.ara, product).version
    before = everything()
    assert post(chae, product, "3", version).status_code == 404
    with acting(world.people["chae"]), pytest.raises(NotFound):
        set_product_low_stock(product, threshold=3, version=None, now=NOW)
    with operator_scope(), pytest.raises(NotPermitted):
        set_product_low_stock(product, threshold=3, version=None, now=NOW)
    with acting(world.people["ara"]), pytest.raises(Invalid):
        set_product_low_stock(product, threshold=-1, version=None, now=NOW)
    assert changed(before) <= {"django_session"}


def test_the_same_again_changes_nothing(world: World, product: str) -> None:
    """Neither version nor history."""
    before = everything()
    with acting(world.people["ara"]):
        set_product_low_stock(product, threshold=None, version=None, now=NOW)
    assert everything() == before
