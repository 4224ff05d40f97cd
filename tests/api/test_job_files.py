"""Files of jobs over the API: started, fetched, and refused to who may not read what is in them."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from rocket3pl.api.v1.jobs import AREA_OF_LIST
from rocket3pl.jobs import work
from rocket3pl.jobs.models import Job
from rocket3pl.jobs.operations import KEEP_FILES, drop_files
from rocket3pl.owners.api_keys import create_api_key
from rocket3pl.owners.models import ApiKey, User
from rocket3pl.shared.rights import Role
from rocket3pl.web.exports import offered
from tests.api.conftest import Program, Programs, business, new_key
from tests.api.test_people import codes
from tests.factories import NOW, World, make_products
from tests.portal.products.support import skus
from tests.support import acting, body, sheet

ASKED = {"list": "portal.products", "query": {"sort": "-seller_sku"}}


def started(program: Program, asked: Any = ASKED) -> str:
    answer = program.post("/jobs/exports", asked)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def test_every_list_has_an_area() -> None:
    assert set(AREA_OF_LIST) == set(offered())


def test_a_file_is_made_and_fetched(world: World, programs: Programs) -> None:
    make_products(world.ara, 3)
    make_products(world.chae, 2)
    seller = programs("ara")
    job = started(seller)
    assert started(seller) == job
    early = seller.get(f"/jobs/{job}/file")
    assert (early.status_code, early.json()["code"], early["Retry-After"]) == (409, "not_ready", "2")
    assert work.work_off("w") >= 1
    shown = seller.get(f"/jobs/{job}").json()
    assert (shown["status"], shown["done"], shown["total"]) == ("done", 3, 3)
    answer = seller.get(f"/jobs/{job}/file")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith('attachment; filename="products')
    assert "no-store" in answer["Cache-Control"]
    rows = sheet(answer)
    assert len(rows) == 4
    skus = [row[rows[0].index("Seller Sku")] for row in rows[1:]]
    assert skus == sorted(skus, reverse=True)
    # A rival has neither the job nor its file.
    for address in (f"/jobs/{job}", f"/jobs/{job}/file"):
        assert programs("chae").get(address).status_code == 404
        assert programs("dan").get(address).status_code == 404


def test_a_repeated_start_is_one_job(programs: Programs) -> None:
    seller, key = programs("ara"), new_key()
    first = seller.post("/jobs/exports", ASKED, idempotency_key=key)
    work.work_off("w")
    again = seller.post("/jobs/exports", ASKED, idempotency_key=key)
    assert (first.status_code, again.content, Job.objects.count()) == (201, first.content, 1)
    assert started(seller) != first.json()["id"]


def test_what_was_asked_reaches_the_file(world: World, programs: Programs) -> None:
    make_products(world.ara, 2)
    sku, _other = skus(world.ara)
    seller = programs("ara")
    job = started(seller, {"list": "portal.inventory", "query": {"q": sku.seller_sku, "nonsense": "x"}})
    work.work_off("w")
    rows = sheet(seller.get(f"/jobs/{job}/file"))
    assert len(rows) == 2 and sku.seller_sku in rows[1]


@pytest.mark.parametrize("name", ["console.products", "nothing", "console.users", ""])
def test_lists_that_a_seller_does_not_have(programs: Programs, name: str) -> None:
    seller = programs("ara")
    before = business()
    answer = seller.post("/jobs/exports", {"list": name})
    assert (answer.status_code, codes(answer)) == (422, [("list", "unknown")])
    assert business() == before


def test_a_file_needs_the_area_of_its_list(world: World, programs: Programs) -> None:
    """A key that reads no products must not read them in a file, whoever had it made."""
    whole, narrow = programs("ara"), programs("ara", settings="write", inventory="read")
    before = business()
    refused = narrow.post("/jobs/exports", ASKED)
    assert (refused.status_code, refused.json()["code"]) == (403, "area_missing")
    assert business() == before
    job = started(whole)
    work.work_off("w")
    answer = narrow.get(f"/jobs/{job}/file")
    assert (answer.status_code, answer.json()["code"]) == (403, "area_missing")
    assert narrow.get(f"/jobs/{job}").status_code == 200
    body(whole.get(f"/jobs/{job}/file"))


def test_a_file_needs_the_right_of_its_list(world: World, programs: Programs) -> None:
    warehouse, worker = programs("dan"), programs("eun")
    job = started(warehouse, {"list": "console.users"})
    work.work_off("w")
    assert len(sheet(warehouse.get(f"/jobs/{job}/file"))) == 1 + len(world.people)
    answer = worker.get(f"/jobs/{job}/file")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
    assert worker.post("/jobs/exports", {"list": "console.users"}).status_code == 403
    with acting(world.people["ara"]):
        token = create_api_key("k", {"settings": "write", "people": "read"}, role=Role.OWNER_STAFF, now=NOW)
    assert Program(token).post("/jobs/exports", {"list": "portal.staff"}).status_code == 403


def test_files_that_are_gone_or_never_came(world: World, programs: Programs) -> None:
    seller = programs("ara")
    job = started(seller)
    work.work_off("w")
    default_storage.delete(Job.objects.get().file)
    for _ in range(2):
        answer = seller.get(f"/jobs/{job}/file")
        assert (answer.status_code, answer.json()["code"]) == (410, "gone")
        Job.objects.update(ended_at=timezone.now() - KEEP_FILES - timedelta(minutes=1))
        drop_files(None, now=timezone.now())  # type: ignore[arg-type]
    assert Job.objects.get().file == ""
    cancelled = started(seller)
    assert seller.post(f"/jobs/{cancelled}/cancel").status_code == 200
    answer = seller.get(f"/jobs/{cancelled}/file")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_file")
    unknown = seller.get("/jobs/01234567-89ab-4def-8123-456789abcdef/file")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")


def test_a_file_is_written_with_the_rights_that_its_starter_has_then(
    world: World, programs: Programs
) -> None:
    seller = programs("ara")
    job = started(seller, {"list": "portal.staff"})
    User.objects.filter(pk=world.people["ara"].pk).update(role="owner_staff")
    work.work_off("w")
    shown = seller.get(f"/jobs/{job}").json()
    assert (shown["status"], shown["problem"]) == ("failed", "NotPermitted")


@pytest.mark.parametrize(
    "change",
    [
        {"revoked_at": NOW},
        {"expires_at": NOW},
        {"areas": {"settings": "write", "inventory": "write"}},
        {"role": "owner_staff"},
    ],
    ids=["taken back", "run out", "narrowed", "a lesser role"],
)
def test_a_file_is_written_with_the_rights_that_its_key_has_then(
    world: World, programs: Programs, change: dict[str, Any]
) -> None:
    """Whatever the person who made the key may read."""
    seller, other = programs("ara"), programs("ara")
    job = started(seller, {"list": "portal.staff"})
    ApiKey.objects.filter(prefix=seller.token.split("_")[1]).update(**change)
    work.work_off("w")
    shown = other.get(f"/jobs/{job}").json()
    assert (shown["status"], shown["problem"], shown["done"]) == ("failed", "NotPermitted", 0)
    assert other.get(f"/jobs/{job}/file").json()["code"] == "no_file"
    assert Job.objects.get().file == ""
    # Another key's file is its own job, and is written.
    again = started(other, {"list": "portal.staff"})
    work.work_off("w")
    assert other.get(f"/jobs/{again}").json()["status"] == "done"


def test_two_keys_of_one_person_have_jobs_of_their_own(world: World, programs: Programs) -> None:
    """A key that is taken back must not end what another one asked for."""
    one, two = programs("ara"), programs("ara")
    jobs = [started(one), started(two)]
    assert jobs[0] != jobs[1]
    assert [started(one), started(two)] == jobs
    ApiKey.objects.filter(prefix=one.token.split("_")[1]).update(revoked_at=NOW)
    work.work_off("w")
    assert [two.get(f"/jobs/{job}").json()["status"] for job in jobs] == ["failed", "done"]
    assert one.get(f"/jobs/{jobs[1]}/file").status_code == 401
