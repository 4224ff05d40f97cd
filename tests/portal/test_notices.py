"""알림 on the screens of both sides: the list, opening, 모두 읽음, 설정, and the bell."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from rocket3pl.catalog.approval import Refusal, refuse_product
from rocket3pl.jobs.work import work_off
from rocket3pl.notices.rules import OF_SELLERS, OF_STAFF, Kind, Target, rules_of
from rocket3pl.notices.writing import Told, write
from rocket3pl.web.notice_words import KINDS, OF_SEVERAL, SENTENCES
from rocket3pl.web.notices import _SELLERS, _STAFF
from tests.factories import NOW, World, make_products
from tests.notices.support import notice_ids, off, quiet
from tests.portal.products.support import HTMX, client_of, counted, text_of
from tests.support import acting, changed, everything, sheet

URL, STAFF_URL, BELL = "/notices/", "/console/notices/", "/bell/"
EO = "EO123456789012"


@pytest.fixture(autouse=True)
def _korean() -> Any:
    with translation.override("ko"):
        yield


@pytest.fixture
def ara(world: World) -> Client:
    return client_of(world.people["ara"])


@pytest.fixture
def dan(world: World) -> Client:
    return client_of(world.people["dan"])


def shipped(world: World, number: str = EO, **how: Any) -> str:
    write(Told(Kind.OUTBOUND_SHIPPED, world.ara.pk, number, number), at=how.pop("at", NOW))
    return notice_ids()[-1]


def asked(world: World) -> None:
    told = Told(Kind.OUTBOUND_REQUESTED, None, seller_id=world.ara.pk, group=str(world.ara.pk))
    write(told, at=NOW)


def links(page: Any) -> list[tuple[str, str, str]]:
    """Return (address, address that opens it, sentence) of the linked notices on a page."""
    found = re.findall(r'<a href="([^"]+)"(?: hx-post="([^"]+)" hx-swap="none")?>(.*?)</a>', text_of(page))
    return [(to, opening, re.sub("<[^>]+>", "", text)) for to, opening, text in found if "가 " in text]


def test_what_happened_is_listed_and_leads_to_its_document(world: World, ara: Client) -> None:
    assert "알림이 없습니다" in text_of(ara.get(URL)) and "모두 읽음" not in text_of(ara.get(URL))
    first, second = shipped(world), shipped(world, "EO2", at=NOW + timedelta(hours=1))
    before = everything()
    page = ara.get(URL)
    assert links(page) == [
        ("/outbounds/EO2/", f"/notices/{second}/open/", "EO2 출고가 완료되었습니다"),
        (f"/outbounds/{EO}/", f"/notices/{first}/open/", f"{EO} 출고가 완료되었습니다"),
    ]
    assert text_of(page).count(">안읽음</span>") == 2 and "모두 읽음" in text_of(page)
    # A page that is looked at changes nothing.
    assert everything() == before
    opened = ara.post(f"/notices/{first}/open/", headers=HTMX)
    assert (opened.status_code, opened["HX-Redirect"]) == (204, f"/outbounds/{EO}/")
    assert changed(before) == {"notices_readone"}
    assert ara.post(f"/notices/{second}/open/")["Location"] == "/outbounds/EO2/"
    page = ara.get(URL)
    assert [opening for _, opening, _ in links(page)] == ["", ""] and ">읽음</span>" in text_of(page)
    assert "검색 결과가 없습니다" in text_of(ara.get(URL, {"tab": "unread"}))


def test_tabs_kinds_pages_and_the_file(world: World, ara: Client) -> None:
    for n in range(24):
        shipped(world, f"EO{n}")
    write(Told(Kind.STOCK_LOW, world.ara.pk, count=3), at=NOW)
    ara.post("/notices/read/", {"ids": notice_ids()[:4]})
    page = text_of(ara.get(URL))
    assert "25건 중 1–20" in page and re.search(r'안읽음<span class="n info">21</span>', page)
    assert "25건 중 21–25" in text_of(ara.get(URL, {"page": "2"}))
    low = text_of(ara.get(URL, {"kind": "stock_low"}))
    assert "1건 중 1–1" in low and "재고가 부족한 상품이 있습니다 (3건)" in low
    assert '<a href="/inventory/?tab=low"' in low
    rows = sheet(ara.get(URL, {"export": "xlsx", "tab": "unread"}))
    assert rows[0] == ["읽음 여부", "내용", "종류", "일시"]
    assert (len(rows), rows[1][:3]) == (22, ["안읽음", "재고가 부족한 상품이 있습니다 (3건)", "재고 부족"])


def test_all_are_read_up_to_what_was_on_the_page(world: World, ara: Client) -> None:
    shipped(world)
    (until,) = re.findall(r'name="until" value="([^"]+)"', text_of(ara.get(URL)))
    shipped(world, "EO2")
    page = ara.post("/notices/read-all/", {"until": until}, follow=True)
    assert "모든 알림을 읽음으로 표시했습니다" in text_of(page)
    assert [opening != "" for _, opening, _ in links(page)] == [True, False]
    for bad in ("", "x", "0" * 32):
        assert ara.post("/notices/read-all/", {"until": bad}).status_code == 404


def test_nobody_sees_what_is_anothers(world: World, ara: Client, dan: Client) -> None:
    hers = shipped(world)
    asked(world)
    theirs = notice_ids()[-1]
    chae = client_of(world.people["chae"])
    assert EO not in text_of(chae.get(URL)) and EO not in text_of(dan.get(STAFF_URL))
    assert "출고 신청이 있습니다" not in text_of(ara.get(URL))
    before = everything()
    for client, address in (
        (chae, f"/notices/{hers}/open/"),
        (dan, f"/console/notices/{hers}/open/"),
        (ara, f"/notices/{theirs}/open/"),
    ):
        assert client.post(address).status_code == 404
    assert everything() == before


def test_the_warehouse_is_led_to_what_the_seller_asks_for(world: World, dan: Client) -> None:
    asked(world)
    asked(world)
    page = text_of(dan.get(STAFF_URL))
    assert "아라 화주의 출고 신청이 있습니다 (2건)" in page
    address = f"/console/outbounds/?tab=requested&amp;owner={world.ara.code}"
    assert f'<a href="{address}"' in page
    assert dan.get(address.replace("&amp;", "&")).status_code == 200
    opened = dan.post(f"/console/notices/{notice_ids()[0]}/open/")
    assert opened["Location"] == address.replace("&amp;", "&")


def test_several_products_lead_to_their_list(world: World, ara: Client) -> None:
    made = make_products(world.ara, 2, approved=False)
    quiet()
    client_of(world.people["dan"]).post("/console/products/approve/", {"ids": [m.public_id for m in made]})
    work_off("w")
    page = text_of(ara.get(URL))
    assert "상품 2건이 승인되었습니다" in page and '<a href="/products/?tab=approved"' in page


def test_no_text_of_people_is_in_it(world: World, ara: Client) -> None:
    (made,) = make_products(world.ara, 1, approved=False)
    quiet()
    with acting(world.people["dan"]):
        refuse_product(made.public_id, [Refusal("other", "비밀 사유")], version=None, now=NOW)
    off()
    page = text_of(ara.get(URL))
    assert f"/products/{made.public_id}/" in page and "비밀" not in page


def test_a_webhooks_page_is_linked_for_those_who_may_open_it(world: World, ara: Client) -> None:
    target = "01234567-89ab-4def-8123-456789abcdef"
    write(Told(Kind.WEBHOOK_OFF, world.ara.pk, "example.com", target), at=NOW)
    said = "example.com 웹훅이 응답하지 않아 꺼졌습니다"
    assert f'<a href="/webhooks/{target}/"' in text_of(ara.get(URL)) and said in text_of(ara.get(URL))
    bom = client_of(world.people["bom"])
    assert target not in text_of(bom.get(URL)) and said in text_of(bom.get(URL))
    assert bom.post(f"/notices/{notice_ids()[0]}/open/")["Location"] == URL


def test_kinds_are_muted_and_heard_again(world: World, ara: Client) -> None:
    shipped(world)
    bom, settings = client_of(world.people["bom"]), f"{URL}settings/"
    page = text_of(ara.get(settings))
    offered = re.findall(r'name="offered" value="([^"]+)"', page)
    assert offered == [kind.value for kind in OF_SELLERS] and page.count(" checked>") == len(offered)
    some = [kind for kind in offered if kind != "outbound_shipped"]
    before = everything()
    saved = ara.post(settings, {"offered": offered, "kinds": some}, follow=True)
    assert "저장했습니다" in text_of(saved) and text_of(saved).count(" checked>") == len(some)
    assert changed(before) == {"notices_muted"}
    assert EO not in text_of(ara.get(URL)) and "bell-n" not in text_of(ara.get(BELL))
    assert EO in text_of(bom.get(URL))
    ara.post(settings, {"offered": offered, "kinds": offered})
    assert everything() == before


def test_settings_name_only_what_the_role_may_read(world: World) -> None:
    page = text_of(client_of(world.people["bill"]).get(f"{STAFF_URL}settings/"))
    assert re.findall(r'name="offered" value="([^"]+)"', page) == ["job_done", "job_failed"]


def test_the_bell_counts_for_the_person(world: World, ara: Client, dan: Client) -> None:
    assert text_of(ara.get(BELL)).strip() == ""
    for n in range(2):
        shipped(world, f"EO{n}")
    with counted() as found:
        answer = ara.get(BELL)
    assert len(found) == 3  # session, person, the number
    said = re.sub("<[^>]+>", "", text_of(answer)).strip()
    assert said == "2건 안읽음" and "no-store" in answer["Cache-Control"]
    assert text_of(dan.get(BELL)).strip() == ""
    for n in range(100):
        shipped(world, f"EO9{n}")
    assert ">99+</span>" in text_of(ara.get(BELL))


def test_the_bell_of_nobody_asks_no_more(client: Client) -> None:
    answer = client.get(BELL)
    assert (answer.status_code, answer.content) == (286, b"")
    assert "HX-Redirect" not in answer


@pytest.mark.parametrize(
    ("who", "page", "leads"), [("ara", "/inventory/", URL), ("dan", "/console/", STAFF_URL)]
)
def test_every_page_has_the_bell_and_no_number_in_it(world: World, who: str, page: str, leads: str) -> None:
    shipped(world)
    text = text_of(client_of(world.people[who]).get(page))
    assert f'<a class="btn btn-bare bell" href="{leads}">' in text
    assert 'hx-get="/bell/" hx-trigger="load, every 60s"></span></a>' in text


@pytest.mark.parametrize(
    ("language", "said", "tab"),
    [
        ("ko", f"{EO} 출고가 완료되었습니다", "안읽음"),
        ("zh-hans", f"出库 {EO} 已完成", "未读"),
        ("en", f"Outbound {EO} was shipped", "Unread"),
    ],
)
def test_the_list_in_three_languages(world: World, language: str, said: str, tab: str) -> None:
    shipped(world)
    world.people["ara"].language = language
    world.people["ara"].save()
    page = text_of(client_of(world.people["ara"]).get(URL))
    assert said in page and f">{tab}</span>" in page


@pytest.mark.parametrize("language", ["ko", "zh-hans", "en"])
def test_every_kind_has_words_of_its_own(language: str) -> None:
    assert set(KINDS) == set(SENTENCES) == set(Kind) and set(OF_SEVERAL) <= set(Kind)
    with translation.override(language):
        assert len({str(w) for w in KINDS.values()}) == len(Kind)
        assert len({str(w) for w in SENTENCES.values()}) == len(Kind)


@pytest.mark.parametrize("seller", [True, False])
def test_every_notice_can_be_shown_and_opened(world: World, seller: bool) -> None:
    """Each kind of each side, once and several times: its sentence is whole and its address is known."""
    owner = world.ara.pk if seller else None
    base = URL if seller else STAFF_URL
    person = world.people["ara" if seller else "dan"]
    for kind, rule in rules_of(seller=seller).items():
        target = EO if rule.target == Target.OUTBOUND else "01234567-89ab-4def-8123-456789abcdef"
        for count in (1, 2):
            told = Told(kind, owner, "X1", target, count=count,
                        seller_id=None if seller else world.ara.pk)  # fmt: skip
            write(told, at=NOW)
    client = client_of(person)
    page = text_of(client.get(base, {"size": "50"}))
    assert page.count("hx-post=") == 2 * len(OF_SELLERS if seller else OF_STAFF) and "%(" not in page
    assert {rule.target for rule in rules_of(seller=seller).values()} == set(_SELLERS if seller else _STAFF)
    assert set(_SELLERS) | set(_STAFF) == set(Target)
    for public_id in notice_ids():
        assert client.post(f"{base}{public_id}/open/").status_code == 302
