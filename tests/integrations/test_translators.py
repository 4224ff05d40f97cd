"""Translators: the exact call of each, what is asked only once, and what happens when they fail."""

import json
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import pytest

from rocket3pl.catalog.translation import Translation, Written, learn, translate
from rocket3pl.integrations.models import CachedTranslation
from rocket3pl.integrations.translators import fake
from rocket3pl.outside.calls import Heard, Said
from rocket3pl.outside.models import Connection
from rocket3pl.reference.models import GlossaryTerm
from tests.factories import NOW, World
from tests.integrations.conftest import give_keys, service
from tests.support import acting, changed, everything

ZH = "魑魅毛衣"
WORDS = {(ZH, "ko"): "도깨비 니트", (ZH, "en"): "Goblin sweater"}
ANSWERS = partial(fake.answers, WORDS)
MADE = Translation("도깨비 니트", "Goblin sweater")
DRAFT = Translation("魑魅 니트", "魑魅 sweater")
KEYS: dict[str, dict[str, str]] = {
    "papago": {"key_id": "client-id", "key": "client-secret"},
    "deepl": {"key": "deepl-key:fx"},
    "google": {"key": "google-key"},
}


@pytest.fixture(autouse=True)
def _glossary(world: World) -> None:
    GlossaryTerm.objects.create(zh="毛衣", ko="니트", en="sweater")


def drafted(world: World, text: str = ZH) -> Translation:
    with acting(world.people["ara"]):
        return translate(text, now=NOW)


def without(heard: Heard) -> dict[str, str]:
    """Return the headers that are ours."""
    plain = {"host", "accept-encoding", "user-agent", "content-length"}
    return {name: value for name, value in heard.headers.items() if name not in plain}


def test_papago_is_asked_exactly_so(world: World) -> None:
    give_keys(world, "papago", **KEYS["papago"])
    with service(ANSWERS) as heard:
        assert drafted(world) == MADE
    assert [(h.method, h.url) for h in heard] == [
        ("POST", "https://papago.apigw.ntruss.com/nmt/v1/translation")
    ] * 2
    assert [parse_qs(h.body.decode()) for h in heard] == [
        {"source": ["zh-CN"], "target": [target], "text": [ZH]} for target in ("ko", "en")
    ]
    assert without(heard[0]) == {
        "x-ncp-apigw-api-key-id": "client-id",
        "x-ncp-apigw-api-key": "client-secret",
        "content-type": "application/x-www-form-urlencoded",
    }


@pytest.mark.parametrize(
    ("key", "host"), [("deepl-key:fx", "api-free.deepl.com"), ("deepl-key", "api.deepl.com")]
)
def test_deepl_is_asked_exactly_so(world: World, key: str, host: str) -> None:
    give_keys(world, "deepl", key=key)
    with service(ANSWERS) as heard:
        assert drafted(world) == MADE
    assert [(h.method, h.url) for h in heard] == [("POST", f"https://{host}/v2/translate")] * 2
    assert [h.json() for h in heard] == [
        {"text": [ZH], "source_lang": "ZH", "target_lang": target} for target in ("KO", "EN-US")
    ]
    assert without(heard[0]) == {
        "authorization": f"DeepL-Auth-Key {key}",
        "content-type": "application/json",
    }


def test_google_is_asked_exactly_so(world: World) -> None:
    give_keys(world, "google", key="google-key")
    with service(ANSWERS) as heard:
        assert drafted(world) == MADE
    address = "https://translation.googleapis.com/language/translate/v2?key=google-key"
    assert [(h.method, h.url) for h in heard] == [("POST", address)] * 2
    assert [h.json() for h in heard] == [
        {"q": [ZH], "source": "zh-CN", "target": target, "format": "text"} for target in ("ko", "en")
    ]


@pytest.mark.parametrize("code", list(KEYS))
def test_the_same_text_is_asked_once(world: World, code: str) -> None:
    give_keys(world, code, **KEYS[code])
    with service(ANSWERS) as heard:
        assert [drafted(world), drafted(world)] == [MADE, MADE]
    assert len(heard) == 2
    rows = CachedTranslation.objects.order_by("target").values_list(
        "service", "source", "target", "translated"
    )
    assert list(rows) == [(code, "zh", "en", MADE.name_en), (code, "zh", "ko", MADE.name_ko)]
    assert ZH not in json.dumps(list(CachedTranslation.objects.values()), default=str, ensure_ascii=False)


def test_nobody_is_asked_what_the_glossary_or_the_seller_knows(world: World) -> None:
    give_keys(world, "papago", **KEYS["papago"])
    with service(ANSWERS) as heard:
        assert drafted(world, "毛衣") == Translation("니트", "sweater")
        with acting(world.people["ara"]):
            learn(world.ara.pk, [Written(ZH, "내 니트", "My knit")], now=NOW)
        assert drafted(world) == Translation("내 니트", "My knit")
    assert heard == []


def test_nobody_is_asked_without_keys_or_when_switched_off(world: World) -> None:
    with service(ANSWERS) as heard:
        assert drafted(world) == DRAFT
        give_keys(world, "papago", enabled=False, **KEYS["papago"])
        assert drafted(world) == DRAFT
    assert heard == []


def test_a_words_cache_belongs_to_its_service(world: World) -> None:
    give_keys(world, "papago", **KEYS["papago"])
    with service(ANSWERS) as heard:
        drafted(world)
        give_keys(world, "papago", enabled=False, key_id="client-id")
        give_keys(world, "google", **KEYS["google"])
        drafted(world)
    assert len(heard) == 4


def _status(status: int, body: bytes = b"{}") -> Any:
    def answers(_heard: Heard) -> Said:
        return status, {}, body

    return answers


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        (_status(500), "http_500"), (_status(401), "http_401"), (_status(429), "http_429"),
        (_status(400), ""), (_status(302), ""), (_status(200), ""), (_status(200, b"<html>"), ""),
        (_status(200, b'{"message": []}'), ""),
    ],
)  # fmt: skip
def test_a_failing_service_leaves_the_glossarys_draft(world: World, answers: Any, error: str) -> None:
    give_keys(world, "papago", **KEYS["papago"])
    before = everything()
    with service(answers):
        made = drafted(world)
    assert made == Translation(DRAFT.name_ko, DRAFT.name_en, note="service_failed")
    assert Connection.objects.get(name="papago").last_error == error
    assert CachedTranslation.objects.count() == 0
    assert changed(before) == set()


def test_half_an_answer_is_kept_for_the_next_time(world: World) -> None:
    give_keys(world, "papago", **KEYS["papago"])

    def half(heard: Heard) -> Said:
        return (503, {}, b"") if b"target=en" in heard.body else ANSWERS(heard)

    with service(half):
        assert drafted(world).note == "service_failed"
    with service(ANSWERS) as heard:
        assert drafted(world) == MADE
    assert [b"target=en" in h.body for h in heard] == [True]


def test_an_english_name_without_english_is_not_taken(world: World) -> None:
    give_keys(world, "papago", **KEYS["papago"])
    with service(partial(fake.answers, {(ZH, "ko"): "도깨비\n니트 ", (ZH, "en"): "魑魅"})):
        assert drafted(world) == Translation("도깨비 니트", DRAFT.name_en)


def test_an_open_circuit_asks_nobody(world: World) -> None:
    give_keys(world, "papago", **KEYS["papago"])
    with service(_status(503)) as heard:
        for _ in range(7):
            assert drafted(world).note == "service_failed"
    assert len(heard) == 5
    give_keys(world, "papago", **KEYS["papago"])
    with service(ANSWERS):
        assert drafted(world) == MADE


def test_the_address_of_the_environment_is_called(world: World, settings: Any) -> None:
    settings.SERVICE_URLS = {"papago": "http://127.0.0.1:9/x/"}
    give_keys(world, "papago", **KEYS["papago"])
    with service(ANSWERS) as heard:
        drafted(world)
    assert heard[0].url == "http://127.0.0.1:9/x/nmt/v1/translation"


def test_the_page_says_that_the_service_failed(world: World, at: Any) -> None:
    give_keys(world, "papago", **KEYS["papago"])
    with service(_status(503)):
        response = at("ara").post("/products/translate/", {"prefix": "p0", "p0-name_zh": ZH})
    page = response.content.decode()
    assert response.status_code == 200
    assert "번역 서비스가 응답하지 않아 용어집으로 번역했습니다" in page
    assert "魑魅 sweater" in page
