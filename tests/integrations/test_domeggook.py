"""도매꾹: the exact call, its answers read, and what 불러오기 does with them."""

from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from rocket3pl.documents.models import StoredFile
from rocket3pl.integrations.credentials import operator_keys
from rocket3pl.integrations.domeggook import client
from rocket3pl.integrations.domeggook.client import BURST, DomeggookError, item
from rocket3pl.integrations.domeggook.fake import Fake, view
from rocket3pl.integrations.domeggook.item import Item, Option, Tier, item_of, number_of, options_of, tiers_of
from rocket3pl.outside.models import Connection
from rocket3pl.shared.tenancy import operator_scope
from tests.console.conftest import text_of
from tests.documents.test_files import picture
from tests.factories import NOW, World
from tests.integrations.conftest import give_keys, service
from tests.support import changed, everything

KEY = "00000000000000000000000000000000"
NO, IMAGE = "12345678", "https://cdn1.domeggook.com/upload/item/1.jpg"
FILL, APPLY = "/products/apply/fill/", "/products/apply/"
OPTIONS = {
    "00": {"name": "블랙/M", "qty": "10", "addprice": "0", "hid": "0"},
    "01": {"name": "화이트/M", "qty": 5, "addprice": 500, "hid": 0},
    "02": {"name": "레드/M", "qty": "0", "addprice": "0", "hid": "1"},
}


@pytest.fixture
def market(world: World) -> Fake:
    give_keys(world, "domeggook", key=KEY)
    items = {NO: view("라운드 니트 여성", image=IMAGE, options={"00": OPTIONS["00"]})}
    return Fake(KEY, items, {IMAGE: picture(form="JPEG")})


def fill(browser: Any, asked: str = NO, **typed: str) -> Any:
    data = {"prefix": "p3", "p3-source": asked, **{f"p3-{name}": value for name, value in typed.items()}}
    return browser.post(FILL, data, headers={"HX-Request": "true"})


def value_of(page: str, name: str) -> str:
    """Return what stands in a field of the block."""
    tag = next(t for t in page.split("<input ")[1:] if f'name="p3-{name}"' in t).partition(">")[0]
    return tag.partition('value="')[2].partition('"')[0] if 'value="' in tag else ""


def test_it_is_asked_exactly_so(world: World, market: Fake) -> None:
    market.items[NO] = view("라운드 니트 여성", image=IMAGE, options=OPTIONS)
    with service(market) as heard:
        found = item(NO, operator_keys("domeggook"), now=NOW)
    assert found == Item(
        NO,
        "라운드 니트 여성",
        IMAGE,
        (Option("블랙/M", 10, 0), Option("화이트/M", 5, 500)),
        (Tier(3, 15000), Tier(30, 14800)),
    )
    (call,) = heard
    url = urlsplit(call.url)
    assert (call.method, f"{url.scheme}://{url.netloc}{url.path}") == (
        "GET",
        "https://domeggook.com/ssl/api/",
    )
    assert parse_qsl(url.query) == [
        ("ver", "4.5"), ("mode", "getItemView"), ("aid", KEY), ("no", NO), ("om", "json"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((200, {}, b'{"errors": {"code": "X", "message": "-", "dmessage": "-"}}'), "refused"),
        ((200, {}, b'{"domeggook": []}'), "broken_answer"),
        ((200, {}, b"[]"), "broken_answer"),
        ((200, {}, b"<?xml version='1.0' encoding='euc-kr'?>"), "broken_answer"),
        ((500, {}, b""), "unreachable"),
        ((302, {"location": "https://example.com/"}, b""), "unreachable"),
    ],
)
def test_what_is_not_given(world: World, market: Fake, answer: Any, code: str) -> None:
    with service(lambda _heard: answer) as heard, pytest.raises(DomeggookError) as told:
        item(NO, operator_keys("domeggook"), now=NOW)
    assert (told.value.code, len(heard)) == (code, 1)


def test_the_limit_is_kept_before_anything_is_sent(world: World, market: Fake) -> None:
    with service(market) as heard:
        for _ in range(BURST):
            item(NO, operator_keys("domeggook"), now=NOW)
        with pytest.raises(DomeggookError) as told:
            item(NO, operator_keys("domeggook"), now=NOW)
    assert (told.value.code, len(heard)) == ("busy", BURST)
    assert client.BURST + client.PER_MINUTE <= 180
    assert client.DAY_BURST + client.DAY_PER_MINUTE * 24 * 60 <= 15_000


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12345678", NO), (" １２３４５６７８ ", NO), ("https://domeggook.com/12345678", NO),
        ("domeggook.com/12345678?from=lstGen", NO), ("http://www.domeggook.com/main/12345678/", NO),
        ("https://domeme.domeggook.com/s/12345678", NO), ("https://domeggook.com/x.php?no=12345678", NO),
        ("", ""), ("0", ""), ("-1", ""), ("1" * 13, ""), ("상품", ""), ("https://example.com/12345678", ""),
        ("https://domeggook.com.example.com/12345678", ""), ("https://evildomeggook.com/1234", ""),
        ("ftp://domeggook.com/12345678", ""), ("https://[bad/12345678", ""), ("https://domeggook.com/", ""),
    ],
)  # fmt: skip
def test_numbers_and_addresses(text: str, number: str) -> None:
    assert number_of(text) == number


@pytest.mark.once
def test_odd_answers_are_read_as_far_as_they_make_sense() -> None:
    assert item_of(NO, {}) == Item(NO, "", "", (), ())
    odd = {"basis": [], "thumb": {"original": "javascript:1", "large": "//cdn/x.jpg"}, "price": {"dome": 900}}
    assert item_of(NO, odd) == Item(NO, "", "https://cdn/x.jpg", (), (Tier(1, 900),))
    assert [tiers_of(v, 3) for v in ("15,000", "", None, True, "a+b|2+5", [])] == [
        (Tier(3, 15000),), (), (), (), (Tier(2, 5),), (),
    ]  # fmt: skip
    assert [options_of(v) for v in (None, "", "{", "[]", '{"data": []}', '{"data": {"a": 1}}')] == [()] * 6
    assert item_of(NO, {"basis": {"title": f"  a\x00b\n{'c' * 400}"}}).title == f"a b {'c' * 296}"


def test_empty_fields_are_filled_and_named(world: World, market: Fake, at: Any) -> None:
    with service(market) as heard:
        response = fill(at("ara"), f"https://domeggook.com/{NO}")
    page = unescape(text_of(response))
    assert response.status_code == 200
    with operator_scope():
        file = StoredFile.objects.get()
    assert (file.owner_id, file.kind, file.content_type) == (world.ara.pk, "product_image", "image/webp")
    filled = ("name_ko", "option_text", "product_url", "platform_sku", "image")
    assert [value_of(page, name) for name in filled] == [
        "라운드 니트 여성", "블랙/M", f"https://domeggook.com/{NO}", NO, str(file.public_id),
    ]  # fmt: skip
    said = "불러와서 채운 항목: 한글상품명, 옵션, 상품URL, 플랫폼SKU, 상품이미지"
    assert said in page
    assert "자동 번역 초안" not in page
    assert [h.url.partition("?")[0] for h in heard] == ["https://domeggook.com/ssl/api/", IMAGE]


def test_what_was_typed_stays(world: World, market: Fake, at: Any) -> None:
    ara, before = at("ara"), everything()
    typed = {"name_ko": "내 이름", "option_text": "내 옵션", "product_url": "https://a.example/1",
             "platform_sku": "P1", "image": "01234567-89ab-4def-8123-456789abcdef", "fnsku": "D100",
             "weight_kg": "0.42", "warehouse": "ICN1"}  # fmt: skip
    with service(market) as heard:
        page = unescape(text_of(fill(ara, **typed)))
    kept = {name: value_of(page, name) for name in typed if name not in {"image", "warehouse"}}
    assert kept == {name: value for name, value in typed.items() if name in kept}
    assert '<option value="ICN1" selected>' in page
    assert "이미 입력되어 있어 채운 항목이 없습니다" in page
    assert len(heard) == 1
    assert changed(before) == set()


def test_several_options_are_left_to_the_person(world: World, market: Fake, at: Any) -> None:
    market.items[NO] = view("<b>니트</b>", options=OPTIONS)
    with service(market):
        raw = text_of(fill(at("ara")))
    page = unescape(raw)
    assert "옵션이 여러 개입니다. 해당하는 옵션을 입력해 주세요: 블랙/M, 화이트/M" in page
    assert value_of(page, "option_text") == ""
    assert "불러와서 채운 항목: 한글상품명, 상품URL, 플랫폼SKU" in page
    assert "<b>니트" not in raw


@pytest.mark.parametrize("kept", [None, b"", b"<svg/>"])
def test_a_picture_that_cannot_be_had_is_said(
    world: World, market: Fake, at: Any, kept: bytes | None
) -> None:
    market.pictures = {} if kept is None else {IMAGE: kept}
    with service(market):
        page = unescape(text_of(fill(at("ara"))))
    assert "상품이미지를 가져오지 못했습니다. 직접 올려 주세요" in page
    assert value_of(page, "name_ko") == "라운드 니트 여성"
    with operator_scope():
        assert StoredFile.objects.count() == 0


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("", "도매꾹 상품번호(숫자) 또는 domeggook.com 상품 주소를 입력해 주세요"),
        ("https://example.com/1", "도매꾹 상품번호(숫자) 또는 domeggook.com 상품 주소를 입력해 주세요"),
        ("999", "도매꾹에서 상품을 찾을 수 없습니다. 상품번호를 확인해 주세요"),
    ],
)
def test_what_cannot_be_looked_up_is_said(
    world: World, market: Fake, at: Any, asked: str, words: str
) -> None:
    with service(market):
        response = fill(at("ara"), asked, name_ko="내 이름")
    page = unescape(text_of(response))
    assert response.status_code == 422
    assert words in page
    assert value_of(page, "name_ko") == "내 이름"
    assert f'name="p3-source" value="{asked}"' in page


def test_a_service_that_is_away_takes_nothing_away(world: World, market: Fake, at: Any) -> None:
    with service(lambda _heard: (503, {}, b"")):
        response = fill(at("ara"), name_ko="내 이름")
    page = unescape(text_of(response))
    assert (response.status_code, value_of(page, "name_ko")) == (200, "내 이름")
    assert "도매꾹에서 응답이 없습니다" in page
    assert Connection.objects.get(name="domeggook").last_error == "http_503"


def test_without_a_key_there_is_no_button(world: World, at: Any) -> None:
    ara, words = at("ara"), "도매꾹 상품번호 또는 URL"
    assert words not in text_of(ara.get(APPLY))
    assert words not in text_of(ara.get("/products/apply/block/?block=0"))
    before = everything()
    with service(lambda _heard: (200, {}, b"{}")) as heard:
        assert "도매꾹에서 응답이 없습니다" in text_of(fill(ara))
    assert (heard, changed(before)) == ([], set())
    give_keys(world, "domeggook", key=KEY)
    page = text_of(ara.get(APPLY))
    assert '<label class="form-label" for="id_p0-source">' in page
    assert words in text_of(ara.get("/products/apply/block/?block=0"))
    give_keys(world, "domeggook", key=KEY, enabled=False)
    assert words not in text_of(ara.get(APPLY))


def test_odd_prefixes_are_unknown(world: World, market: Fake, at: Any) -> None:
    for prefix in ("", "e", "p", "p12345", "p1x", "p'"):
        assert at("ara").post(FILL, {"prefix": prefix}).status_code == 404
    assert at("ara").get(FILL).status_code == 405


def test_a_sellers_key_does_not_fit(world: World, at: Any) -> None:
    sent = {"version": "0", "enabled": "on", "key": KEY.replace("0", "G")}
    assert at("dan").post("/console/connectors/domeggook/", sent).status_code == 422
    assert at("dan").post("/console/connectors/domeggook/", sent | {"key": KEY}).status_code == 302
