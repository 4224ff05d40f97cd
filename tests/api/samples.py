"""Things of Ara's that calls are about, and requests of the documented shape."""

import io
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx2
from django.utils import timezone

from rocket3pl.api import schema
from rocket3pl.catalog.approval import approve_product
from rocket3pl.catalog.operations import Application, apply_products
from rocket3pl.catalog.queries import stockables
from rocket3pl.documents.operations import Upload, store
from rocket3pl.inbound.operations import InboundRequest, RequestedLine, request_inbound
from rocket3pl.inbound.receiving import accept_inbound, mark_arrived
from rocket3pl.inventory.operations import Adjustment, AdjustStock, Reason, adjust_stock
from rocket3pl.jobs.operations import start_job
from rocket3pl.jobs.work import work_off
from rocket3pl.messages.endpoints import EndpointDetails, create_endpoint
from rocket3pl.messages.lists import DELIVERIES
from rocket3pl.outbound.fulfilment import accept_outbound, start_picking
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.outside.calls import through
from rocket3pl.owners.people import NewPerson, add_person
from rocket3pl.reference.models import CoupangCentre, Courier, GlossaryTerm
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.rights import Role
from rocket3pl.shipments.models import ShipmentLine
from rocket3pl.shipments.operations import take_content
from rocket3pl.shipments.told import Content, Event, ToldLine
from tests.api.conftest import PATH
from tests.documents.test_files import picture
from tests.factories import NOW, World, facts, make_stock, new_key, order
from tests.support import acting

DOCUMENTED = schema.kept()
CANARY = ("CANARY", "canary", "카나리아", "金丝雀")
MISSING = {
    "public_id": "01234567-89ab-4def-8123-456789abcdef",
    "posting": "987654321",
    "message": "987654321",
    "code": "NOBODY00",
    "decision": "accept",
    "login_id": "nobody.here",
    "zh": "NOTHING",
}
# What stands in the addresses of the warehouse's master data.
_ROW_OF = {"/operator/warehouses": "ICN1", "/operator/couriers": "KEY", "/operator/coupang-centres": "KEY"}


@dataclass(frozen=True)
class Things:
    """What Ara has, all of it named with the canary words, in states in which steps look at what is sent."""

    product: str
    waiting: str
    image: str
    inbound: str
    outbound: str
    posting: int
    shipment: str
    failed_line: str
    job: str
    owner: str
    endpoint: str
    delivery: str
    colleague: str
    values: dict[str, str]

    def address(self, path: str) -> dict[str, str]:
        """Return what stands in a documented address for something of Ara's."""
        picked = self.product
        if "/files" in path:
            picked = self.image
        elif path.endswith(("/withdraw", "/approve", "/refuse", "/reapply")):
            picked = self.waiting
        elif "/webhooks" in path:
            picked = self.endpoint if "/endpoints" in path else self.delivery
        elif "/failed-lines/" in path:
            picked = self.failed_line
        elif "/shipments/" in path:
            picked = self.shipment
        elif "/jobs/" in path:
            picked = self.job
        number = self.inbound if "/inbounds" in path else self.outbound
        decision = "stop" if "/use/" in path else "accept"
        return {
            "public_id": picked,
            "number": number,
            "posting": str(self.posting),
            "code": next((row for base, row in _ROW_OF.items() if base in path), self.owner),
            "decision": decision,
            "login_id": self.colleague,
            "zh": "KEY",
            "message": MISSING["message"],
        }


def make_things(world: World) -> Things:
    """Make what Ara has."""
    Courier.objects.create(code="KEY", name_ko="택배", name_zh="快递", name_en="Courier")
    CoupangCentre.objects.create(code="KEY", name="고양1")
    GlossaryTerm.objects.create(zh="KEY", ko="k", en="k")
    with acting(world.people["ara"]):
        data = picture()
        upload = Upload("canary.png", len(data), io.BytesIO(data))
        image = str(store("product_image", upload, now=NOW).public_id)
        given = [
            replace(facts(image=image), name_ko="카나리아", name_zh="金丝雀", name_en="Canary knit",
                    seller_sku=f"CANARY-{n}", fnsku=f"CANARY{n}")
            for n in range(2)
        ]  # fmt: skip
        made = apply_products([Application("ICN1", g) for g in given], key=new_key(), now=NOW)["products"]
    with acting(world.people["dan"]):
        approve_product(made[0], version=None, now=NOW)
        goods = stockables(made)[made[0]]
    make_stock(world.ara, [goods], 1_000)
    with acting(world.people["ara"]):
        asked = order((goods, 7), order_no="CANARY-ORDER", recipient="카나리아", memo="카나리아")
        outbound = submit_outbounds([asked], key=new_key(), now=NOW)["numbers"][0]
        lines = (RequestedLine(goods.public_id, 3),)
        inbound = request_inbound(InboundRequest(lines, memo="카나리아"), key=new_key(), now=NOW)["number"]
    with acting(world.people["dan"]):
        accept_outbound(outbound, version=None, now=NOW)
        start_picking(outbound, version=None, now=NOW)
        accept_inbound(inbound, version=None, now=NOW)
        mark_arrived(inbound, version=None, now=NOW)
        change = AdjustStock(made[0], world.warehouse.pk, Adjustment.LOSS, 1, Reason.COUNTED, "canary")
        posting = adjust_stock(change, key=new_key(), now=NOW)["posting"]
    with acting(world.people["ara"]):
        told = ToldLine(1, 3, {"name_zh": "金丝雀", "name_ko": "카나리아", "seller_sku": "CANARY"})
        event = Event("import1688", "canary-event", NOW, 1, "CANARY-SHIPMENT")
        take_content(event, Content("ICN1", (told,)), now=NOW)
        line = ShipmentLine.objects.select_related("shipment").get()
        job = start_job("export", title="카나리아", params={}, now=NOW, filename="canary.xlsx")
        colleague = add_person(NewPerson("ara.colleague", "카나리아", Role.OWNER_STAFF))
    values = {
        "product": made[0], "image": image, "warehouse": "ICN1", "method": "parcel",
        "region": "서울특별시", "phone": "010-1234-5678", "postcode": "06236", "fnsku": "ODD1",
        "name_en": "Odd thing", "origin": "CN", "declared_currency": "USD", "hs_code": "6110300000",
        "courier": "KEY", "tracking_no": "1234-5678-9012", "code": "other",
        "product_url": "https://detail.1688.com/1", "url": "https://1.1.1.1/hook",
        "login_id": "new.person", "role": "owner_staff", "owner": world.ara.code, "password": "",
        "language": "ko", "default_language": "ko", "business_no": "2208162517",
        "api_key": "canary-key-123", "list": "portal.products",
    }  # fmt: skip
    endpoint, delivery = make_webhook(world)
    return Things(
        made[0], made[1], image, inbound, outbound, posting,
        str(line.shipment.public_id), str(line.public_id), str(job), world.ara.code,
        endpoint, delivery, colleague, values,
    )  # fmt: skip


def make_webhook(world: World) -> tuple[str, str]:
    """Make an endpoint of Ara's that was told everything there is; return its id and a delivery's."""
    told = EndpointDetails("https://1.1.1.1/canary", "CANARY 카나리아")
    with acting(world.people["ara"]):
        endpoint = create_endpoint(told, key=new_key(), now=NOW).public_id
    with through(httpx2.MockTransport(lambda _request: httpx2.Response(200, text="카나리아"))):
        work_off("tests")
    with acting(world.people["ara"]):
        delivery = DELIVERIES.page(ListQuery(tab="delivered", q="CANARY")).rows[0]["public_id"]
    return endpoint, str(delivery)


def _resolved(shape: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in shape:
        return _resolved(DOCUMENTED["components"]["schemas"][shape["$ref"].rsplit("/", 1)[-1]])
    if "anyOf" in shape:
        return _resolved(shape["anyOf"][0])
    return shape


def sample_of(shape: dict[str, Any], things: dict[str, str]) -> Any:  # noqa: PLR0911 - one per kind
    """Return a value of the documented shape; ids are of what there is."""
    shape = _resolved(shape)
    kind = shape.get("type")
    if "enum" in shape:
        return shape["enum"][0]
    if kind == "object":
        if isinstance(more := shape.get("additionalProperties"), dict):
            return {"1": sample_of(more, things)}
        return {
            name: things[name] if name in things else sample_of(s, things)
            for name, s in shape["properties"].items()
        }
    if kind == "array":
        return [sample_of(shape["items"], things)]
    if kind in ("integer", "number"):
        return 1
    if kind == "boolean":
        return False
    if shape.get("format") == "uuid":
        return things["product"]
    if shape.get("format") == "date":
        return (timezone.localdate() + timedelta(days=7)).isoformat()
    return "A1" if kind == "string" else "1.0"


def address_of(path: str, things: Things, **other: str) -> str:
    """Return a documented address below the service's, naming something of Ara's or what is given."""
    return path.removeprefix(PATH).format(**{**things.address(path), **other})
