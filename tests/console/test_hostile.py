"""Every form of the room, given what no person types: never a 500, and nothing half done."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from rocket3pl.console.urls import urlpatterns
from rocket3pl.shared.models import AuditEvent
from tests.console.conftest import text_of
from tests.console.helpers import HOSTILE, ask_inbound, ask_outbound, books_agree, events, inbound, outbound
from tests.factories import World, make_products, make_stock

_FIELDS = (
    "version", "submission_key", "reason", "note", "reasons", "ids", "extra", "code", "quantity", "what",
    "box_count", "courier", "tracking_no", "truck_no", "sure", "name", "business_no", "default_language",
    "login_id", "role", "language", "owner", "password", "api_key", "token", "zh", "ko", "en", "postcode",
    "number_pattern", "milkrun_basic_krw", "pick1-quantity", "short1-quantity", "short1-state",
)  # fmt: skip
# Bytes that are no text, lone surrogates, and far too much.
_RAW = [b"%FF%FE", b"%ED%A0%80", b"%00", b"a" * 20_000, b"%F0%9F%98%80"]


def _addresses(world: World) -> list[str]:
    (goods,) = make_products(world.ara, 1)
    make_stock(world.ara, [goods], 9)
    named = {
        "public_id": goods.public_id,
        "posting": "1",
        "action": "deliver",
        "code": world.ara.code,
        "login_id": world.people["eun"].login_id,
        "key": "ICN1",
    }
    numbers = {
        "inbounds/": ask_inbound(world.ara, (goods, 3), state="arrived"),
        "outbounds/": ask_outbound(world.ara, (goods, 3), state="picking"),
    }
    found = []
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        for start, number in numbers.items():
            if route.startswith(start):
                route = route.replace("<doc:number>", number)
        for kind in ("uuid", "int", "slug", "key"):
            for name, value in named.items():
                route = route.replace(f"<{kind}:{name}>", str(value))
        found.append(f"/console/{route}")
    return found


@pytest.mark.parametrize("junk", [*HOSTILE, *_RAW], ids=lambda j: repr(j)[:24])
def test_junk_in_every_field(dan: Client, world: World, junk: Any) -> None:
    raw = junk if isinstance(junk, bytes) else urlencode({"": junk}).encode()[1:]
    body = b"&".join(name.encode() + b"=" + raw for name in _FIELDS)
    dan.raise_request_exception = False
    addresses, before = _addresses(world), events()
    for address in addresses:
        answer = dan.post(address, body, content_type="application/x-www-form-urlencoded")
        # Without a valid version no step of a document is taken; a POST that needs no input may be.
        assert answer.status_code in (200, 302, 400, 404, 405, 409, 422), (address, answer.status_code)
        query = dan.get(f"{address}?{body.decode('ascii')}"[:4000])
        assert query.status_code in (200, 302, 404, 405), address
    happened = set(AuditEvent.objects.order_by("id").values_list("action", flat=True)[before:])
    # What needs no version, or takes any words: free text is stored as it is, and escaped when shown.
    assert happened <= {
        "outbound.recipient_seen",
        "owner.key_issued",
        "owner.key_revoked",
        "reference.added",
    }
    numbers = {a.split("/")[3] for a in addresses if "/EI" in a or "/EO" in a}
    assert sorted((inbound if n.startswith("EI") else outbound)(n).status for n in numbers) == [
        "arrived",
        "picking",
    ]
    assert books_agree()


def test_pages_escape_what_people_typed(dan: Client, world: World) -> None:
    evil = "<script>alert(1)</script>"
    for address in (
        "/console/search/",
        "/console/products/",
        "/console/outbounds/",
        "/console/master/users/",
    ):
        assert evil not in text_of(dan.get(address, {"q": evil}))


def test_no_inline_script_or_style_anywhere(dan: Client, world: World) -> None:
    for address in _addresses(world):
        answer = dan.get(address)
        if answer.status_code == 200:
            page = text_of(answer)
            assert " style=" not in page, address
            assert "<script>" not in page, address
            assert " onclick=" not in page, address
