"""도로명주소: the exact call, its answers read, and what 주소 찾기 shows of them."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from rocket3pl.integrations.credentials import operator_keys
from rocket3pl.integrations.juso.answer import BrokenAnswer, Refused, addresses_of
from rocket3pl.integrations.juso.client import BURST, JusoError, search
from rocket3pl.integrations.juso.fake import Fake, entry
from rocket3pl.reference.address_search import Address, Addresses
from tests.console.conftest import text_of
from tests.factories import NOW, World, make_products
from tests.integrations.conftest import give_keys, service
from tests.support import everything

# How the service is, and how many calls are left to it.
NOT_MINE = ("outside_connection", "outside_bucket")
KEY = "devU01TX0FVVEgyMDI2="
PAGE = "/outbounds/addresses/"
GANGNAM = entry(
    street="테헤란로 152",
    roadAddrPart2="(역삼동, 강남파이낸스센터)",
    jibunAddr="서울특별시 강남구 역삼동 737",
)
SEJONG = entry(street="한누리대로 2130", region="세종특별자치시", city="", postcode="30151")
FOUND = Address(
    "06236",
    "서울특별시",
    "강남구",
    "테헤란로 152 (역삼동, 강남파이낸스센터)",
    "서울특별시 강남구 역삼동 737",
)


@pytest.fixture
def register(world: World) -> Fake:
    """The register with two addresses, its key given by the warehouse."""
    give_keys(world, "juso", key=KEY)
    return Fake(KEY, [GANGNAM, SEJONG])


def test_it_is_asked_exactly_so(register: Fake) -> None:
    """What the register refuses is left out of what is asked."""
    with service(register) as heard:
        found = search("테헤란로 <152>", operator_keys("juso"), now=NOW)
    assert found == Addresses((FOUND,), 1)
    (call,) = heard
    url = urlsplit(call.url)
    where = f"{url.scheme}://{url.netloc}{url.path}"
    assert (call.method, where) == ("GET", "https://business.juso.go.kr/addrlink/addrLinkApi.do")
    assert parse_qsl(url.query) == [
        ("confmKey", KEY), ("currentPage", "1"), ("countPerPage", "20"), ("keyword", "테헤란로 152"),
        ("resultType", "json"),
    ]  # fmt: skip


def test_a_place_without_a_district_of_its_own(register: Fake) -> None:
    """세종 stands for both."""
    with service(register):
        found = search("한누리대로", operator_keys("juso"), now=NOW)
    assert found.found == (Address("30151", "세종특별자치시", "세종특별자치시", "한누리대로 2130"),)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (None, BrokenAnswer),
        ([], BrokenAnswer),
        ({"results": []}, BrokenAnswer),
        ({"results": {"common": {"errorCode": "0"}, "juso": {}}}, BrokenAnswer),
        ({"results": {"common": {"errorCode": "E0014"}, "juso": None}}, Refused),
        ({"results": {"common": {}}}, Refused),
    ],
)
def test_what_is_no_answer(body: Any, error: type[Exception]) -> None:
    """Nothing is guessed from half an answer."""
    with pytest.raises(error):
        addresses_of(body)


def test_entries_without_what_a_parcel_needs_are_left_out() -> None:
    """Nor does one odd entry hide the others."""
    odd: list[Any] = [
        None,
        7,
        {},
        {**GANGNAM, "zipNo": None},
        {**GANGNAM, "roadAddrPart1": "서울특별시 강남구"},
    ]
    for total in ("x", "²", "9" * 5000, None, []):
        body = {"results": {"common": {"errorCode": "0", "totalCount": total}, "juso": [*odd, GANGNAM]}}
        assert addresses_of(body) == Addresses((FOUND,), 1)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((200, {}, b"<html>"), "broken_answer"),
        ((200, {}, json.dumps({"results": {"common": {"errorCode": "E0001"}}}).encode()), "refused"),
        ((200, {}, json.dumps({"results": {"common": {"errorCode": "E0006"}}}).encode()), "too_many"),
        ((500, {}, b""), "unreachable"),
        ((302, {"location": "https://example.com/"}, b""), "unreachable"),
    ],
)
def test_what_is_not_given(register: Fake, answer: Any, code: str) -> None:
    """Each asked for once, and told by its code."""
    with service(lambda _heard: answer) as heard, pytest.raises(JusoError) as told:
        search("테헤란로", operator_keys("juso"), now=NOW)
    assert (told.value.code, len(heard)) == (code, 1)


@pytest.mark.parametrize("words", ["%%", "<>", "select", "  or  union "])
def test_texts_that_the_register_never_takes_are_not_sent(register: Fake, words: str) -> None:
    """The person is told, and no call is spent."""
    with service(register) as heard, pytest.raises(JusoError) as told:
        search(words, operator_keys("juso"), now=NOW)
    assert (told.value.code, heard) == ("bad_words", [])


def test_the_limit_is_kept_before_anything_is_sent(register: Fake) -> None:
    """One more than the bucket holds."""
    with service(register) as heard:
        for _ in range(BURST):
            search("테헤란로", operator_keys("juso"), now=NOW)
        with pytest.raises(JusoError) as told:
            search("테헤란로", operator_keys("juso"), now=NOW)
    assert (told.value.code, len(heard)) == ("busy", BURST)


def test_the_popup_and_what_it_finds(at: Callable[[str], Client], register: Fake) -> None:
    """A button for each address, with what it fills in; nothing is written but how the service is."""
    ara = at("ara")
    assert 'data-address-card="c1"' in ara.get(PAGE, {"card": "c1"}).content.decode()
    before = everything(but=NOT_MINE)
    with service(register):
        answer = ara.post(PAGE, {"card": "c1", "q": " 테헤란로  152 "})
    html = answer.content.decode()
    assert answer.status_code == 200
    for part in (
        'data-postcode="06236"',
        'data-region="서울특별시"',
        'data-city="강남구"',
        'data-line="테헤란로 152 (역삼동, 강남파이낸스센터)"',
    ):
        assert part in html
    assert "찾은 주소 1건" in text_of(answer)
    assert everything(but=NOT_MINE) == before


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ("역", 422, "두 글자 이상"),
        ("", 422, "두 글자 이상"),
        ("가" * 81, 422, "두 글자 이상"),
        ("없는길 1", 200, "찾은 주소가 없습니다"),
        ("<script>alert(1)</script>", 200, "찾은 주소가 없습니다"),
    ],
)
def test_what_the_popup_says(
    at: Callable[[str], Client], register: Fake, asked: str, status: int, words: str
) -> None:
    """In words that say what to do."""
    with service(register):
        answer = at("ara").post(PAGE, {"card": "c1", "q": asked})
    assert answer.status_code == status
    assert words in text_of(answer)
    assert "<script>alert" not in answer.content.decode()


def test_more_than_are_shown_are_counted(at: Callable[[str], Client], register: Fake) -> None:
    """So that the person knows to say more."""
    register.entries = [entry(street=f"테헤란로 {n}") for n in range(1_234)]
    with service(register):
        answer = at("ara").post(PAGE, {"card": "c1", "q": "테헤란로"})
    assert answer.content.decode().count("data-address ") == 20
    assert "1,234건 중 20건을 표시합니다" in text_of(answer)


def test_a_service_that_is_down_keeps_nobody_from_typing(at: Callable[[str], Client], register: Fake) -> None:
    """The sentence says so."""
    with service(lambda _heard: (503, {}, b"")):
        answer = at("ara").post(PAGE, {"card": "c1", "q": "테헤란로"})
    assert answer.status_code == 200
    assert "직접 입력해 주세요" in text_of(answer)


def test_the_button_is_there_when_the_warehouse_has_a_key(at: Callable[[str], Client], world: World) -> None:
    """Without one nobody is offered what cannot work."""
    goods = make_products(world.ara, 1)[0]
    page = f"/outbounds/request/?ids={goods.public_id}"
    assert "주소 찾기" not in text_of(at("ara").get(page))
    give_keys(world, "juso", key=KEY)
    assert "주소 찾기" in text_of(at("ara").get(page))
    give_keys(world, "juso", key=KEY, enabled=False)
    assert "주소 찾기" not in text_of(at("ara").get(page))
