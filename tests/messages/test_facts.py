"""Every public fact: named, documented, true, and without a word about who receives the goods."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from rocket3pl.inbound.operations import InboundRequest, RequestedLine, request_inbound
from rocket3pl.inbound.receiving import CountedLine, accept_inbound, close_inbound, mark_arrived, receive
from rocket3pl.inbound.rules import STEPS as INBOUND_STEPS
from rocket3pl.jobs.work import work_off
from rocket3pl.messages.endpoints import EndpointDetails, create_endpoint
from rocket3pl.messages.facts import FACTS, TEST_TOPIC, Topic
from rocket3pl.messages.models import Delivery
from rocket3pl.outbound.fulfilment import accept_outbound, start_picking
from rocket3pl.outbound.rules import STEPS as OUTBOUND_STEPS
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.shared.tenancy import operator_scope
from tests.factories import NOW, World, make_products, make_stock, new_key, order
from tests.messages.conftest import quiet
from tests.support import acting

DOCS = Path(__file__).resolve().parents[2] / "docs" / "webhooks.md"
PERSONAL = ("홍길동", "010-9876-5432", "98765432", "테헤란로", "06236", "강남구", "비밀 메모")


def test_every_step_of_every_document_is_public() -> None:
    states = {state for _from, state in INBOUND_STEPS.values()}
    inbound = {"inbound.requested", "inbound.in_transit"} | {f"inbound.{state}" for state in states}
    outbound = {"outbound.requested"} | {f"outbound.{step}" for step in OUTBOUND_STEPS}
    product = {"product.requested", "product.approved", "product.rejected"}
    assert set(FACTS) == inbound | outbound | product | {"stock.low"}
    assert {fact.topic for fact in FACTS.values()} == set(Topic)


def test_the_documentation_names_them_all() -> None:
    named = set(re.findall(r"^\| `([a-z_.]+)`", DOCS.read_text(encoding="utf-8"), re.MULTILINE))
    assert named == {topic.value for topic in Topic} | {TEST_TOPIC}


@pytest.fixture
def listening(world: World, settings: Any) -> None:
    """An endpoint of Ara's that nobody answers."""
    settings.WEBHOOKS_INSIDE_ALLOWED = True
    with acting(world.people["ara"]):
        create_endpoint(EndpointDetails("http://127.0.0.1:9/"), key=new_key(), now=NOW)


def told() -> list[dict[str, Any]]:
    work_off("w", clock=lambda: NOW)
    with operator_scope():
        return [json.loads(body) for body in Delivery.objects.order_by("id").values_list("body", flat=True)]


def test_an_outbound_without_its_recipient(world: World, listening: None) -> None:
    (goods,) = make_products(world.ara, 1)
    make_stock(world.ara, [goods], 10)
    quiet()
    with acting(world.people["ara"]):
        asked = order(
            (goods, 4), order_no="A-1001", po_no="P-7", recipient="홍길동", phone="010-9876-5432",
            memo="비밀 메모", address="테헤란로 152", postcode="06236", city="강남구",
        )  # fmt: skip
        number = submit_outbounds([asked], key=new_key(), now=NOW)["numbers"][0]
    with acting(world.people["dan"]):
        accept_outbound(number, version=None, now=NOW)
        start_picking(number, version=None, now=NOW)
    found = told()
    assert [f["type"] for f in found] == [
        "outbound.requested",
        "outbound.accepted",
        "outbound.picking_started",
    ]
    assert [f["data"]["status"] for f in found] == ["requested", "accepted", "picking"]
    (line,) = found[0]["data"].pop("lines")
    assert (line["product"], line["line_no"], line["quantity"], line["picked"], line["short"]) == (
        goods.public_id, 1, 4, 0, 0,
    )  # fmt: skip
    assert set(line) == {"product", "line_no", "seller_sku", "fnsku", "quantity", "picked", "short"}
    assert found[0]["data"] == {
        "number": number,
        "status": "requested",
        "method": "parcel",
        "order_no": "A-1001",
        "po_no": "P-7",
        "warehouse": "ICN1",
        "coupang_centre": None,
        "courier": None,
        "tracking_no": "",
        "box_count": None,
    }
    text = json.dumps(found, ensure_ascii=False)
    assert [word for word in PERSONAL if word in text] == []


def test_an_inbound_from_announcing_to_closing(world: World, listening: None) -> None:
    (goods,) = make_products(world.ara, 1)
    quiet()
    with acting(world.people["ara"]):
        lines = (RequestedLine(goods.public_id, 5),)
        number = request_inbound(InboundRequest(lines, memo="비밀 메모"), key=new_key(), now=NOW)["number"]
    with acting(world.people["dan"]):
        accept_inbound(number, version=None, now=NOW)
        mark_arrived(number, version=None, now=NOW)
        receive(number, [CountedLine(goods.public_id, 3, 1)], key=new_key(), version=None, now=NOW)
        close_inbound(number, version=None, now=NOW)
    found = told()
    assert [f["type"].partition(".")[2] for f in found] == [
        "requested", "accepted", "arrived", "receiving", "completed",
    ]  # fmt: skip
    assert [f["data"]["status"] for f in found] == [f["type"].partition(".")[2] for f in found]
    (line,) = found[-1]["data"].pop("lines")
    assert {n: line[n] for n in ("announced", "good", "damaged", "difference")} == {
        "announced": 5, "good": 3, "damaged": 1, "difference": -1,
    }  # fmt: skip
    assert found[-1]["data"] == {
        "number": number,
        "status": "completed",
        "automatic": False,
        "warehouse": "ICN1",
        "expected_on": None,
        "courier": None,
        "tracking_no": "",
        "box_count": None,
    }
    assert "비밀" not in json.dumps(found, ensure_ascii=False)
