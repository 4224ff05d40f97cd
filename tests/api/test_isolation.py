"""Every route with every kind of key, and every route that names something with another owner's ids."""

import json
import re
from typing import Any

import pytest
from django.db import transaction

from rocket3pl.owners.api_keys import AREAS
from tests.api.conftest import Program, Programs, business, new_key
from tests.api.matrix import CALLERS, MATRIX
from tests.api.samples import CANARY, DOCUMENTED, MISSING, Things, address_of, sample_of
from tests.documents.test_files import picture
from tests.factories import World, make_products
from tests.support import body

OPERATIONS = [
    (method, path, told) for path, methods in DOCUMENTED["paths"].items() for method, told in methods.items()
]


def _body(told: dict[str, Any], things: Things) -> Any:
    for kind, content in told.get("requestBody", {}).get("content", {}).items():
        if kind == "application/json":
            return sample_of(content["schema"], things.values)
    return None


def _call(program: Program, method: str, path: str, told: Any, things: Things, **other: str) -> Any:
    """Call a route about something of Ara's; everything the call did is undone."""
    with transaction.atomic():
        if told["operationId"] == "files_upload":
            answer = program.upload("product_image", "a.png", picture())
        else:
            answer = program.send(method.upper(), address_of(path, things, **other), _body(told, things))
        answer.data = body(answer)
        transaction.set_rollback(True)
    return answer


def _program(programs: Programs, caller: str) -> Program:
    who, level = {
        "seller": ("ara", "write"),
        "rival": ("chae", "write"),
        "reader": ("ara", "read"),
        "manager": ("dan", "write"),
        "worker": ("eun", "write"),
        "billing": ("bill", "write"),
    }[caller]
    return programs(who, **dict.fromkeys(AREAS, level))


def test_the_table_names_every_route() -> None:
    assert set(MATRIX) == {told["operationId"] for *_, told in OPERATIONS}
    assert all(len(row.split()) == len(CALLERS) for row in MATRIX.values())


@pytest.mark.parametrize("caller", CALLERS)
def test_every_route_with_every_key(programs: Programs, things: Things, settings: Any, caller: str) -> None:
    settings.API_CALLS_PER_MINUTE = 10**9
    program = _program(programs, caller)
    before = business()
    found = {
        told["operationId"]: _call(program, method, path, told, things).status_code
        for method, path, told in OPERATIONS
    }
    column = CALLERS.index(caller)
    assert found == {name: int(row.split()[column]) for name, row in MATRIX.items()}
    assert business() == before


def test_every_route_without_a_key(programs: Programs, things: Things, settings: Any) -> None:
    settings.API_REFUSALS_PER_MINUTE = 10**9
    before = business()
    for method, path, told in OPERATIONS:
        assert _call(programs(""), method, path, told, things).status_code == 401, path
    assert business() == before


@pytest.mark.parametrize("area", AREAS)
def test_a_key_opens_its_area_and_no_other(
    programs: Programs, things: Things, area: str, settings: Any
) -> None:
    settings.API_CALLS_PER_MINUTE = 10**9
    program = programs("dan", **{area: "write"})
    for method, path, told in OPERATIONS:
        answer = _call(program, method, path, told, things)
        missing = answer.status_code == 403 and json.loads(answer.data)["code"] == "area_missing"
        assert missing == (told["x-area"] not in ("", area)), path


def test_foreign_ids_answer_as_unknown_ones(programs: Programs, things: Things, settings: Any) -> None:
    settings.API_CALLS_PER_MINUTE = 10**9
    rival = _program(programs, "rival")
    before = business()
    tried = 0
    for method, path, told in OPERATIONS:
        if "{" not in path:
            continue
        tried += 1
        number = "EI000000000000" if "/inbounds" in path else "EO000000000000"
        missing = {**MISSING, "number": number, "decision": things.address(path)["decision"]}
        foreign = _call(rival, method, path, told, things)
        unknown = _call(rival, method, path, told, things, **missing)
        assert foreign.status_code == unknown.status_code in (403, 404), path
        assert foreign.data == unknown.data, path
    assert tried >= 35
    assert business() == before


def test_ids_in_bodies_are_unknown_to_a_rival(programs: Programs, things: Things) -> None:
    """Products and files of Ara's named in requests of Chae's own."""
    rival = programs("chae")
    before = business()
    for path in ("/inbounds", "/outbounds", "/outbounds?mode=each", "/products", "/products?mode=each"):
        told = DOCUMENTED["paths"]["/api/v1" + path.split("?")[0]]["post"]
        found = {}
        for product, image in ((things.product, things.image), (MISSING["public_id"], MISSING["public_id"])):
            sent = sample_of(
                told["requestBody"]["content"]["application/json"]["schema"],
                {**things.values, "product": product, "image": image},
            )
            found[product] = rival.post(path, sent)
        foreign, unknown = found.values()
        assert (foreign.status_code, foreign.content) == (unknown.status_code, unknown.content), path
        assert foreign.status_code == (200 if "each" in path else 422)
    after = business()
    kept = after.pop("shared_operationkey")
    assert len(kept) == len(before.pop("shared_operationkey")) + 4
    assert after == before


def test_no_answer_tells_a_rival_anything(programs: Programs, things: Things, settings: Any) -> None:
    settings.API_CALLS_PER_MINUTE = 10**9
    seller, rival = programs("ara"), programs("chae")
    secrets = (*CANARY, things.product, things.waiting, things.image, things.inbound, things.outbound,
               things.shipment, things.failed_line, things.job, things.colleague)  # fmt: skip
    seen = 0
    leaks = []
    for method, path, told in OPERATIONS:
        if method != "get":
            continue
        names = {p["name"] for p in told["parameters"] if p["in"] == "query"}
        asked = [""] + ([f"?q={word}" for word in ("CANARY", "knit", "카나")] if "q" in names else [])
        for question in asked:
            address = address_of(path, things) + question
            mine, theirs = (
                body(seller.get(address)).decode("latin-1"),
                body(rival.get(address)).decode("latin-1"),
            )
            seen += any(word.encode().decode("latin-1") in mine for word in CANARY)
            leaks += [
                (address, word)
                for word in secrets
                if word.encode().decode("latin-1") in theirs and word not in address
            ]
    assert leaks == []
    # The control: Ara reads her canary words at the same addresses.
    assert seen >= 8


def test_a_rival_with_the_same_idempotency_key_gets_its_own_answer(
    world: World, programs: Programs, things: Things
) -> None:
    key = new_key()
    (theirs,) = make_products(world.chae)
    sent = {"lines": [{"product": things.product, "quantity": 1}]}
    first = programs("ara").post("/inbounds", sent, idempotency_key=key)
    assert first.status_code == 201
    rival = programs("chae")
    assert rival.post("/inbounds", sent, idempotency_key=key).status_code == 422
    other = rival.post(
        "/inbounds", {"lines": [{"product": theirs.public_id, "quantity": 1}]}, idempotency_key=new_key()
    )
    assert other.status_code == 201
    assert first.json()["number"] not in other.content.decode()
    assert not re.search("Idempotent-Replayed", str(other.headers))
