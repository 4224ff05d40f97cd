"""웹훅 on the seller's screens."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from rocket3pl.jobs import work
from rocket3pl.messages.facts import Topic
from rocket3pl.messages.models import Delivery, Endpoint
from rocket3pl.portal.webhooks.words import EVERY_TOPIC, TOPICS, WHY_OFF
from rocket3pl.shared.tenancy import operator_scope
from tests.factories import NOW, World, make_products
from tests.outside.conftest import Server
from tests.outside.conftest import server as server  # noqa: PLC0414 - the fixture, for this file too
from tests.portal.products.support import client_of, text_of
from tests.support import changed, everything, sheet

URL = "/webhooks/"
SENT = {"url": "https://1.1.1.1/hook", "description": "재고 연동", "topics": ["outbound.shipped"]}


@pytest.fixture(autouse=True)
def _korean() -> Any:
    with translation.override("ko"):
        yield


@pytest.fixture
def ara(world: World) -> Client:
    return client_of(world.people["ara"])


def secret_of(page: Any) -> str:
    (found,) = re.findall(r'id="new-secret" value="(whsec_[^"]{44})"', text_of(page))
    return str(found)


def endpoint() -> Endpoint:
    with operator_scope():
        return Endpoint.objects.get()


def delivery() -> Delivery:
    with operator_scope():
        return Delivery.objects.get()


def off() -> None:
    work.work_off("w")


def test_a_webhook_is_added_and_its_secret_shown_once(ara: Client) -> None:
    assert "웹훅이 없습니다" in text_of(ara.get(URL))
    before = everything()
    sent = {**SENT, "submission_key": "k" * 24}
    page = ara.post(URL, sent)
    secret = secret_of(page)
    assert "no-store" in page["Cache-Control"]
    assert changed(before) == {"webhooks_endpoint", "shared_auditevent", "shared_operationkey"}
    before = everything()
    again = ara.post(URL, sent, follow=True)
    assert "이미 추가한 웹훅입니다" in text_of(again)
    listed = text_of(ara.get(URL))
    for words in ("https://1.1.1.1/hook", "재고 연동", "출고 완료", "사용중"):
        assert words in listed
    for seen in (again, ara.get(URL), ara.get(f"{URL}{endpoint().public_id}/")):
        assert secret not in text_of(seen)
    assert everything() == before


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"url": ""}, "입력해 주세요"),
        ({"url": "http://1.1.1.1/"}, "https:// 로 시작하는 주소를"),
        ({"url": "https://localhost/"}, "내부 주소로는"),
        ({"url": "https://2130706433/"}, "내부 주소로는"),
        ({"url": "https://1.1.1.1:8080/"}, "443 포트의"),
        ({"url": "hello"}, "https:// 로 시작하는 인터넷 주소를"),
        ({"description": "a" * 101}, "100자 이하로"),
        ({"topics": ["nope"]}, "목록에서 다시 선택해"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(ara: Client, changes: dict[str, Any], said: str) -> None:
    before = everything()
    page = ara.post(URL, {**SENT, **changes})
    assert page.status_code == 422
    assert said in text_of(page) and "오류: " in text_of(page)
    assert re.search(r'value="outbound.shipped" id="[^"]*" checked', text_of(page)) or "topics" in changes
    assert everything() == before


def test_settings_change_and_a_second_hand_is_told(ara: Client) -> None:
    ara.post(URL, SENT)
    address = f"{URL}{endpoint().public_id}/"
    page = ara.post(address, {**SENT, "topics": [], "description": "새 설명", "version": 1}, follow=True)
    assert "저장했습니다" in text_of(page)
    assert (endpoint().topics, endpoint().description, endpoint().version) == ([], "새 설명", 2)
    assert ara.post(address, {**SENT, "version": 1}).status_code == 409
    assert ara.post(address, {**SENT, "url": "x", "version": 2}).status_code == 422
    assert endpoint().version == 2


def test_a_secret_is_exchanged(ara: Client) -> None:
    first = secret_of(ara.post(URL, SENT))
    address = f"{URL}{endpoint().public_id}/"
    page = ara.post(f"{address}rotate/", {"version": 1})
    assert secret_of(page) != first and "이전 시크릿으로도 함께 서명합니다" in text_of(page)
    # Pressed twice, it is exchanged once.
    assert ara.post(f"{address}rotate/", {"version": 1}).status_code == 409
    assert ara.post(f"{address}rotate/").status_code == 409
    assert endpoint().version == 2


def test_it_is_switched_off_and_on(ara: Client) -> None:
    ara.post(URL, SENT)
    address = f"{URL}{endpoint().public_id}/"
    assert "웹훅을 껐습니다" in text_of(ara.post(f"{address}use/", {"version": 1, "on": "0"}, follow=True))
    page = text_of(ara.get(address))
    assert "꺼짐" in page and "직접 껐습니다" in page and "테스트 보내기</button>" not in page
    assert "꺼져 있는 웹훅입니다" in text_of(ara.post(f"{address}test/", follow=True))
    assert "웹훅을 켰습니다" in text_of(ara.post(f"{address}use/", {"version": 2, "on": "1"}, follow=True))
    assert endpoint().enabled is True


def test_a_test_is_sent_seen_and_sent_again(ara: Client, server: Server, settings: Any) -> None:
    settings.WEBHOOKS_INSIDE_ALLOWED = True
    ara.post(URL, {**SENT, "url": f"{server.url}/hook"})
    sent = {"submission_key": "t" * 24}
    page = ara.post(f"{URL}{endpoint().public_id}/test/", sent, follow=True)
    ara.post(f"{URL}{endpoint().public_id}/test/", sent)
    address = f"{URL}deliveries/{delivery().public_id}/"
    assert page.redirect_chain == [(address, 302)]
    assert "아직 시도하지 않았습니다" in text_of(page) and "test.ping" in text_of(page)
    assert "현재 상태에서는 할 수 없는 작업입니다" in text_of(ara.post(f"{address}replay/", follow=True))
    server.says(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<b>hi</b>")
    off()
    page = text_of(ara.get(address))
    assert "HTTP 200" in page and "&lt;b&gt;hi&lt;/b&gt;" in page and "성공" in page
    assert "다시 보냅니다" in text_of(ara.post(f"{address}replay/", follow=True))
    off()
    assert (delivery().attempts, len(server.heard)) == (2, 2)


def test_what_was_sent_is_listed_and_found(world: World, ara: Client, server: Server, settings: Any) -> None:
    settings.WEBHOOKS_INSIDE_ALLOWED = True
    ara.post(URL, {**SENT, "url": f"{server.url}/hook", "topics": ["product.approved", "product.requested"]})
    make_products(world.ara, 2)
    server.says(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
    off()
    address = f"{URL}deliveries/"
    page = text_of(ara.get(address))
    assert page.count("/webhooks/deliveries/") >= 4 and "상대 서비스의 응답: HTTP 503" in page
    assert "4건" in text_of(ara.get(address, {"tab": "waiting"}))
    assert "2건" in text_of(ara.get(address, {"topic": "product.approved"}))
    assert "0건" in text_of(ara.get(address, {"tab": "failed"}))
    assert len(sheet(ara.get(address, {"export": "xlsx"}))) == 5


def test_an_endpoint_that_was_switched_off_says_why(ara: Client) -> None:
    ara.post(URL, SENT)
    for reason, words in WHY_OFF.items():
        with operator_scope():
            Endpoint.objects.update(enabled=False, disabled_reason=reason, disabled_at=NOW)
        for page in (URL, f"{URL}{endpoint().public_id}/"):
            assert str(words) in text_of(ara.get(page))


def test_staff_of_the_owner_have_no_part_in_it(world: World) -> None:
    bom = client_of(world.people["bom"])
    assert bom.get(URL).status_code == 403
    assert ">웹훅<" not in text_of(bom.get("/products/"))


@pytest.mark.parametrize("language", ["ko", "zh-hans", "en"])
def test_every_topic_has_a_word_of_its_own(language: str) -> None:
    assert set(TOPICS) == set(Topic)
    with translation.override(language):
        assert len({str(w) for w in EVERY_TOPIC.values()}) == len(EVERY_TOPIC)
