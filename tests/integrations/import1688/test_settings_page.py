"""1688상품관 set up on its page: address, secrets in turn, and who is heard by which."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from rocket3pl.cli.resealing import reseal_all
from rocket3pl.integrations.credentials import operator_keys
from rocket3pl.integrations.import1688 import client, setup
from rocket3pl.integrations.import1688.models import PlatformEvent
from rocket3pl.integrations.import1688.setup import Setup
from rocket3pl.integrations.models import OperatorCredential
from rocket3pl.outside.models import Connection
from rocket3pl.shared.models import AuditEvent
from tests.console.conftest import browser, text_of
from tests.integrations.conftest import service
from tests.integrations.import1688.events import event, raw
from tests.integrations.import1688.test_endpoint import post
from tests.support import changed, everything

pytestmark = pytest.mark.django_db
PAGE, LIST = "/console/connectors/import1688/", "/console/connectors/"
# An address of the world that needs no look-up.
URL = "https://8.8.8.8/platform"
ONE, TWO, CALLS = "whsec_one_0123456789", "whsec_two_0123456789", "whsec_calls_0123456789"


@pytest.fixture(autouse=True)
def _not_of_the_environment(settings):
    settings.IMPORT1688_URL, settings.IMPORT1688_SECRETS = "", []


@pytest.fixture
def dan(world):
    return browser(world.people["dan"])


def save(dan, **sent):
    answer = dan.post(PAGE, {"version": str(operator_keys("import1688").version), "enabled": "on", **sent})
    setup.forget()
    return answer


def heard(secret, event_id):
    """Send an event signed with the secret; return the status of the answer."""
    body = raw(event("cn.warehouse.received", "AAAAAAAA", event_id=event_id))
    return post(body, event_id=event_id, secret=secret).status_code


def test_its_secrets_are_kept_sealed_and_let_the_platform_in(dan):
    assert heard(ONE, "early") == 401
    answer = save(dan, url=URL + "/", secret=ONE)
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    stored = str(OperatorCredential.objects.extra(select={"raw": 'CAST("values" AS TEXT)'}).values("raw")[0])
    assert ONE not in stored
    page = text_of(dan.get(PAGE))
    assert ONE not in page and "••••6789" in page
    assert f'value="{URL}"' in page
    assert "/api/v1/integrations/import1688/events" in page
    assert (heard(ONE, "e1"), heard(TWO, "e2"), heard("", "e3")) == (202, 401, 401)
    assert set(PlatformEvent.objects.values_list("event_id", flat=True)) == {"e1"}
    assert AuditEvent.objects.get(action="credential.saved").after == {
        "connector": "import1688", "enabled": True, "changed": ["secret", "url"],
    }  # fmt: skip


def test_a_new_secret_stands_beside_the_old_one_until_that_is_cleared(dan):
    save(dan, url=URL, secret=ONE)
    assert "지우기" not in text_of(dan.get(PAGE))
    save(dan, url=URL, secret=TWO)
    assert (heard(ONE, "e1"), heard(TWO, "e2")) == (202, 202)
    assert setup.setup().call_secret == TWO
    # Saved again without typing anything, both stay.
    save(dan, url=URL)
    assert setup.setup().secrets == (TWO, ONE)
    assert "저장된 이전 서명 시크릿 지우기" in text_of(dan.get(PAGE))
    save(dan, url=URL, clear_old_secret="on")
    assert (heard(ONE, "e3"), heard(TWO, "e4")) == (401, 202)
    # What is required cannot be cleared.
    save(dan, url=URL, clear_secret="on")
    assert heard(TWO, "e5") == 202
    # A third one takes the place of the second, unless the old one is given, too.
    save(dan, url=URL, secret=ONE, old_secret=CALLS)
    assert setup.setup().secrets == (ONE, CALLS)


def test_calls_may_be_signed_by_another_secret(dan):
    save(dan, url=URL, secret=ONE, call_secret=CALLS)
    assert setup.setup() == Setup(URL, (ONE,), CALLS, inside_allowed=False)
    assert heard(CALLS, "e1") == 401
    with service(lambda _h: (200, {}, json.dumps({"events": [], "next_cursor": ""}).encode())) as calls:
        assert client.events("", now=timezone.now()) == ([], "", False)
    assert [c.url for c in calls] == [f"{URL}/v1/events?after=&limit=200"]


def test_switched_off_nobody_is_let_in(dan):
    save(dan, url=URL, secret=ONE)
    save(dan, url=URL, enabled="")
    assert heard(ONE, "e1") == 401
    assert not client.is_configured()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"url": "http://8.8.8.8"}, "https:// 로 시작하는 주소를 입력해 주세요"),
        ({"url": "https://127.0.0.1"}, "내부 주소로는 보낼 수 없습니다"),
        ({"url": "https://10.0.0.7/x"}, "내부 주소로는 보낼 수 없습니다"),
        ({"url": "https://[::1]/"}, "내부 주소로는 보낼 수 없습니다"),
        ({"url": "https://169.254.169.254/latest"}, "내부 주소로는 보낼 수 없습니다"),
        ({"url": "https://8.8.8.8:8443"}, "443 포트의 주소만 사용할 수 있습니다"),
        ({"url": "https://8.8.8.8/?a=b"}, "https:// 로 시작하는 인터넷 주소를 입력해 주세요"),
        ({"url": "https://user:pw@8.8.8.8"}, "https:// 로 시작하는 인터넷 주소를 입력해 주세요"),
        ({"url": "ftp://8.8.8.8"}, "형식을 확인해 주세요"),
        ({"secret": "short"}, "형식을 확인해 주세요"),
        ({"secret": ""}, "입력해 주세요"),
        ({"old_secret": "a b"}, "형식을 확인해 주세요"),
    ],
)
def test_what_is_refused(dan, sent, words):
    before = everything()
    answer = save(dan, **{"url": URL, "secret": ONE, **sent})
    assert answer.status_code == 422
    page = text_of(answer)
    assert words in page and ONE not in page
    assert changed(before) == set()


def test_only_the_manager_has_the_page(world):
    for who, status in (("eun", 403), ("bill", 403), ("ara", 404), ("chae", 404)):
        assert browser(world.people[who]).get(PAGE).status_code == status
        assert browser(world.people[who]).post(PAGE, {"version": "0", "secret": ONE}).status_code == status
    assert Client().get(PAGE).status_code == 302
    assert not OperatorCredential.objects.exists()
    assert "1688상품관" not in text_of(browser(world.people["ara"]).get("/connectors/")).partition("<main")[2]


def test_the_environment_rules_and_the_page_only_shows_it(dan, settings):
    save(dan, url=URL, secret=ONE)
    settings.IMPORT1688_URL, settings.IMPORT1688_SECRETS = "http://127.0.0.1:9", [TWO]
    assert setup.setup() == Setup("http://127.0.0.1:9", (TWO,), TWO, inside_allowed=True)
    assert (heard(ONE, "e1"), heard(TWO, "e2")) == (401, 202)
    page = text_of(dan.get(PAGE))
    assert "서버의 환경 변수로 설정되어 있어" in page
    assert 'name="secret"' not in page and TWO not in page
    before = everything()
    assert save(dan, url=URL, secret=CALLS).status_code == 409
    assert changed(before) == set()
    Connection.objects.create(name="import1688", calls=3, errors=1, failures=1, last_error="http_401")
    shown = text_of(dan.get(LIST))
    assert "서버 환경 변수로 설정" in shown and PAGE in shown
    # Only an address: then nobody is let in, whatever the page keeps.
    settings.IMPORT1688_SECRETS = []
    assert heard(ONE, "e3") == 401


def test_a_process_reads_it_once_in_some_seconds(dan, django_assert_num_queries):
    save(dan, url=URL, secret=ONE)
    with django_assert_num_queries(5):  # what is kept, and the four of taking an event
        assert heard(ONE, "e1") == 202
    with django_assert_num_queries(4):
        assert heard(ONE, "e2") == 202
    OperatorCredential.objects.update(enabled=False)
    assert heard(ONE, "e3") == 202


def test_a_change_is_heard_when_its_seconds_are_over(dan, monkeypatch):
    save(dan, url=URL, secret=ONE)
    at = [1_000.0]
    monkeypatch.setattr("rocket3pl.integrations.import1688.setup.time.monotonic", lambda: at[0])
    assert setup.setup().secrets == (ONE,)
    dan.post(PAGE, {"version": "1", "enabled": "on", "url": URL, "secret": TWO})
    at[0] += setup.KEPT_S - 0.1
    assert setup.setup().secrets == (ONE,)
    assert setup.current_setup().secrets == (TWO, ONE)
    at[0] += 0.1
    assert setup.setup().secrets == (TWO, ONE)


def test_resealing_takes_it_along(dan):
    save(dan, url=URL, secret=ONE)
    assert reseal_all() == (1, 0)
    assert heard(ONE, "e1") == 202


def test_the_sample_data_know_a_secret_until_there_is_another(dan, settings):
    settings.IMPORT1688_DEMO_SECRETS = ["whsec_demo"]
    assert heard("whsec_demo", "e1") == 202
    save(dan, secret=ONE)
    assert (heard("whsec_demo", "e2"), heard(ONE, "e3")) == (401, 202)
    assert not client.is_configured()
