"""연결 확인: what is called, what is said of each answer, and that nothing else changes."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.datastructures import CaseInsensitiveMapping

from rocket3pl.integrations.coupang.fake import Fake as Coupang
from rocket3pl.integrations.couriers import fake as couriers
from rocket3pl.integrations.credentials import operator_keys
from rocket3pl.integrations.domeggook.fake import Fake as Domeggook
from rocket3pl.integrations.domeggook.fake import view
from rocket3pl.integrations.health import healths
from rocket3pl.integrations.import1688 import setup
from rocket3pl.integrations.import1688.fake import Platform
from rocket3pl.integrations.juso.fake import Fake as Juso
from rocket3pl.integrations.probes import PROBES
from rocket3pl.integrations.registry import CONNECTORS
from rocket3pl.integrations.translators import fake as translators
from rocket3pl.outside.calls import Heard, Said
from rocket3pl.outside.errors import NotSent, Unknown
from rocket3pl.outside.models import Bucket, Connection
from tests.console.conftest import text_of
from tests.factories import World
from tests.integrations.conftest import give_keys, service
from tests.support import everything

GOOD = "확인되었습니다. 저장된 키로 연결됩니다"
REFUSED = "키가 거절되었습니다. 저장된 키를 확인해 주세요"
DENIED = "키의 권한이 없거나 이 서버의 IP가 등록되어 있지 않습니다"
BUSY = "호출 한도를 초과했습니다. 잠시 후 다시 확인해 주세요"
SILENT = "응답이 없습니다. 잠시 후 다시 확인해 주세요"
ODD = "알 수 없는 응답이 왔습니다"
SECRET = "whsec_check_0123456789"
KEY = "0123456789abcdef0123456789abcdef"
KEYS: dict[str, dict[str, str]] = {
    "papago": {"key_id": "id-1", "key": "key-1"},
    "deepl": {"key": "key-1:fx"},
    "google": {"key": "key-1"},
    "tracker": {"client_id": "id-1", "client_secret": "secret-1"},
    "sweettracker": {"key": "sweet-key"},
    "domeggook": {"key": KEY},
    "juso": {"key": KEY},
    "coupang": {"vendor_id": "A00012345", "access_key": "access", "secret_key": "very-secret-1234"},
    "import1688": {"url": "https://8.8.8.8", "secret": SECRET},
}


def platform(secret: str = SECRET) -> Any:
    made = Platform(secret)

    def answer(heard: Heard) -> Said:
        headers = CaseInsensitiveMapping(heard.headers)
        status, body = made.answer(heard.method, heard.path, headers, heard.body)
        return status, {}, body

    return answer


def coupang(secret: str = "very-secret-1234") -> Coupang:
    return Coupang("A00012345", "access", secret, products={7: {}})


def words(heard: Heard) -> Said:
    return translators.answers({("衣服", "ko"): "옷"}, heard)


def parcels(heard: Heard) -> Said:
    return couriers.answers({}, heard)


FAKES: dict[str, Any] = {
    "papago": words, "deepl": words, "google": words, "tracker": parcels, "sweettracker": parcels,
    "domeggook": Domeggook(KEY), "juso": Juso(KEY), "coupang": coupang(), "import1688": platform(),
}  # fmt: skip
# What each is asked: method and address.
ASKED = {
    "papago": "POST https://papago.apigw.ntruss.com/nmt/v1/translation",
    "deepl": "POST https://api-free.deepl.com/v2/translate",
    "google": "POST https://translation.googleapis.com/language/translate/v2",
    "tracker": "POST https://apis.tracker.delivery/graphql",
    "sweettracker": "GET https://info.sweettracker.co.kr/api/v1/trackingInfo",
    "domeggook": "GET https://domeggook.com/ssl/api/",
    "juso": "GET https://business.juso.go.kr/addrlink/addrLinkApi.do",
    "coupang": "GET https://api-gateway.coupang.com/v2/providers/seller_api/apis/api/v1/marketplace/"
    "seller-products",
    "import1688": "GET https://8.8.8.8/v1/events",
}


def said(body: Any, status: int = 200) -> Any:
    return lambda _heard: (status, {}, body if isinstance(body, bytes) else json.dumps(body).encode())


def raising(error: Exception) -> Any:
    def answer(_heard: Heard) -> Said:
        raise error

    return answer


def pressed(world: World, at: Any, code: str, answers: Any) -> tuple[str, list[Heard]]:
    """Press 연결 확인; return the page that follows, and what was asked."""
    who, room = ("ara", "/connectors/") if code == "coupang" else ("dan", "/console/connectors/")
    with service(answers) as heard:
        response = at(who).post(f"{room}{code}/check/", follow=True)
    assert response.redirect_chain == [(f"{room}{code}/", 302)]
    return text_of(response), heard


def keyed(world: World, code: str) -> None:
    give_keys(world, code, "ara" if code == "coupang" else "dan", enabled=False, **KEYS[code])


def connection() -> Connection:
    return Connection.objects.get()


def test_every_connector_can_be_checked() -> None:
    assert {c.code for c in CONNECTORS} == set(PROBES) == set(FAKES) == set(ASKED)


@pytest.mark.parametrize("code", FAKES)
def test_good_keys_are_confirmed_by_one_harmless_call(world: World, at: Any, code: str) -> None:
    keyed(world, code)
    before = everything(but=("owners_user",))
    page, heard = pressed(world, at, code, FAKES[code])
    assert GOOD in page
    assert [f"{h.method} {h.url.partition('?')[0]}" for h in heard] == [ASKED[code]]
    assert {
        name: rows for name, rows in everything(but=("owners_user",)).items() if rows != before[name]
    } == {}
    row = connection()
    assert (row.calls, row.errors, row.failures) == (1, 0, 0) and row.last_ok_at


@pytest.mark.parametrize(
    ("code", "answers"),
    [
        ("papago", said({}, 401)), ("deepl", said({}, 403)), ("google", said({}, 400)),
        ("tracker", said({"errors": [{"extensions": {"code": "UNAUTHENTICATED"}}], "data": None})),
        ("tracker", said({}, 401)), ("sweettracker", said({"status": False, "code": "101"})),
        ("domeggook", Domeggook("f" * 32)), ("juso", Juso("f" * 32)), ("coupang", coupang("another")),
        ("import1688", platform("whsec_another_0123456789")),
    ],
)  # fmt: skip
def test_wrong_keys_are_said_and_remembered(world: World, at: Any, code: str, answers: Any) -> None:
    keyed(world, code)
    page, heard = pressed(world, at, code, answers)
    assert REFUSED in page and GOOD not in page
    assert len(heard) == 1
    row = connection()
    assert (row.calls, row.errors, row.failures, row.last_error) == (1, 1, 1, "key_refused")
    state = healths({row.name: operator_keys(code)}, now=timezone.now())[row.name]
    assert state.last_error == "인증 키가 거부되었습니다"


@pytest.mark.parametrize("code", FAKES)
@pytest.mark.parametrize(
    ("answers", "says", "kept"),
    [
        (raising(Unknown(service="x", code="timeout")), SILENT, "timeout"),
        (raising(NotSent(service="x", code="no_connection")),
         "연결하지 못했습니다: 서버에 연결할 수 없습니다", "no_connection"),
        (said(b"<html>"), f"{ODD}: 응답을 읽을 수 없습니다", "broken_answer"),
        (said([]), f"{ODD}: 응답을 읽을 수 없습니다", "broken_answer"),
        (said({}, 503), f"{ODD}: 서비스 오류 (503)", "http_503"),
        (said({}, 302), f"{ODD}: 서비스 오류 (302)", "http_302"),
        (said({}, 429), BUSY, "http_429"),
    ],
)  # fmt: skip
def test_other_answers_have_their_sentence(
    world: World, at: Any, code: str, answers: Any, says: str, kept: str
) -> None:
    keyed(world, code)
    page, heard = pressed(world, at, code, answers)
    assert says in page and GOOD not in page
    assert len(heard) == 1
    assert (connection().failures, connection().last_error) == (1, kept)


def test_an_address_that_is_not_registered_is_said(world: World, at: Any) -> None:
    keyed(world, "coupang")
    assert DENIED in pressed(world, at, "coupang", said({}, 403))[0]
    assert (connection().name, connection().last_error) == (f"coupang:{world.ara.code}", "http_403")


def test_an_item_that_is_there_is_as_good_as_none(world: World, at: Any) -> None:
    keyed(world, "domeggook")
    assert GOOD in pressed(world, at, "domeggook", Domeggook(KEY, {"1": view("셔츠")}))[0]


def test_too_many_calls_of_a_tracker_are_said(world: World, at: Any) -> None:
    keyed(world, "sweettracker")
    assert BUSY in pressed(world, at, "sweettracker", said({"status": False, "code": "103"}))[0]


def test_pressed_twice_it_calls_once(world: World, at: Any) -> None:
    keyed(world, "papago")
    assert GOOD in pressed(world, at, "papago", words)[0]
    page, heard = pressed(world, at, "papago", words)
    assert "방금 확인했습니다" in page
    assert (heard, connection().calls) == ([], 1)


def test_a_service_that_is_left_alone_may_be_checked_and_comes_back(world: World, at: Any) -> None:
    keyed(world, "papago")
    open_until = timezone.now() + timedelta(hours=1)
    Connection.objects.create(name="papago", failures=6, open_until=open_until)
    assert REFUSED in pressed(world, at, "papago", said({}, 401))[0]
    assert connection().failures == 7 and connection().open_until
    Bucket.objects.all().delete()
    assert GOOD in pressed(world, at, "papago", words)[0]
    assert (connection().failures, connection().open_until) == (0, None)


def test_a_service_that_counts_is_not_called_beyond(world: World, at: Any) -> None:
    keyed(world, "domeggook")
    Bucket.objects.create(name="domeggook", tokens=0, refilled_at=timezone.now() + timedelta(hours=1))
    page, heard = pressed(world, at, "domeggook", Domeggook(KEY))
    assert BUSY in page and heard == []


def test_without_keys_or_address_nothing_is_called(world: World, at: Any) -> None:
    page, heard = pressed(world, at, "papago", words)
    assert "확인할 키가 없습니다" in page and heard == []
    give_keys(world, "import1688", secret=SECRET)
    page, heard = pressed(world, at, "import1688", platform())
    assert "확인할 주소가 없습니다" in page and heard == []
    assert not Connection.objects.exists()


def test_what_the_environment_sets_up_is_checked_as_well(world: World, at: Any, settings: Any) -> None:
    settings.IMPORT1688_URL, settings.IMPORT1688_SECRETS = "http://127.0.0.1:9", [SECRET]
    assert "연결 확인" in text_of(at("dan").get("/console/connectors/import1688/"))
    page, heard = pressed(world, at, "import1688", platform())
    assert GOOD in page
    assert [h.url for h in heard] == ["http://127.0.0.1:9/v1/events?after=&limit=1"]


def test_others_may_not_press(world: World, at: Any) -> None:
    keyed(world, "papago")
    keyed(world, "coupang")
    before = everything(but=("owners_user",))
    with service(words) as heard:
        for who, address, status in (
            ("eun", "/console/connectors/papago/check/", 403),
            ("bill", "/console/connectors/papago/check/", 403),
            ("ara", "/console/connectors/papago/check/", 404),
            ("ara", "/connectors/papago/check/", 404),
            ("bom", "/connectors/coupang/check/", 403),
            ("dan", "/console/connectors/coupang/check/", 404),
            ("dan", "/console/connectors/nothing/check/", 404),
            ("dan", "/connectors/coupang/check/", 404),
        ):
            assert at(who).post(address).status_code == status, (who, address)
        assert at("dan").get("/console/connectors/papago/check/").status_code == 405
    assert heard == []
    assert everything(but=("owners_user",)) == before
    # A rival's own page knows nothing of Ara's keys.
    with service(coupang()) as heard:
        page = text_of(at("chae").post("/connectors/coupang/check/", follow=True))
    assert "확인할 키가 없습니다" in page and heard == []


def test_the_button_stands_on_pages_with_keys(world: World, at: Any) -> None:
    assert "연결 확인" not in text_of(at("dan").get("/console/connectors/papago/"))
    keyed(world, "papago")
    page = text_of(at("dan").get("/console/connectors/papago/"))
    assert 'action="/console/connectors/papago/check/"' in page and "data-once" in page
    keyed(world, "coupang")
    assert 'action="/connectors/coupang/check/"' in text_of(at("ara").get("/connectors/coupang/"))


def test_the_setup_is_not_kept_by_a_check(world: World, at: Any) -> None:
    """What was saved a moment ago is what is checked."""
    give_keys(world, "import1688", url="https://8.8.8.8", secret=SECRET)
    assert setup.setup().secrets == (SECRET,)
    give_keys(world, "import1688", url="https://8.8.8.8", secret=SECRET + "x")
    assert GOOD in pressed(world, at, "import1688", platform(SECRET + "x"))[0]
