"""작업 내역, and Excel files of long lists: whose they are, how they look, what they hold."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone, translation

from rocket3pl.catalog.models import Sku
from rocket3pl.jobs import work
from rocket3pl.jobs.models import Job
from rocket3pl.jobs.operations import KEEP_FILES, cancel_job, start_job
from rocket3pl.jobs.queries import jobs
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.models import OutboxMessage
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import operator_scope
from rocket3pl.web import exports
from rocket3pl.web.jobs import problem_text, remaining, remaining_text
from tests.factories import NOW, World, make_products
from tests.portal.products.support import HTMX, client_of, text_of
from tests.support import acting, body, everything, sheet

URL = "/jobs/"
PRODUCTS = "/products/"


@pytest.fixture(autouse=True)
def _korean() -> Any:
    with translation.override("ko"):
        yield


@pytest.fixture
def ara(world: World) -> Client:
    return client_of(world.people["ara"])


@pytest.fixture
def long_list(world: World) -> int:
    """5,001 products of Ara's."""
    make_products(world.ara, 1)
    with operator_scope():
        first = Sku.objects.get()
        copies = []
        for n in range(5_000):
            copy = Sku.objects.model(
                **{f.attname: getattr(first, f.attname) for f in Sku._meta.concrete_fields}
            )
            copy.pk, copy.public_id = None, None
            copy.public_id = Sku._meta.get_field("public_id").get_default()
            copy.fnsku, copy.seller_sku = f"L{n:06d}", f"LONG-{n:06d}"
            copies.append(copy)
        Sku.objects.bulk_create(copies, batch_size=500)
    return 5_001


def start(person: Any, kind: str = "nothing", **more: Any) -> str:
    with acting(person):
        return str(start_job(kind, title="재고관리 엑셀", params={}, now=NOW, **more))


def test_a_long_list_becomes_a_job_whose_file_is_the_direct_one(
    world: World, ara: Client, long_list: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"export": "xlsx", "sort": "-seller_sku"}
    before = everything(but=("shared_outboxmessage",))
    page = ara.get(PRODUCTS, asked, follow=True)
    assert page.redirect_chain == [(URL, 302)]
    assert "엑셀 파일을 만들고 있습니다" in text_of(page)
    assert "상품정보목록 엑셀 파일" in text_of(page)
    # Pressed twice, it is made once.
    assert ara.get(PRODUCTS, asked).status_code == 302
    job = Job.objects.get()
    assert (job.status, job.total, job.params["query"]["sort"]) == ("waiting", long_list, "-seller_sku")
    # The query of the page is another page of the same file.
    assert ara.get(PRODUCTS, {**asked, "page": "3", "size": "50"}).status_code == 302
    assert Job.objects.count() == 1
    assert everything(but=("shared_outboxmessage",)) == before
    work.work_off("w")
    job.refresh_from_db()
    assert (job.status, job.done, job.total) == ("done", long_list, long_list)
    made = ara.get(f"{URL}{job.public_id}/file/")
    assert made["Content-Disposition"].startswith('attachment; filename="products_')
    assert "no-store" in made["Cache-Control"]
    written = sheet(made)
    monkeypatch.setattr(exports, "MOST_DIRECT", long_list)
    direct = sheet(ara.get(PRODUCTS, asked))
    assert len(written) == long_list + 1
    assert written == direct


def test_up_to_the_limit_it_comes_at_once(world: World, ara: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_products(world.ara, 3)
    monkeypatch.setattr(exports, "MOST_DIRECT", 3)
    assert len(sheet(ara.get(PRODUCTS, {"export": "xlsx"}))) == 4
    monkeypatch.setattr(exports, "MOST_DIRECT", 2)
    assert ara.get(PRODUCTS, {"export": "xlsx"}).status_code == 302
    # Ticked rows are few.
    with operator_scope():
        ids = [str(i) for i in Sku.objects.values_list("public_id", flat=True)]
    assert len(sheet(ara.get(PRODUCTS, {"export": "xlsx", "ids": ids}))) == 4
    assert Job.objects.count() == 1
    # Looking only starts nothing.
    ara.head("/inventory/", {"export": "xlsx"})
    assert Job.objects.count() == 1


def test_a_search_that_stops_counting_is_read_to_tell(
    world: World, ara: Client, long_list: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"export": "xlsx", "q": "knit"}
    assert ara.get(PRODUCTS, asked).status_code == 302
    assert Job.objects.get().total == 0
    work.work_off("w")
    job = Job.objects.get()
    assert (job.status, job.done, job.total) == ("done", long_list, long_list)
    monkeypatch.setattr(exports, "MOST_DIRECT", long_list)
    assert sheet(ara.get(PRODUCTS, asked)) == sheet(ara.get(f"{URL}{job.public_id}/file/"))


def test_another_owner_gets_neither_the_rows_nor_the_file(
    world: World, ara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_DIRECT", 0)
    make_products(world.ara, 2)
    foreign = make_products(world.chae, 2)
    chae = client_of(world.people["chae"])
    for browser in (ara, chae):
        browser.get(PRODUCTS, {"export": "xlsx"})
    work.work_off("w")
    mine, theirs = (Job.objects.get(owner=o) for o in (world.ara, world.chae))
    with operator_scope():
        skus = {
            o: set(Sku.objects.filter(owner=o).values_list("fnsku", flat=True))
            for o in (world.ara, world.chae)
        }
    rows = sheet(chae.get(f"{URL}{theirs.public_id}/file/"))
    cells = {cell for row in rows for cell in row}
    assert skus[world.chae] < cells and not skus[world.ara] & cells
    assert len(foreign) == 2
    for who in (chae, client_of(world.people["dan"])):
        for base in (URL, "/console" + URL):
            assert who.get(f"{base}{mine.public_id}/file/").status_code == 404
            assert who.post(f"{base}{mine.public_id}/cancel/").status_code == 404
    assert str(mine.public_id) not in text_of(chae.get(URL))


def test_a_file_is_for_those_who_may_open_the_list(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST_DIRECT", 0)
    make_products(world.ara, 1)
    dan, bill = client_of(world.people["dan"]), client_of(world.people["bill"])
    dan.get("/console/products/", {"export": "xlsx"})
    work.work_off("w")
    job = Job.objects.get()
    address = f"/console/jobs/{job.public_id}/file/"
    assert (job.status, len(sheet(dan.get(address)))) == ("done", 2)
    assert address in text_of(dan.get("/console/jobs/"))
    assert bill.get(address).status_code == 403
    assert address not in text_of(bill.get("/console/jobs/"))


def test_who_lost_the_right_meanwhile_gets_no_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST_DIRECT", 0)
    make_products(world.ara, 1)
    client_of(world.people["dan"]).get("/console/products/", {"export": "xlsx"})
    world.people["dan"].role = "billing"
    world.people["dan"].save()
    work.work_off("w")
    job = Job.objects.get()
    assert (job.status, job.problem, job.file) == ("failed", "NotPermitted", "")


def test_a_list_that_is_gone_ends_in_words(world: World, ara: Client) -> None:
    with acting(world.people["ara"]):
        params = {"list": "portal.gone", "query": exports._kept(ListQuery())}
        start_job(exports.KIND, title="t", params=params, now=NOW)
    work.work_off("w")
    assert Job.objects.get().problem == "NotFound"
    assert "찾으시는 내용이 없습니다" in text_of(ara.get(URL))


def test_every_list_is_offered_under_the_right_of_its_page() -> None:
    assert {name: o.right for name, o in exports.offered().items()} == {
        "console.centres": Right.EDIT_MASTER_DATA,
        "console.couriers": Right.EDIT_MASTER_DATA,
        "console.glossary": Right.EDIT_MASTER_DATA,
        "console.inbounds": Right.RECEIVE,
        "console.inventory": Right.VIEW_STOCK,
        "console.notices": Right.VIEW_STOCK,
        "console.outbounds": Right.FULFIL,
        "console.owners": Right.EDIT_MASTER_DATA,
        "console.products": Right.APPROVE_PRODUCT,
        "console.users": Right.MANAGE_USERS,
        "console.warehouses": Right.EDIT_MASTER_DATA,
        "import1688.events": Right.EDIT_MASTER_DATA,
        "portal.coupang_sales": Right.VIEW_STOCK,
        "portal.coupang_stock": Right.VIEW_STOCK,
        "portal.parcels": Right.VIEW_STOCK,
        "console.parcels": Right.FULFIL,
        "portal.failed_lines": Right.VIEW_STOCK,
        "portal.inbounds": Right.VIEW_STOCK,
        "portal.inventory": Right.VIEW_STOCK,
        "portal.notices": Right.VIEW_STOCK,
        "portal.outbounds": Right.VIEW_STOCK,
        "portal.products": Right.VIEW_STOCK,
        "portal.products_failed": Right.VIEW_STOCK,
        "portal.staff": Right.MANAGE_OWN_STAFF,
        "portal.webhook_deliveries": Right.MANAGE_OWN_STAFF,
    }


def test_a_query_survives_being_kept() -> None:
    query = ListQuery(
        tab="low", q="니트", field="sku", basis="requested", since=NOW.date(), until=None, sort="-n",
        ids=("a", "b"), where={"warehouse": "ICN1"},
    )  # fmt: skip
    assert exports._query(exports._kept(query)) == query


def test_the_page_asks_again_while_something_is_open(world: World, ara: Client) -> None:
    empty = text_of(ara.get(URL))
    assert "작업 내역이 없습니다" in empty and "hx-trigger" not in empty.split('id="jobs"')[1]
    key = start(world.people["bom"], total=5_000)
    Job.objects.update(status="running", done=1_200, started_at=timezone.now() - timedelta(minutes=6))
    page = text_of(ara.get(URL))
    assert 'hx-get="/jobs/" hx-trigger="every 2s"' in page
    assert 'max="5000" value="1200"' in page and "1,200 / 5,000" in page and "약 19분 남음" in page
    assert "이 화면을 닫아도 계속됩니다" in page and "7일 동안" in page and "진행 중인 작업 1건" in page
    assert f'action="/jobs/{key}/cancel/"' in page
    piece = text_of(ara.get(URL, headers={**HTMX, "HX-Target": "jobs"}))
    assert piece.lstrip().startswith("<section") and "1,200 / 5,000" in piece
    assert "no-store" in ara.get(URL)["Cache-Control"]
    Job.objects.update(status="done", ended_at=NOW)
    piece = text_of(ara.get(URL, headers={**HTMX, "HX-Target": "jobs"}))
    assert "hx-get" not in piece and "완료" in piece


def test_a_job_is_cancelled_from_the_page(world: World, ara: Client) -> None:
    key = start(world.people["ara"])
    page = ara.post(f"{URL}{key}/cancel/", follow=True)
    assert page.redirect_chain == [(URL, 302)] and "취소됨" in text_of(page)
    assert Job.objects.get().status == "cancelled"
    running = start(world.people["ara"])
    Job.objects.filter(public_id=running).update(status="running")
    assert "취소하는 중입니다" in text_of(ara.post(f"{URL}{running}/cancel/", follow=True))
    with acting(world.people["ara"]):
        cancel_job(running, now=NOW)
        assert [j.status for j in jobs()] == ["running", "cancelled"]
    assert OutboxMessage.objects.filter(topic="job.run").count() == 2


def test_a_file_that_is_gone_is_unknown(world: World, ara: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert timedelta(days=7) == KEEP_FILES
    monkeypatch.setattr(exports, "MOST_DIRECT", 0)
    make_products(world.ara, 1)
    ara.get(PRODUCTS, {"export": "xlsx"})
    work.work_off("w")
    job = Job.objects.get()
    address = f"{URL}{job.public_id}/file/"
    assert body(ara.get(address))[:2] == b"PK"
    default_storage.delete(job.file)
    assert ara.get(address).status_code == 404
    Job.objects.update(file="")
    assert ara.get(address).status_code == 404
    assert address not in text_of(ara.get(URL))
    assert ara.get(f"{URL}nonsense/file/").status_code == 404


def test_remaining_time_is_told_when_it_can_be_known() -> None:
    job = Job(status="running", done=100, total=400, started_at=NOW)
    later = NOW + timedelta(seconds=10)
    assert remaining(job, later) == timedelta(seconds=30)
    assert [
        remaining_text(left)
        for left in (None, timedelta(seconds=59), timedelta(seconds=61), timedelta(minutes=61))
    ] == ["", "1분 이내 남음", "약 2분 남음", "약 2시간 남음"]
    for changes in ({"status": "waiting"}, {"done": 0}, {"total": 0}, {"done": 400}, {"started_at": None}):
        fields = {"status": "running", "done": 100, "total": 400, "started_at": NOW, **changes}
        assert remaining(Job(**fields), later) is None


@pytest.mark.parametrize("language", ["ko", "zh-hans", "en"])
def test_every_problem_has_a_sentence(language: str) -> None:
    with translation.override(language):
        said = {code: str(problem_text(code)) for code in ("unexpected", "NotPermitted", "NotFound", "Odd")}
    assert len(set(said.values())) == 4
    assert all(said.values())
