"""Shipments and failed lines, jobs, and an inbound that came as announced, as programs see them."""

from datetime import timedelta
from typing import Any

import pytest

from rocket3pl.catalog.models import Sku
from rocket3pl.inbound.models import Inbound
from rocket3pl.jobs.models import Job
from rocket3pl.jobs.operations import start_job
from rocket3pl.shared.tenancy import operator_scope
from rocket3pl.shipments.models import ShipmentLine, ShipmentStep
from rocket3pl.shipments.operations import take_content, take_state
from rocket3pl.shipments.told import Content, Event, State, ToldLine
from tests.api.conftest import Programs, business, new_key
from tests.documents.test_files import picture
from tests.factories import NOW, World, make_products
from tests.support import acting, levels

TOLD = {
    "fnsku": "D0000000000000001",
    "seller_sku": "KNIT-1",
    "name_zh": "纯色圆领毛衣女",
    "name_ko": "라운드 니트",
    "name_en": "Round-neck knit",
    "option_text": "颜色:白色",
    "declared_price": "5.20",
    "width_cm": "36.5",
    "depth_cm": "34.1",
    "height_cm": "4.1",
    "has_battery": "false",
}
REASONS = [
    {"code": "missing_field", "field": "weight_kg", "value": ""},
    {"code": "missing_field", "field": "image", "value": ""},
]


def correction(image: str | None, **changes: Any) -> dict[str, Any]:
    """Return the body that makes the line of TOLD good."""
    facts = {name: value for name, value in TOLD.items() if name != "has_battery"}
    return {**facts, "weight_kg": "0.420", "has_battery": False, "image": image, **changes}


@pytest.fixture
def line(world: World) -> ShipmentLine:
    """A line of Ara's that lacks weight and picture, of a shipment that has sailed."""
    with acting(world.people["ara"]):
        event = Event("import1688", "evt_1", NOW, 1, "CN-1")
        head = {"transport": "SEA", "warehouse": "ICN1"}
        content = Content("ICN1", (ToldLine(1, 40, TOLD),), shipped_at=NOW, box_count=2, head=head)
        take_content(event, content, now=NOW)
        sailed = State(ShipmentStep.Kind.DEPARTED, detail={"vessel": "GOLDEN BRIDGE VII"})
        take_state(Event("import1688", "evt_2", NOW + timedelta(hours=2), 1, "CN-1"), sailed, now=NOW)
        return ShipmentLine.objects.select_related("shipment").get()


def shown_line(line: ShipmentLine, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(line.public_id), "line_no": 1, "quantity": 40, "state": "failed", "reasons": REASONS,
        "product": None, "seller_sku": "KNIT-1", "fnsku": "D0000000000000001", "option_text": "颜色:白色",
        "name": {"zh": "纯色圆领毛衣女", "ko": "라운드 니트", "en": "Round-neck knit"},
        "failed_at": "2026-11-22T03:00:00Z", **changes,
    }  # fmt: skip


def test_a_shipment_with_its_way_and_its_lines(world: World, programs: Programs, line: ShipmentLine) -> None:
    ara = {"code": world.ara.code, "name": world.ara.name}
    common = {
        "id": str(line.shipment.public_id), "source": "import1688", "shipment_no": "CN-1", "owner": ara,
        "warehouse": "ICN1", "shipped_at": "2026-11-22T03:00:00Z", "eta": None, "held": False,
        "withdrawn": False, "inbound": "", "created_at": "2026-11-22T03:00:00Z",
    }  # fmt: skip
    for who in ("ara", "dan"):
        program = programs(who)
        listed = program.get("/shipments").json()
        assert listed == {"items": [{**common, "lines": 1, "failed": 1}], "next_cursor": None}
        assert program.get(f"/shipments/{line.shipment.public_id}").json() == {
            **common,
            "box_count": 2,
            "head": {"transport": "SEA", "warehouse": "ICN1"},
            "steps": [
                {"kind": "cn_shipped", "at": "2026-11-22T03:00:00Z", "detail": {}},
                {
                    "kind": "departed",
                    "at": "2026-11-22T05:00:00Z",
                    "detail": {"vessel": "GOLDEN BRIDGE VII"},
                },
            ],
            "lines": [shown_line(line)],
        }
        assert program.get("/shipments/failed-lines").json()["items"] == [
            {
                **{n: v for n, v in shown_line(line).items() if n not in {"state", "product"}},
                "shipment": str(line.shipment.public_id),
                "shipment_no": "CN-1",
                "owner": ara,
                "image": None,
            }
        ]
    chae = programs("chae")
    assert chae.get("/shipments").json() == {"items": [], "next_cursor": None}
    assert chae.get("/shipments/failed-lines").json() == {"items": [], "next_cursor": None}


@pytest.mark.parametrize(
    ("question", "count"),
    [("?q=CN-1", 1), ("?q=CN-2", 0), ("?status=held", 0), ("?limit=1", 1)],
)
def test_shipments_are_found(programs: Programs, line: ShipmentLine, question: str, count: int) -> None:
    assert len(programs("ara").get("/shipments" + question).json()["items"]) == count


def test_a_corrected_line_is_a_product_and_expected(
    world: World, programs: Programs, line: ShipmentLine
) -> None:
    seller, path = programs("ara"), f"/shipments/failed-lines/{line.public_id}/correct"
    image = seller.upload("product_image", "a.png", picture()).json()["id"]
    key = new_key()
    answer = seller.post(path, correction(image), idempotency_key=key)
    with operator_scope():
        sku, inbound = Sku.objects.get(), Inbound.objects.get()
    assert (answer.status_code, answer.json()) == (
        200,
        shown_line(line, state="ready", reasons=[], failed_at=None, product=str(sku.public_id)),
    )
    assert (sku.fnsku, str(sku.weight_kg), str(sku.image.public_id)) == ("D0000000000000001", "0.420", image)
    assert seller.get(f"/shipments/{line.shipment.public_id}").json()["inbound"] == inbound.number
    assert seller.get("/shipments/failed-lines").json()["items"] == []
    # A repeat of the call is answered the same; another one finds nothing that failed.
    again = seller.post(path, correction(image), idempotency_key=key)
    assert (again.content, again["Idempotent-Replayed"]) == (answer.content, "true")
    assert seller.post(path, correction(image)).status_code == 404


def test_what_is_still_wrong_is_said_and_changes_nothing(programs: Programs, line: ShipmentLine) -> None:
    seller, path = programs("ara"), f"/shipments/failed-lines/{line.public_id}"
    before = business()
    for body, told in (
        (correction(None), [("image", "missing_field")]),
        (correction(None, weight_kg="0"), [("weight_kg", "out_of_range")]),
        (correction("01234567-89ab-4def-8123-456789abcdef"), [("image", "image_missing")]),
    ):
        answer = seller.post(f"{path}/correct", body)
        assert answer.status_code == 422
        assert [(e["path"], e["code"]) for e in answer.json()["errors"]] == told
    retried = seller.post(f"{path}/retry")
    assert retried.status_code == 422
    assert [(e["path"], e["code"], e["message"]) for e in retried.json()["errors"]] == [
        ("weight_kg", "missing_field", "입력해 주세요"), ("image", "missing_field", "입력해 주세요"),
    ]  # fmt: skip
    assert business() == before


def test_a_dropped_line_is_no_longer_expected(programs: Programs, line: ShipmentLine) -> None:
    seller = programs("ara")
    dropped = seller.post(f"/shipments/failed-lines/{line.public_id}/drop")
    assert dropped.json() == shown_line(line, state="dropped", quantity=0)
    assert seller.get("/shipments/failed-lines").json()["items"] == []
    assert seller.post(f"/shipments/failed-lines/{line.public_id}/drop").status_code == 404


def test_jobs_are_listed_and_cancelled(world: World, programs: Programs) -> None:
    with acting(world.people["bom"]):
        ids = [str(start_job("export", title=f"파일 {n}", params={}, now=NOW)) for n in range(3)]
    with acting(world.people["dan"]):
        theirs = str(start_job("export", title="창고", params={}, now=NOW))
    seller = programs("ara")
    first = seller.get("/jobs?limit=2").json()
    rest = seller.get(f"/jobs?limit=2&cursor={first['next_cursor']}").json()
    assert [j["id"] for j in (*first["items"], *rest["items"])] == ids[::-1]
    assert rest["next_cursor"] is None
    shown = {
        "id": ids[0], "title": "파일 0", "status": "waiting", "person": world.people["bom"].name, "done": 0,
        "total": 0, "filename": "", "problem": "", "cancel_asked": False,
        "requested_at": "2026-11-22T03:00:00Z", "started_at": None, "ended_at": None,
    }  # fmt: skip
    assert seller.get(f"/jobs/{ids[0]}").json() == shown
    assert seller.get(f"/jobs/{theirs}").status_code == 404
    assert [j["id"] for j in programs("dan").get("/jobs").json()["items"]] == [theirs]
    cancelled = seller.post(f"/jobs/{ids[0]}/cancel").json()
    assert cancelled == {**shown, "status": "cancelled", "ended_at": cancelled["ended_at"]}
    assert [j["id"] for j in seller.get("/jobs?status=cancelled").json()["items"]] == [ids[0]]
    Job.objects.filter(public_id=ids[1]).update(status=Job.Status.RUNNING)
    assert seller.post(f"/jobs/{ids[1]}/cancel").json()["cancel_asked"] is True
    assert programs("chae").post(f"/jobs/{ids[2]}/cancel").status_code == 404
    assert Job.objects.get(public_id=ids[2]).status == Job.Status.WAITING


def test_an_inbound_that_came_as_announced_is_completed_at_once(world: World, programs: Programs) -> None:
    (goods,) = make_products(world.ara)
    seller, worker = programs("ara"), programs("eun")
    sent = {"lines": [{"product": goods.public_id, "quantity": 5}]}
    number = seller.post("/inbounds", sent).json()["number"]
    assert worker.post(f"/inbounds/{number}/complete").status_code == 409
    programs("dan").post(f"/inbounds/{number}/accept")
    arrived = worker.post(f"/inbounds/{number}/arrive")
    assert worker.post(f"/inbounds/{number}/complete", if_match='"1"').status_code == 409
    key = new_key()
    done = worker.post(f"/inbounds/{number}/complete", if_match=arrived["ETag"], idempotency_key=key)
    assert done.status_code == 200
    told = done.json()
    assert (told["status"], [(n["good"], n["damaged"], n["difference"]) for n in told["lines"]]) == (
        "completed", [(5, 0, 0)],
    )  # fmt: skip
    again = worker.post(f"/inbounds/{number}/complete", if_match=arrived["ETag"], idempotency_key=key)
    assert again.content == done.content
    assert levels(goods.sku_id) == {"available": 5}
