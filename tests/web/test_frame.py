"""Formats, language, safe addresses, refusals, and what the static files and icons refer to."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import get_resolver

from rocket3pl.web.formats import filesize, josa, money, number
from rocket3pl.web.middleware import language
from rocket3pl.web.views.login import safe_next

WEB = Path(__file__).resolve().parents[2] / "src" / "rocket3pl" / "web"


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("니트", "을/를", "니트를"),
        ("양말", "을/를", "양말을"),
        ("서울", "으로/로", "서울로"),
        ("부산", "으로/로", "부산으로"),
        ("EO123", "은/는", "EO123은"),
        ("5", "이/가", "5가"),
        ("1", "으로/로", "1로"),
        ("ABC", "을/를", "ABC을(를)"),
        ("毛衣", "이/가", "毛衣이(가)"),
        ("", "을/를", "을(를)"),
    ],
)
def test_particles(word: str, pair: str, expected: str) -> None:
    assert josa(word, pair) == expected


def test_numbers() -> None:
    assert (number(1284), number(None), money(1284500), money(12, "CNY")) == (
        "1,284",
        "-",
        "1,284,500원",
        "¥12.00",
    )
    assert (filesize(812), filesize(34_000), filesize(1_240_000)) == ("812 B", "34 KB", "1.2 MB")


class _Person:
    def __init__(self, language: str) -> None:
        self.language = language


@pytest.mark.parametrize(
    ("saved", "cookie", "browser", "expected"),
    [
        ("en", "zh-hans", "ko", "en"),
        ("", "zh-hans", "ko", "zh-Hans"),
        ("", "", "zh-CN,zh;q=0.9", "zh-Hans"),
        ("", "xx", "en-US", "en"),
        ("", "", "fr", "ko"),
        ("", "", "", "ko"),
    ],
)
def test_the_language(saved: str, cookie: str, browser: str, expected: str) -> None:
    request = RequestFactory().get("/", headers={"Accept-Language": browser} if browser else {})
    request.user = _Person(saved)  # type: ignore[assignment]
    if cookie:
        request.COOKIES["language"] = cookie

    def view(_request: HttpRequest) -> HttpResponse:
        template = engines["jinja2"].env.from_string("{{ current_lang() }}")  # type: ignore[attr-defined]
        return HttpResponse(template.render())

    response = language(view)(request)
    assert response.content.decode() == expected  # type: ignore[attr-defined]
    assert response["Content-Language"] == expected
    assert "Accept-Language" in response["Vary"]


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        None,
        "\n//evil",
        "http:///x",
    ],
)
def test_only_own_addresses_follow_a_login(address: str | None) -> None:
    assert safe_next(RequestFactory().get("/"), address, "/home") == "/home"


def test_an_own_address_follows_a_login() -> None:
    assert safe_next(RequestFactory().get("/"), "/inventory/?page=2", "/home") == "/inventory/?page=2"


@pytest.mark.parametrize(
    ("kind", "status"), [("404", 404), ("403", 403), ("409", 409), ("transition", 409), ("503", 503)]
)
def test_refusals(client: Client, kind: str, status: int) -> None:
    whole = client.get(f"/refuse/{kind}/")
    assert whole.status_code == status
    assert whole.content.startswith(b"<!doctype html>")
    part = client.get(f"/refuse/{kind}/", headers={"HX-Request": "true"})
    assert part.status_code == status
    assert part["HX-Retarget"] == "#problem"
    assert b"<html" not in part.content
    assert ("Retry-After" in part) == (status == 503)


def test_unknown_address_and_login_page(client: Client) -> None:
    assert client.get("/nowhere/").status_code == 404
    page = client.get("/login/", headers={"Accept-Language": "zh-CN"})
    assert "1688商品馆 API KEY" in page.content.decode()
    assert '<html lang="zh-Hans"' in page.content.decode()
    assert client.get("/logout/").status_code == 405


def test_the_language_is_kept(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "//evil.example"})
    assert answer["Location"] == "/"
    assert client.cookies["language"].value == "en"
    assert client.post("/language/", {"language": "xx"}).cookies.get("language") is None


def test_every_address_says_who_may_open_it() -> None:
    for pattern in get_resolver("rocket3pl.web.urls").url_patterns:
        callback: Any = pattern.callback
        assert callback.audience in {"public", "seller", "staff", "member"}, pattern


def test_static_files_refer_to_no_other_host() -> None:
    allowed = re.compile(r"https?://www\.w3\.org/")
    for path in (WEB / "static").rglob("*"):
        if path.suffix not in {".css", ".js", ".svg", ".html"}:
            continue
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        found = [url for url in re.findall(r"https?://[^\s\"')]+", text) if not allowed.match(url)]
        assert not found, (path, found[:3])


def _sources() -> list[Path]:
    return [*(WEB / "templates").rglob("*.html"), *WEB.rglob("*.py")]


def test_every_icon_is_there() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in _sources())
    named = set(re.findall(r'icon\("([a-z0-9-]+)"', text)) | set(
        re.findall(r'icon_name="([a-z0-9-]+)"', text)
    )
    from rocket3pl.web.menu import SELLER_MENU, STAFF_MENU

    named |= {item.icon for item in (*SELLER_MENU, *STAFF_MENU) if item.icon}
    missing = {name for name in named if not (WEB / "icons" / f"{name}.svg").exists()}
    assert not missing


def test_templates_hold_no_inline_script_or_style() -> None:
    for path in (WEB / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text), path
