"""Nothing that a program sends makes the service fail: every field of every body, paths, queries, headers."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from tests.api.conftest import PATH, Program, Programs, business
from tests.api.samples import DOCUMENTED, Things, address_of, sample_of
from tests.factories import World
from tests.support import body

BODIES = [
    (method, path, told)
    for path, methods in DOCUMENTED["paths"].items()
    for method, told in methods.items()
    if "application/json" in told.get("requestBody", {}).get("content", {})
]
# As they stand in the body. What a database might not take, if it came to that:
ODD_FOR_COLUMNS = [
    str(10**30), str(-(10**30)), "99999999999.999", '"\\ud800"', '"a\\u0000b"', '"\\u0001"',
    '"\\u202e\\ufeff"', '"9999-12-31T23:59:59-14:00"', '"00000000-0000-0000-0000-000000000000"',
    '"' + "가" * 5_000 + '"', '"%s%d{0}"', "\"'; DROP TABLE x; --\"",
]  # fmt: skip
# And what is told before that, whatever the database; not all of it is JSON.
ODD_ANYWHERE = [
    "NaN", "-Infinity", "1e999", "-0.0", "null", "true", "[]", "{}", '""', '" "', "[[[[[[]]]]]]",
    "0.1", '"NaN"', '"1e999"', '"-1"', '"0x10"', '"١٢٣"', '"１２"', '"2026-02-30"', '{"$ref": "x"}',
]  # fmt: skip


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where something stands in a value, the whole first."""
    yield at
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from _places(inner, (*at, key))


def _with(value: Any, at: tuple[Any, ...], text: str) -> bytes:
    mark = "MARK-9f2c"

    def put(inner: Any, rest: tuple[Any, ...]) -> Any:
        if not rest:
            return mark
        copied = dict(inner) if isinstance(inner, dict) else list(inner)
        copied[rest[0]] = put(inner[rest[0]], rest[1:])
        return copied

    return json.dumps(put(value, at)).replace(f'"{mark}"', text).encode()


def _fine(answer: Any) -> bool:
    body(answer)
    problem = answer["Content-Type"] == "application/problem+json"
    return answer.status_code < 500 and (answer.status_code < 400 or problem)


@pytest.mark.parametrize(("method", "path", "told"), BODIES, ids=[t["operationId"] for *_, t in BODIES])
def test_every_field_of_every_body(
    world: World, programs: Programs, things: Things, settings: Any, method: str, path: str, told: Any
) -> None:
    settings.API_CALLS_PER_MINUTE = 10**9
    shape = told["requestBody"]["content"]["application/json"]["schema"]
    sample = sample_of(shape, things.values)
    address = address_of(path, things)
    # What the seller does is looked at in full as the seller only; the warehouse's as the warehouse.
    caller: Program = programs("dan" if "The warehouse's" in told["description"] else "ara")
    plain = caller.send(method.upper(), address, sample)
    assert plain.status_code != 403 and b'"malformed"' not in plain.content, plain.content
    # The second pass of the suite need not ask again for what never reaches a column.
    odd = ODD_FOR_COLUMNS + (ODD_ANYWHERE if connection.vendor == "sqlite" else [])
    wrong = []
    for at in _places(sample):
        for text in odd:
            answer = caller.send(method.upper(), address, _with(sample, at, text))
            if not _fine(answer):
                wrong.append((at, text[:40], answer.status_code, answer.content[:200]))
    assert wrong == []


READS = [
    (path, told) for path, methods in DOCUMENTED["paths"].items() for m, told in methods.items() if m == "get"
]
ODD_TEXTS = [
    "%00",
    "%01",
    "%FF%FE",
    "%ED%A0%80",
    "%F0%9F%98%80",
    "-1",
    "1e9",
    "9" * 40,
    "%0A",
    "x" * 5_000,
    "[]",
    "%25",
]


@pytest.mark.parametrize(("path", "told"), READS, ids=[t["operationId"] for _, t in READS])
def test_odd_addresses_and_queries(
    programs: Programs, things: Things, settings: Any, path: str, told: Any
) -> None:
    settings.API_CALLS_PER_MINUTE = 10**9
    program = programs("dan" if "/operator/" in path else "ara")
    before = business()
    names = [p["name"] for p in told["parameters"] if p["in"] == "query"]
    values = things.address(path)
    address = path.removeprefix(PATH)
    wrong = []
    for text in ODD_TEXTS:
        asked = [address.format(**values) + f"?{name}={text}" for name in (*names, "unknown", text)]
        if "{" in path:
            asked.append(address.format(**dict.fromkeys(values, text)))
        wrong += [(a[:80], r.status_code) for a in asked if not _fine(r := program.get(a))]
    assert wrong == []
    assert business() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer"},
        {"authorization": "Bearer r3pl_\x00_x"},
        {"authorization": "Bearer r3pl_0123456789_é"},
        {"authorization": "Bearer " + "r3pl_" * 5_000},
        {"authorization": "Basic r3pl_0123456789_x"},
    ],
)
def test_odd_keys(programs: Programs, headers: dict[str, str]) -> None:
    assert programs("").get("/products", **headers).status_code == 401


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"idempotency_key": "키"}, "bad_idempotency_key"),
        ({"idempotency_key": "x" * 101}, "bad_idempotency_key"),
        ({"idempotency_key": "a b"}, "bad_idempotency_key"),
        ({"idempotency_key": ""}, "bad_idempotency_key"),
    ],
)
def test_odd_headers(programs: Programs, headers: dict[str, str], code: str) -> None:
    # The second one keeps no answer: its operation keeps the key.
    for path, sent in (("/outbounds", {"items": []}), ("/people", {})):
        answer = programs("ara").post(path, sent, **headers)
        assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize("match", ["1", '"x"', '"99999999999999999999"', "W/", "*", '"1", "2"'])
def test_odd_versions(programs: Programs, things: Things, match: str) -> None:
    answer = programs("dan").post(f"/outbounds/{things.outbound}/resume", if_match=match)
    assert answer.status_code == (409 if match == "*" else 422)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/outbounds", "application/json"), ("/files", "multipart/form-data; boundary=x")],
)
def test_a_hundred_megabytes_are_refused_unread(programs: Programs, path: str, kind: str) -> None:
    class Unread(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _buffer: Any) -> int:
            raise AssertionError("the body was read")

    program = programs("ara")
    request = RequestFactory().generic(
        "POST", PATH + path, b"", content_type=kind, headers={"authorization": f"Bearer {program.token}"}
    )
    client = Client()
    environ = {**request.environ, "CONTENT_LENGTH": str(100 * 1024 * 1024), "CONTENT_TYPE": kind}
    environ["wsgi.input"] = io.BufferedReader(Unread())
    answer = client.request(**environ)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"rubbish", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (
            b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nproduct_image',
            "multipart/form-data; boundary=x",
        ),
        (b"{}", "application/json"),
        (b"kind=product_image", "application/x-www-form-urlencoded"),
        (b"\xff" * 100, "text/plain; charset=nonsense"),
    ],
)
@pytest.mark.parametrize("key", ["", "a-key"])
def test_odd_uploads(programs: Programs, data: bytes, kind: str, key: str) -> None:
    program = programs("ara")
    before = business()
    headers = {"authorization": f"Bearer {program.token}"} | ({"idempotency-key": key} if key else {})
    answer = Client().generic("POST", PATH + "/files", data, content_type=kind, headers=headers)
    assert (answer.status_code, answer["Content-Type"]) in (
        (400, "application/problem+json"),
        (422, "application/problem+json"),
    )
    assert business() == before
