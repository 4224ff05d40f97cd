"""엑셀 업로드 of more rows than a page shows: applied for by a job, the rest given back with reasons."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from rocket3pl.catalog.models import Sku
from rocket3pl.jobs import work
from rocket3pl.jobs.models import Job
from rocket3pl.jobs.operations import KEEP_FILES, drop_files
from rocket3pl.jobs.progress import Progress
from rocket3pl.portal.products import bulk, imports
from rocket3pl.shared.spreadsheet import SheetColumn, write
from rocket3pl.shared.tenancy import operator_scope
from tests.factories import World, make_file
from tests.portal.products.support import client_of, text_of
from tests.support import changed, everything, sheet

URL = "/products/import/"
HEADER = ["* Fnsku", "상품이미지", "입고창고", "* Seller sku", "중문상품명", "영문상품명", "세관신고가격"]
HEADER += ["무게", "가로", "세로", "높이"]


def good(n: int, **changes: str) -> list[str]:
    """Return row n of a sheet; `changes` by the titles of columns."""
    row = [f"FN{n:08d}", "a.png", "ICN1", f"SKU-{n}", "毛衣", "Knit", "5.2", "0.42", "36.5", "34", "4"]
    for title, value in changes.items():
        row[HEADER.index(title)] = value
    return row


def file_of(*rows: list[str], header: list[str] | None = None) -> SimpleUploadedFile:
    out = io.BytesIO()
    write([SheetColumn(title) for title in header or HEADER], rows, out)
    return SimpleUploadedFile("상품.xlsx", out.getvalue())


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows are many, and are applied for two at a time."""
    monkeypatch.setattr(imports, "MAX_BLOCKS", 2)
    monkeypatch.setattr(bulk, "AT_ONCE", 2)


@pytest.fixture
def ara(world: World) -> Client:
    make_file(world.ara)
    return client_of(world.people["ara"])


def job() -> Job:
    with operator_scope():
        return Job.objects.latest("id")


def skus() -> list[str]:
    with operator_scope():
        return sorted(Sku.objects.values_list("seller_sku", flat=True))


def test_all_rows_are_applied_for_in_the_background(world: World, ara: Client) -> None:
    """Nothing before the worker has come to it; then all, and no file is left."""
    before = everything()
    answer = ara.post(URL, {"file": file_of(*[good(n) for n in range(5)])})
    assert answer["Location"] == "/jobs/"
    assert changed(before) <= {"jobs_job", "shared_outboxmessage", "django_session"}
    assert "상품 5건을 신청하고 있습니다" in text_of(ara.get("/jobs/"))
    work.work_off("w")
    assert skus() == [f"SKU-{n}" for n in range(5)]
    done = job()
    assert (done.status, done.done, done.total, done.file) == ("done", 5, 5, "")
    assert done.title == "상품 엑셀 업로드: 5건 신청, 0건 오류"


def test_rows_that_could_not_be_come_back_and_can_be_sent_again(world: World, ara: Client) -> None:
    """With every column they had, and the reasons in one more; the corrected file is taken as it is."""
    rows = [
        good(0),
        good(1, 영문상품명=""),
        good(2, 무게="x"),
        good(3),
        good(4, **{"* Fnsku": "FN00000000"}),
        good(5, 입고창고="없는 창고"),
        good(6, 영문상품명="니트 knit"),
    ]
    ara.post(URL, {"file": file_of(*rows)})
    work.work_off("w")
    assert skus() == ["SKU-0", "SKU-3"]
    done = job()
    assert (done.status, done.title) == ("done", "상품 엑셀 업로드: 2건 신청, 5건 오류")
    back = sheet(ara.get(f"/jobs/{done.public_id}/file/"))
    assert back[0] == [*HEADER, "오류"]
    assert [row[3] for row in back[1:]] == ["SKU-1", "SKU-2", "SKU-4", "SKU-5", "SKU-6"]
    reasons = [str(row[-1]) for row in back[1:]]
    assert reasons[0].startswith("영문상품명: ")
    assert reasons[1].startswith("무게: ")
    assert reasons[2].startswith("Fnsku: ")
    assert reasons[3] == "입고창고: 목록에서 다시 선택해 주세요"
    assert reasons[4] == ("영문상품명: 통관 서류에는 한글·한자를 쓸 수 없습니다. 영문으로 바꿔 주세요: 니트")
    fixed = [[str(v if v is not None else "") for v in row] for row in back[1:]]
    fixed[0][5], fixed[1][7], fixed[2][0], fixed[3][2] = "Knit", "0.5", "FN99999999", "ICN1"
    fixed[4][5] = "knit"
    ara.post(URL, {"file": file_of(*fixed, header=[str(t) for t in back[0]])})
    work.work_off("w")
    assert skus() == [f"SKU-{n}" for n in range(7)]
    assert job().title == "상품 엑셀 업로드: 5건 신청, 0건 오류"


def test_a_row_tells_of_taken_codes_and_of_what_makes_no_sense_at_once(world: World, ara: Client) -> None:
    rows = [
        good(0),
        good(1),
        good(2, **{"* Fnsku": "FN00000000"}, 무게="x"),
        good(3, **{"* Seller sku": "SKU-0"}, 세관신고가격=""),
        good(4, **{"* Fnsku": "!"}, 무게="x"),
    ]
    ara.post(URL, {"file": file_of(*rows)})
    work.work_off("w")
    assert skus() == ["SKU-0", "SKU-1"]
    back = sheet(ara.get(f"/jobs/{job().public_id}/file/"))
    assert [str(row[-1]).split(" / ") for row in back[1:]] == [
        ["무게: 0보다 큰 숫자로 입력해 주세요", "Fnsku: 이미 등록된 Fnsku입니다: FN00000000"],
        ["세관신고가격: 입력해 주세요", "Seller sku: 같은 Seller sku와 옵션의 상품이 이미 있습니다: SKU-0"],
        ["Fnsku: 영문 대문자와 숫자, - _ . 로 4~32자를 입력해 주세요", "무게: 0보다 큰 숫자로 입력해 주세요"],
    ]


def test_pressed_twice_it_is_one_job(world: World, ara: Client) -> None:
    """Another file is another job, and after the end the same one is, too."""
    for _ in range(2):
        ara.post(URL, {"file": file_of(*[good(n) for n in range(3)])})
    ara.post(URL, {"file": file_of(*[good(n) for n in range(3, 6)])})
    assert Job.objects.count() == 2
    work.work_off("w")
    assert skus() == [f"SKU-{n}" for n in range(6)]
    assert set(Job.objects.values_list("title", flat=True)) == {"상품 엑셀 업로드: 3건 신청, 0건 오류"}
    ara.post(URL, {"file": file_of(*[good(n) for n in range(3)])})
    assert Job.objects.count() == 3


def test_a_worker_that_dies_doubles_nothing(
    world: World, ara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was applied for before it died is applied for once."""
    ara.post(URL, {"file": file_of(*[good(n) for n in range(5)])})
    alive, calls = Progress.look, []

    def dies(self: Progress, done: int) -> None:
        calls.append(done)
        if len(calls) == 2:
            raise SystemExit
        alive(self, done)

    monkeypatch.setattr(Progress, "look", dies)
    with pytest.raises(SystemExit):
        work.work_off("w")
    assert skus() == [f"SKU-{n}" for n in range(4)]
    later = timezone.now() + timedelta(hours=1)
    work.work_off("another", clock=lambda: later)
    assert skus() == [f"SKU-{n}" for n in range(5)]
    assert job().title == "상품 엑셀 업로드: 5건 신청, 0건 오류"


def test_cancelled_it_keeps_what_it_had_applied_for(
    world: World, ara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """작업 취소 ends it between two parts."""
    ara.post(URL, {"file": file_of(*[good(n) for n in range(5)])})
    look = Progress.look

    def cancelled(self: Progress, done: int) -> None:
        # As cancel_job does for a running one.
        Job.objects.update(cancel_asked=True)
        look(self, done)

    monkeypatch.setattr(Progress, "look", cancelled)
    work.work_off("w")
    assert (job().status, skus()) == ("cancelled", ["SKU-0", "SKU-1"])


def test_more_rows_than_can_be_are_refused(
    world: World, ara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the number that can be; nothing is kept."""
    monkeypatch.setattr(imports, "MAX_ROWS", 4)
    before = everything()
    answer = ara.post(URL, {"file": file_of(*[good(n) for n in range(5)])})
    assert answer.status_code == 422
    assert "한 번에 4행까지 올릴 수 있습니다" in text_of(answer)
    assert changed(before) <= {"django_session"}


def test_a_file_without_its_columns_starts_nothing(world: World, ara: Client) -> None:
    """It is told at once, as for a short one."""
    before = everything()
    answer = ara.post(URL, {"file": file_of(*[["x"]] * 5, header=["무언가"])})
    assert answer.status_code == 422
    assert "열이 없습니다" in text_of(answer)
    assert changed(before) <= {"django_session"}


def test_a_rival_sees_nothing_of_it(world: World, ara: Client) -> None:
    """Neither the job nor the rows that came back; the products are Ara's."""
    ara.post(URL, {"file": file_of(good(0), good(1), good(2, 무게="x"))})
    work.work_off("w")
    chae = client_of(world.people["chae"])
    assert chae.get(f"/jobs/{job().public_id}/file/").status_code == 404
    assert "엑셀 업로드:" not in text_of(chae.get("/jobs/"))
    with operator_scope():
        assert set(Sku.objects.values_list("owner_id", flat=True)) == {world.ara.pk}


def test_what_was_read_is_deleted_with_the_result(world: World, ara: Client) -> None:
    """A week after the end, as for files that were made."""
    ara.post(URL, {"file": file_of(good(0), good(1), good(2, 무게="x"))})
    work.work_off("w")
    done = job()
    assert default_storage.exists(done.source)
    assert default_storage.exists(done.file)
    message: Any = None
    with operator_scope():
        drop_files(message, timezone.now() + KEEP_FILES + timedelta(minutes=1))
    assert not default_storage.exists(done.source)
    assert not default_storage.exists(done.file)
    assert (job().source, job().file) == ("", "")
