"""The documentation of the service as OpenAPI 3.1: made from the routes, kept as a file, shown as a page."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from ninja.operation import Operation

from rocket3pl.api.problems import MEDIA_TYPE
from rocket3pl.api.service import service
from rocket3pl.api.v1.fields import Problems

FILE = Path(__file__).with_name("openapi.json")
PREFIX = "/api/v1/"
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,100}$"},
    "description": "A fresh word per operation: a repeat of the call gets the first answer for 24 hours.",
}
_VERSION = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag that was read: another version is refused by 409.",
}
# What every route may answer. Told here once: named by each route, the library would make a class of each
# for all of them, which took a quarter of what a process needs to start.
_REFUSALS = (400, 401, 403, 404, 409, 413, 422, 429, 503)
_REF = "#/components/schemas/"
_KIND = re.compile(r"\{[a-z]+:")
_NAMES_ONE = ("{number}", "{public_id}", "{login_id}")


def operations() -> Iterator[tuple[str, str, Operation]]:
    """Yield every mounted route: method, path below the service's address, operation."""
    for router in service._get_bound_routers():  # noqa: SLF001 - the library offers no other way
        for path, view in router.path_operations.items():
            for operation in view.operations:
                # How much of an address a name stands for is said to Django only: {path:code} is {code}.
                shown = _KIND.sub("{", path)
                full = "/".join(part for part in (router.prefix, shown) if part).replace("//", "/")
                for method in operation.methods:
                    yield method.lower(), "/" + full.strip("/"), operation


def build() -> dict[str, Any]:
    """Return the documentation, made anew."""
    made: dict[str, Any] = json.loads(json.dumps(service.get_openapi_schema(path_prefix=PREFIX)))
    made["components"]["schemas"][Problems.__name__] = Problems.json_schema()
    for method, path, operation in operations():
        told = made["paths"][PREFIX.rstrip("/") + path][method]
        function: Any = operation.view_func
        told["x-area"], told["x-level"] = function.area, function.level
        told["description"] = function.__doc__.strip()
        if function.level == "write" and function.kept:
            told["parameters"].append(_KEY)
        one = any(name in path for name in _NAMES_ONE) or method == "put"
        if function.level == "write" and one and function.versioned:
            told["parameters"].append(_VERSION)
        told["responses"] = _answers(told["responses"])
    made["servers"] = [{"url": "/"}]
    _drop_unused(made)
    return made


def _answers(told: dict[str, Any]) -> dict[str, Any]:
    """Return the answers that a route tells of, and all refusals, as problem+json."""
    refusals = sorted({*_REFUSALS, *(int(status) for status in told if status >= "400")})
    content = {MEDIA_TYPE: {"schema": {"$ref": _REF + Problems.__name__}}}
    return {
        **{status: answer for status, answer in told.items() if status < "400"},
        **{
            str(status): {"description": HTTPStatus(status).phrase, "content": content} for status in refusals
        },
    }


def _drop_unused(made: dict[str, Any]) -> None:
    """Take out shapes that nothing refers to: those of query strings are written out where they stand."""
    shapes = made["components"]["schemas"]
    while True:
        said = json.dumps(made)
        unused = [name for name in shapes if f'"{_REF}{name}"' not in said]
        if not unused:
            return
        for name in unused:
            del shapes[name]


def text() -> str:
    """Return the documentation as the file has it."""
    return json.dumps(build(), ensure_ascii=False, indent=1) + "\n"


@cache
def kept() -> dict[str, Any]:
    """Return the documentation of the file."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body or of an address, as the page shows it."""

    name: str
    kind: str
    link: str
    required: bool
    text: str


def _named(reference: str) -> str:
    return reference.rsplit("/", 1)[-1]


def _kind(shape: dict[str, Any]) -> tuple[str, str]:
    """Return how a shape is called, and the name of the component that it leads to ("" for none)."""
    if "$ref" in shape:
        name = _named(shape["$ref"])
        return name, name
    if "anyOf" in shape:
        kinds = [_kind(s) for s in shape["anyOf"]]
        return " | ".join(dict.fromkeys(k for k, _ in kinds)), next((link for _, link in kinds if link), "")
    if "const" in shape or "enum" in shape:
        return " | ".join(str(v) for v in shape.get("enum", [shape.get("const")])), ""
    if shape.get("type") == "array":
        kind, link = _kind(shape.get("items", {}))
        return f"[{kind}]", link
    if isinstance(more := shape.get("additionalProperties"), dict):
        kind, link = _kind(more)
        return f"{{…: {kind}}}", link
    kind = str(shape.get("format") or shape.get("type") or "any")
    most = shape.get("maxLength")
    return (f"{kind} ≤ {most}" if most else kind), ""


def fields_of(shape: dict[str, Any]) -> list[Field]:
    """Return the fields of an object."""
    needed = set(shape.get("required", ()))
    return [
        Field(name, *_kind(inner), name in needed, str(inner.get("description", "")))
        for name, inner in shape.get("properties", {}).items()
    ]


def parameters_of(told: dict[str, Any]) -> list[tuple[str, Field]]:
    """Return the parameters of an operation with where each stands."""
    return [
        (p["in"], Field(p["name"], *_kind(p["schema"]), p["required"], str(p.get("description", ""))))
        for p in told["parameters"]
    ]


def body_of(told: dict[str, Any]) -> tuple[str, str, list[Field]]:
    """Return what an operation is sent: media type ("" for nothing), name of the component, own fields."""
    for media, body in told.get("requestBody", {}).get("content", {}).items():
        kind, link = _kind(body["schema"])
        return media, link or ("" if body["schema"].get("properties") else kind), fields_of(body["schema"])
    return "", "", []


def answers_of(told: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the good answers of an operation: status, name of the component ("" for none)."""
    return [
        (status, next((_kind(b["schema"])[1] for b in answer.get("content", {}).values()), ""))
        for status, answer in told["responses"].items()
        if status.startswith("2")
    ]
