"""알림 as programs read them: their own side's, by pages, kinds and moments."""

from datetime import timedelta
from typing import Any

from rocket3pl.notices.muting import want
from rocket3pl.notices.reading import read_one
from rocket3pl.notices.rules import Kind
from rocket3pl.notices.writing import Told, write
from tests.api.conftest import Programs
from tests.factories import NOW, World
from tests.notices.support import notice_ids
from tests.support import acting, everything


def test_a_seller_reads_theirs_and_the_warehouse_its_own(world: World, programs: Programs) -> None:
    write(Told(Kind.OUTBOUND_SHIPPED, world.ara.pk, "EO1", "EO1"), at=NOW)
    write(Told(Kind.JOB_DONE, world.ara.pk, "x", "y", person_id=world.people["ara"].pk), at=NOW)
    write(Told(Kind.OUTBOUND_REQUESTED, None, seller_id=world.ara.pk, count=3), at=NOW)
    hers, _, theirs = notice_ids()
    with acting(world.people["ara"]):
        # What people have read or muted is no business of programs.
        read_one(hers)
        want([], among=list(Kind))
    ara, chae, dan, eun, bill = (programs(who) for who in ("ara", "chae", "dan", "eun", "bill"))
    before = everything(but=("owners_apikey",))
    assert ara.get("/notices").json() == {
        "items": [
            {
                "id": hers,
                "kind": "outbound_shipped",
                "subject": "EO1",
                "count": 1,
                "target": {"kind": "outbound", "id": "EO1"},
                "owner": None,
                "created_at": "2026-11-22T03:00:00Z",
            }
        ],
        "next_cursor": None,
    }
    assert chae.get("/notices").json()["items"] == []
    (item,) = dan.get("/notices").json()["items"]
    assert (item["id"], item["count"], item["target"], item["owner"]) == (
        theirs, 3, {"kind": "outbounds", "id": ""}, {"code": world.ara.code, "name": "아라"},
    )  # fmt: skip
    assert len(eun.get("/notices").json()["items"]) == 1
    assert bill.get("/notices").json()["items"] == []
    assert everything(but=("owners_apikey",)) == before


def test_by_pages_kinds_and_moments(world: World, programs: Programs) -> None:
    for n in range(3):
        write(Told(Kind.OUTBOUND_SHIPPED, world.ara.pk, f"EO{n}", f"EO{n}"), at=NOW + timedelta(hours=n))
    write(Told(Kind.STOCK_LOW, world.ara.pk, count=2), at=NOW)
    ara = programs("ara")

    def subjects(question: str) -> Any:
        return [item["subject"] for item in ara.get(f"/notices?{question}").json()["items"]]

    first = ara.get("/notices?limit=3").json()
    assert [item["subject"] for item in first["items"]] == ["", "EO2", "EO1"]
    assert subjects(f"limit=3&cursor={first['next_cursor']}") == ["EO0"]
    assert subjects("kind=stock_low") == [""]
    assert subjects("kind=outbound_shipped&since=2026-11-22T04:00:00Z") == ["EO2", "EO1"]
    assert subjects("since=2026-11-22T13:00:00%2B09:00") == ["EO2", "EO1"]
    for bad in ("kind=nonsense", "since=2026-11-22T04:00:00", "since=x", "cursor=x", "limit=0"):
        assert ara.get(f"/notices?{bad}").status_code == 422, bad


def test_a_key_without_the_area_reads_nothing(world: World, programs: Programs) -> None:
    assert programs("ara", products="write").get("/notices").status_code == 403
