"""The documentation says what the routes do, and is readable without a script."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from rocket3pl.api import schema
from rocket3pl.owners.api_keys import AREAS

LANGUAGES = ("ko", "zh-CN", "en")


@pytest.fixture(scope="module")
def documented() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(schema.FILE.read_text(encoding="utf-8"))
    return found


def _operations(documented: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(m, p): told for p, methods in documented["paths"].items() for m, told in methods.items()}


def test_the_file_is_up_to_date() -> None:
    assert schema.FILE.read_text(encoding="utf-8") == schema.text()


def test_documented_and_mounted_routes_are_the_same(documented: dict[str, Any]) -> None:
    mounted = {(method, "/api/v1" + path) for method, path, _ in schema.operations()}
    assert set(_operations(documented)) == mounted
    assert len(mounted) >= 50


def test_every_operation_says_what_it_needs_and_how_it_refuses(documented: dict[str, Any]) -> None:
    for (method, path), told in _operations(documented).items():
        assert told["x-level"] in (("read",) if method == "get" else ("write",)), path
        assert told["x-area"] in AREAS or path == "/api/v1/me", path
        assert told["description"].endswith("."), path
        assert told["security"] == [{"Key": []}]
        good = {status for status in told["responses"] if status.startswith("2")}
        assert good, path
        for status, answer in told["responses"].items():
            if status not in good:
                shown = {"schema": {"$ref": "#/components/schemas/Problems"}}
                assert answer["content"] == {"application/problem+json": shown}, (path, status)
        assert {"401", "403", "422", "429"} <= set(told["responses"])
        named = [p["name"] for p in told["parameters"]]
        secret = path.endswith(("/recipient", "/rotate-secret", "/webhooks/endpoints"))
        # Calls that bring a password or a key along: not even a hash of them is kept.
        secret |= (method, path) in {
            ("post", "/api/v1/people"),
            ("put", "/api/v1/people/{login_id}/password"),
            ("put", "/api/v1/operator/owners/{code}/key"),
        }
        kept = method != "get" and not secret
        assert ("Idempotency-Key" in named) == kept, path


def test_operation_ids_can_be_read_and_are_unique(documented: dict[str, Any]) -> None:
    ids = [told["operationId"] for told in _operations(documented).values()]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)+", i) for i in ids), ids
    assert {"outbounds_ship", "products_list", "inventory_adjust", "me_get"} <= set(ids)


def test_no_shape_is_written_over_by_another_of_its_name(documented: dict[str, Any]) -> None:
    """The library keeps the first of two classes with one name: every class has its own."""
    classes: dict[str, set[Any]] = {}
    for _method, _path, operation in schema.operations():
        for model in (*operation.models, *operation.response_models.values()):
            if hasattr(model, "model_json_schema"):
                for name, shape in model.model_json_schema().get("$defs", {}).items():
                    if name in documented["components"]["schemas"]:
                        classes.setdefault(name, set()).add(shape.get("description", shape.get("title")))
    assert {name: found for name, found in classes.items() if len(found) > 1} == {}
    assert len(classes) >= 50


def test_the_file_is_public() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.content == schema.FILE.read_bytes()


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_every_operation_and_runs_nothing(documented: dict[str, Any], language: str) -> None:
    answer = Client().get("/api/v1/docs", headers={"accept-language": language})
    assert answer.status_code == 200
    page = answer.content.decode()
    for told in _operations(documented).values():
        assert f'id="{told["operationId"]}"' in page
    for name in documented["components"]["schemas"]:
        assert f'id="{name}"' in page
    title = {"ko": "API 문서", "zh-CN": "API 文档", "en": "API documentation"}[language]
    assert f"<h1>{title}</h1>" in page
    inside = page.split("<body", 1)[1]
    assert "<script" not in inside and "style=" not in inside and " on" + "click" not in inside
    assert set(re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"', page)) == set()
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= set(re.findall(r'id="([^"]+)"', page))
    assert "script-src" not in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_addresses_that_lead_nowhere() -> None:
    for path in ("/api/v1/nothing", "/api/v2/products", "/api/v1/products/not-an-id/what"):
        for method in ("get", "post", "delete"):
            answer = getattr(Client(), method)(path)
            assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert Client().get("/api/v1/")["Location"] == "/api/v1/docs"
