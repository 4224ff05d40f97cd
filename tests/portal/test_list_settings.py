"""화면 설정: columns, their order and the space between rows, for one person and one list, in files too."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from rocket3pl.jobs import work
from rocket3pl.jobs.models import Job
from rocket3pl.owners.models import User
from rocket3pl.shared.tenancy import operator_scope
from rocket3pl.web import exports
from tests.factories import World, make_products
from tests.portal.products.support import client_of
from tests.support import everything, sheet

URL = "/lists/portal.products/settings/"
LIST = "/products/"


@pytest.fixture(autouse=True)
def _korean() -> Any:
    with translation.override("ko"):
        yield


@pytest.fixture
def ara(world: World) -> Client:
    make_products(world.ara, 2)
    return client_of(world.people["ara"])


def heads(client: Client, address: str = LIST) -> list[str]:
    """Return the heads of the list's columns, in order."""
    text = client.get(address).content.decode()
    row = text.partition("<thead>")[2].partition("</thead>")[0]
    cells = [cell.partition("</th>")[0] for cell in row.split('<th scope="col"')[1:]]
    found = ["".join(part.partition(">")[2] for part in f"<{cell}".split("<")).strip() for cell in cells]
    # The last one is no column: what can be done with the row.
    return found[:-1]


def keep(client: Client, *columns: str, density: str = "normal", **more: str) -> Any:
    data = {"columns": list(columns), "density": density, "next": f"{LIST}?tab=approved", **more}
    return client.post(URL, data)


def preferences(login_id: str) -> Any:
    return User.objects.get(login_id=login_id).preferences


def test_columns_are_shown_as_chosen_and_only_to_that_person(ara: Client, world: World) -> None:
    """Order and choice hold for the list, the space between rows too; a colleague's list stays."""
    bom = client_of(world.people["bom"])
    before, all_before = heads(ara), everything()
    answer = keep(ara, "status", "seller_sku", density="dense")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LIST}?tab=approved")
    assert heads(ara) == ["상태", "Seller Sku"]
    assert '<table class="dt stack dense">' in ara.get(LIST).content.decode()
    assert heads(bom) == before
    assert '<table class="dt stack">' in bom.get(LIST).content.decode()
    known = [c.key for c in exports.offered()["portal.products"].spec.columns if c.screen]
    choice = {"density": "dense", "shown": ["status", "seller_sku"], "known": known}
    assert preferences(world.people["ara"].login_id) == {"lists": {"portal.products": choice}}
    changed = {table for table, rows in everything().items() if rows != all_before[table]}
    assert changed <= {"owners_user", "django_session"}


def test_a_sort_by_a_column_that_is_not_shown_still_holds(ara: Client) -> None:
    """The address means the same whatever is shown."""
    address = f"{LIST}?sort=-seller_sku"
    before = ara.get(address).content.decode()
    keep(ara, "seller_sku")
    after = ara.get(address).content.decode()
    assert [c.partition('"')[0] for c in after.split('name="ids" value="')[1:]] == [
        c.partition('"')[0] for c in before.split('name="ids" value="')[1:]
    ]


def test_a_choice_costs_no_statement(ara: Client, django_assert_num_queries: Any) -> None:
    """What people chose comes with the people."""
    with django_assert_num_queries(5):
        ara.get(LIST)
    keep(ara, "status", "seller_sku")
    ara.get(LIST)
    with django_assert_num_queries(5):
        ara.get(LIST)


def test_the_file_has_the_same_columns(ara: Client) -> None:
    """엑셀다운로드: chosen columns in their order; what only the file has stands at the end."""
    only_in_file = [
        str(c.label) for c in exports.offered()["portal.products"].spec.columns if c.excel and not c.screen
    ]
    keep(ara, "status", "seller_sku")
    assert sheet(ara.get(f"{LIST}?export=xlsx"))[0] == ["상태", "Seller Sku", *only_in_file]


def test_a_file_made_in_the_background_too(
    ara: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The choice at the time of asking is the file's, whatever is chosen before it is made."""
    monkeypatch.setattr(exports, "MOST_DIRECT", 1)
    keep(ara, "seller_sku")
    assert ara.get(f"{LIST}?export=xlsx").headers["Location"] == "/jobs/"
    keep(ara, reset="1")
    work.work_off("w")
    with operator_scope():
        job = Job.objects.get()
        assert job.status == Job.Status.DONE
    rows = sheet(ara.get(f"/jobs/{job.public_id}/file/"))
    assert rows[0][0] == "Seller Sku"
    assert "상태" not in rows[0]


def test_back_to_how_it_comes(ara: Client, world: World) -> None:
    """기본값으로 keeps nothing."""
    before = heads(ara)
    keep(ara, "status", density="cozy")
    assert heads(ara) == ["상태"]
    keep(ara, "status", reset="1")
    assert heads(ara) == before
    assert preferences(world.people["ara"].login_id) == {"lists": {}}


def test_all_columns_in_order_are_no_choice(ara: Client, world: World) -> None:
    """So that a column that comes later stands where it belongs."""
    spec = exports.offered()["portal.products"].spec
    keep(ara, *[c.key for c in spec.columns if c.screen], density="cozy")
    kept = preferences(world.people["ara"].login_id)["lists"]["portal.products"]
    assert kept == {"density": "cozy", "shown": [], "known": []}


def test_columns_that_came_later_are_shown_and_gone_ones_forgotten(ara: Client, world: World) -> None:
    """What was kept of another version does no harm."""
    person = world.people["ara"]
    person.preferences = {
        "lists": {
            "portal.products": {
                "density": "huge", "shown": ["seller_sku", "gone"], "known": ["seller_sku", "gone", "image"],
            },
            "portal.inventory": ["nonsense"],
        }
    }  # fmt: skip
    person.save()
    found = heads(ara)
    assert found[0] == "Seller Sku"
    assert "이미지" not in found
    assert "상태" in found
    assert ara.get("/inventory/").status_code == 200


def test_no_column_at_all_is_refused(ara: Client) -> None:
    """The message stands at the columns, and nothing is kept."""
    before = everything()
    answer = keep(ara, "nonsense")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "열을 1개 이상 선택해 주세요" in text
    assert "<title>오류: " in text
    assert everything() == before


@pytest.mark.parametrize(
    "name", ["console.users", "no.such", "portal.webhook_deliveries", "console.inventory"]
)
def test_lists_one_may_not_open_do_not_exist(world: World, name: str) -> None:
    """Neither the warehouse's, nor unknown ones, nor those whose right is lacking."""
    bom = client_of(world.people["bom"])
    before = everything()
    assert bom.get(f"/lists/{name}/settings/").status_code == 404
    assert bom.post(f"/lists/{name}/settings/", {"columns": "name"}).status_code == 404
    assert everything() == before


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_way_back_leads_to_nobody_else(ara: Client, address: str) -> None:
    """Only to pages of this service."""
    answer = ara.post(URL, {"columns": "status", "next": address})
    assert answer.headers["Location"] == "/"
    assert address not in ara.get(URL, {"next": address}).content.decode()


def test_the_page_says_what_was_chosen(ara: Client) -> None:
    """Shown columns first and ticked, in their order."""
    keep(ara, "status", "seller_sku", density="cozy")
    text = ara.get(URL).content.decode()
    boxes = [part.partition(">")[0] for part in text.split('name="columns" value="')[1:]]
    assert [b.partition('"')[0] for b in boxes][:2] == ["status", "seller_sku"]
    assert [b.endswith("checked") for b in boxes] == [True, True] + [False] * (len(boxes) - 2)
    assert 'value="cozy" checked' in text
