"""처리 보류, and how far the worker is behind, for the manager and for those who watch over it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from rocket3pl.console.parked import age_text
from rocket3pl.jobs import claims
from rocket3pl.jobs.queries import Backlog, backlog
from rocket3pl.shared.models import OutboxMessage
from rocket3pl.shared.outbox import announce
from rocket3pl.web.reasons import reason_text
from tests.console.conftest import text_of
from tests.factories import NOW, World

URL = "/console/parked/"


@pytest.fixture
def aside(world: World) -> int:
    announce([(world.ara.pk, "webhook.deliver", {"delivery": 1})], now=NOW)
    message = claims.claim("w", now=NOW)
    assert message is not None
    claims.park(message, "no_such_host", now=NOW)
    return message.id


def test_nothing_is_set_aside(dan: Client) -> None:
    page = text_of(dan.get(URL))
    assert "보류된 메시지가 없습니다" in page and "처리를 기다리는 메시지 0건" in page
    assert "멈춰 있을 수 있습니다" not in page


def test_what_was_set_aside_is_told_and_tried_again(dan: Client, world: World, aside: int) -> None:
    page = text_of(dan.get(URL))
    for words in ("webhook.deliver", f"#{aside}", "아라", "주소를 찾을 수 없습니다", "no_such_host"):
        assert words in page
    after = text_of(dan.post(f"{URL}{aside}/retry/", follow=True))
    assert "다시 시도합니다" in after and "보류된 메시지가 없습니다" in after
    row = OutboxMessage.objects.get(pk=aside)
    assert (row.parked_at, row.done_at, row.attempts) == (None, None, 0)
    assert dan.post(f"{URL}{aside}/retry/").status_code == 404


def test_it_is_dropped_after_a_question(dan: Client, aside: int) -> None:
    assert f"webhook.deliver #{aside} 메시지를 버리면" in text_of(dan.get(URL))
    assert "메시지를 버렸습니다" in text_of(dan.post(f"{URL}{aside}/drop/", follow=True))
    assert OutboxMessage.objects.get(pk=aside).done_at is not None
    assert dan.post(f"{URL}{aside}/drop/").status_code == 404


def test_a_worker_that_stands_still_is_seen(dan: Client) -> None:
    now = timezone.now()
    announce([(None, "t", {})], now=now - timedelta(minutes=7, seconds=30))
    announce([(None, "t", {})], now=now + timedelta(hours=1))
    page = text_of(dan.get(URL))
    assert (
        "처리를 기다리는 메시지 2건" in page
        and "기다린 시간: 7분" in page
        and "멈춰 있을 수 있습니다" in page
    )
    told = Client().get("/healthz").json()["worker"]
    assert told["waiting"] == 2
    assert told["oldest_seconds"] in range(450, 480)


def test_the_backlog_counts_what_is_open(aside: int) -> None:
    assert backlog(now=NOW) == Backlog(0, 0)
    announce([(None, "t", {})], now=NOW + timedelta(seconds=30))
    assert backlog(now=NOW) == Backlog(1, 0)
    assert backlog(now=NOW + timedelta(seconds=90)) == Backlog(1, 60)
    assert Client().get("/healthz").json()["worker"]["waiting"] == 1


def test_codes_and_ages_have_words() -> None:
    said: dict[str, Any] = {
        code: str(reason_text(code))
        for code in ("timeout", "http_503", "NotFound: EO1", "unknown_seller", "the worker died at it")
    }
    assert said == {
        "timeout": "응답이 제때 오지 않았습니다",
        "http_503": "상대 서비스의 응답: HTTP 503",
        "NotFound: EO1": "필요한 내용을 찾을 수 없습니다",
        "unknown_seller": "unknown_seller",
        "the worker died at it": "처리하던 프로그램이 여러 번 중단되었습니다",
    }
    assert [age_text(n) for n in (0, 59, 60, 3_599, 3_600, 90_000, 172_800)] == [
        "1분 미만", "1분 미만", "1분", "59분", "1시간", "1일", "2일",
    ]  # fmt: skip
