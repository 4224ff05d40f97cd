"""출고신청: many orders in one press, all or none, and nothing that was typed is lost."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rocket3pl.catalog.models import Sku
from rocket3pl.outbound.models import Outbound
from rocket3pl.portal.models import Draft
from rocket3pl.shared.days import business_day
from rocket3pl.shared.models import AuditEvent
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.factories import World, make_file, make_products, make_stock
from tests.portal.orders import (
    BAD_IDS,
    BAD_NUMBERS,
    BAD_TEXTS,
    available,
    card_fields,
    everything,
    label,
    milkrun,
    order_fields,
    orders_of,
    reference,
    seller,
    staff,
    text_of,
)

REQUEST = "/outbounds/request/"


@pytest.fixture
def ara(world: World) -> Client:
    reference()
    return seller(world)


def errors(response: Any) -> list[str]:
    """Return the lines of the error summary."""
    found = re.search(r"data-error-summary>(.*?)</div>", response.content.decode(), re.DOTALL)
    text = found.group(1) if found else ""
    return [re.sub(r"<[^>]+>", "", li).strip() for li in re.findall(r"<li>(.*?)</li>", text, re.DOTALL)]


def test_one_card_per_product(world: World, ara: Client) -> None:
    one, two = make_products(world.ara, 2)
    make_stock(world.ara, [one], 7)
    waiting = make_products(world.ara, 1, approved=False)[0]
    foreign = make_products(world.chae, 1)[0]
    ids = [one.public_id, two.public_id, waiting.public_id, foreign.public_id, one.public_id, "x"]
    page = ara.get(REQUEST, {"ids": ids})
    html = page.content.decode()
    assert page.status_code == 200
    assert html.count("data-card=") == 2
    shown = re.findall(r'data-product="([^"]+)"', html)
    assert shown == [one.public_id, two.public_id]
    assert ">#1</h2>" in html
    assert ">#2</h2>" in html
    assert 'aria-label="수량 纯色圆领毛衣女"' in html
    text = text_of(page)
    assert "출고가능수량 7" in text
    for words in (
        "출고창고 인천창고",
        "颜色:白色&gt;尺码:均码",
        "화주명",
        "바코드",
        "쿠팡창고 선택해주세요",
        "20MB 이하",
    ):
        assert words in text


def test_fragments_of_cards_and_lines(world: World, ara: Client) -> None:
    one, two = make_products(world.ara, 2)
    cards = ara.get("/outbounds/cards/", {"ids": [one.public_id, two.public_id]}).content.decode()
    assert cards.count("data-card=") == 2
    assert "<html" not in cards
    lines = ara.get("/outbounds/cards/", {"card": "c1", "ids": [two.public_id]}).content.decode()
    assert lines.strip().startswith("<tr")
    assert 'name="c1-line"' in lines
    assert ara.get("/outbounds/cards/").content.strip() == b""


def test_two_orders_two_ways(world: World, ara: Client) -> None:
    one, two = make_products(world.ara, 2)
    make_stock(world.ara, [one, two], 10)
    paper = label(world.ara)
    sent = ara.post(
        REQUEST,
        order_fields(
            card_fields("a", (one, "3"), (two, "４"), **milkrun(files=[str(paper.public_id)])),
            card_fields("b", (one, "1,0".replace(",0", "")), order_no="ＳＳ－１", memo="문 앞"),
        ),
        follow=True,
    )
    first, second = orders_of(world.ara)
    assert sent.redirect_chain == [("/outbounds/", 302)]
    assert f"출고 2건을 신청했습니다: {first.number}, {second.number}" in text_of(sent)
    with owner_scope(world.ara.pk):
        assert (first.method, first.centre.code, first.order_no, first.po_no) == (
            "milkrun", "고양1", "ORD-a", "129640835",
        )  # fmt: skip
        assert [(n.sku_id, n.quantity) for n in first.lines.all()] == [(one.sku_id, 3), (two.sku_id, 4)]
        assert [f.file_id for f in first.files.all()] == [paper.pk]
    assert (second.method, second.order_no, second.phone, second.memo) == (
        "parcel",
        "SS-1",
        "01012345678",
        "문 앞",
    )
    assert (second.region, second.city, second.postcode, second.address) == (
        "서울특별시", "강남구", "06236", "테헤란로 152",
    )  # fmt: skip
    assert available(world.ara, one, two) == [6, 6]


def test_what_belongs_to_the_other_method_is_left_out(world: World, ara: Client) -> None:
    goods = make_products(world.ara, 1)[0]
    make_stock(world.ara, [goods], 5)
    paper = label(world.ara)
    ara.post(
        REQUEST, order_fields(card_fields("a", (goods, 1), centre="고양1", files=[str(paper.public_id)]))
    )
    (order,) = orders_of(world.ara)
    with owner_scope(world.ara.pk):
        assert order.centre_id is None
        assert order.files.count() == 0


def test_everything_wrong_is_told_at_once_and_kept(world: World, ara: Client) -> None:
    goods = make_products(world.ara, 1)[0]
    make_stock(world.ara, [goods], 5)
    answer = ara.post(
        REQUEST,
        order_fields(
            card_fields("a", (goods, "2"), **milkrun(centre="", phone="010-12"), memo="그대로"),
            card_fields("b", (goods, "0"), phone="", postcode="123-456", order_no="ORD-a"),
        ),
    )
    assert answer.status_code == 422
    assert errors(answer) == [
        "#1 쿠팡창고: 선택해 주세요",
        "#1 쿠팡 부착서: 쿠팡 부착서를 첨부해 주세요",
        "#1 연락처: 전화번호를 확인해 주세요. 예: 010-1234-5678",
        "#2 주문번호: 이번 신청 안에서 주문번호가 겹칩니다: ORD-a",
        "#2 연락처: 입력해 주세요",
        "#2 우편번호: 예전 6자리 우편번호입니다. 새 우편번호 5자리를 입력해 주세요",
        "#2 纯色圆领毛衣女 수량: 1 이상의 정수로 입력해 주세요",
    ]
    html = answer.content.decode()
    assert "<title>오류: 출고신청" in re.sub(r"\s+", " ", html)
    for typed in ('value="123-456"', 'value="010-12"', "그대로", 'value="ORD-a"', 'value="0"'):
        assert typed in html
    assert orders_of(world.ara) == []
    assert available(world.ara, goods) == [5]


def test_too_little_stock_names_the_lines_and_reserves_nothing(world: World, ara: Client) -> None:
    one, two = make_products(world.ara, 2)
    make_stock(world.ara, [one, two], 5)
    answer = ara.post(
        REQUEST,
        order_fields(card_fields("a", (two, 5)), card_fields("b", (two, 1)), card_fields("c", (one, 5))),
    )
    assert answer.status_code == 422
    assert errors(answer) == [
        "#1 纯色圆领毛衣女 수량: 신청 합계 6개가 출고가능수량 5개를 초과했습니다",
        "#2 纯色圆领毛衣女 수량: 신청 합계 6개가 출고가능수량 5개를 초과했습니다",
    ]
    assert orders_of(world.ara) == []
    assert available(world.ara, one, two) == [5, 5]
    # What is left for each line takes the other lines into account.
    assert re.findall(r"data-left-n>(\d+)<", answer.content.decode()) == ["4", "0", "5"]


def test_a_taken_order_number_leads_to_its_outbound(world: World, ara: Client) -> None:
    goods = make_products(world.ara, 1)[0]
    make_stock(world.ara, [goods], 5)
    ara.post(REQUEST, order_fields(card_fields("a", (goods, 1))))
    (first,) = orders_of(world.ara)
    for other in ({}, {"phone": "x"}):
        again = ara.post(REQUEST, order_fields(card_fields("b", (goods, 1), order_no="ORD-a", **other)))
        assert again.status_code == 422
        assert f"#1 주문번호: 이미 신청한 주문번호입니다: {first.number}" in errors(again)
        assert f'href="/outbounds/{first.number}/"' in again.content.decode()
    # Another seller may use the same number.
    theirs = make_products(world.chae, 1)[0]
    make_stock(world.chae, [theirs], 5)
    assert seller(world, "chae").post(REQUEST, order_fields(card_fields("a", (theirs, 1)))).status_code == 302
    assert len(orders_of(world.ara)) == 1


def test_sent_twice_happens_once(world: World, ara: Client) -> None:
    goods = make_products(world.ara, 1)[0]
    make_stock(world.ara, [goods], 5)
    fields = order_fields(card_fields("a", (goods, 2)))
    first, second = ara.post(REQUEST, fields), ara.post(REQUEST, fields)
    assert (first.status_code, second.status_code) == (302, 302)
    assert len(orders_of(world.ara)) == 1
    assert available(world.ara, goods) == [3]
    other = ara.post(REQUEST, fields | {"a-order_no": "NEW", "a-memo": "바뀜"})
    assert other.status_code == 422
    assert "이미 처리된 신청입니다" in text_of(other)
    assert "바뀜" in other.content.decode()
    assert len(orders_of(world.ara)) == 1


def test_an_empty_request_and_an_order_without_goods(world: World, ara: Client) -> None:
    empty = ara.post(REQUEST, order_fields())
    assert empty.status_code == 422
    assert errors(empty) == ["출고할 상품을 추가해 주세요"]
    bare = ara.post(REQUEST, order_fields(card_fields("a")))
    assert errors(bare) == ["#1 상품을 1개 이상 추가해 주세요"]


def test_a_product_stands_once_in_an_order(world: World, ara: Client) -> None:
    goods = make_products(world.ara, 1)[0]
    make_stock(world.ara, [goods], 5)
    answer = ara.post(REQUEST, order_fields(card_fields("a", (goods, 1), (goods, 1))))
    assert answer.status_code == 422
    assert "같은 상품이 두 번 들어 있습니다" in text_of(answer)
    assert orders_of(world.ara) == []


def test_foreign_goods_and_papers_are_unknown(world: World, ara: Client) -> None:
    mine, theirs = make_products(world.ara, 1)[0], make_products(world.chae, 1)[0]
    make_stock(world.ara, [mine], 5)
    make_stock(world.chae, [theirs], 5)
    for paper in (label(world.chae), make_file(world.ara)):
        answer = ara.post(
            REQUEST,
            order_fields(
                card_fields("a", (theirs, 1)),
                card_fields("b", (mine, 1), **milkrun(files=[str(paper.public_id)])),
            ),
        )
        assert answer.status_code == 422
        text = text_of(answer)
        assert "상품을 찾을 수 없습니다. 목록에서 다시 선택해 주세요" in text
        assert "파일을 찾을 수 없습니다. 다시 올려 주세요" in text
        assert "알 수 없는 상품" in text
    assert everything() == (0, 0)


@pytest.mark.parametrize("bad", BAD_TEXTS)
@pytest.mark.parametrize(
    "name",
    ["method", "order_no", "po_no", "recipient", "phone", "region", "city", "postcode", "address", "centre",
     "memo", "files", "line", "l0-product", "l0-quantity"],
)  # fmt: skip
def test_bad_texts_are_refused_and_change_nothing(world: World, ara: Client, name: str, bad: str) -> None:
    goods = make_products(world.ara, 1)[0]
    make_stock(world.ara, [goods], 5)
    bad = bad.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    way = milkrun(files=[str(label(world.ara).public_id)]) if name in ("centre", "files") else {}
    answer = ara.post(REQUEST, order_fields(card_fields("a", (goods, 1), **way) | {f"a-{name}": bad}))
    lengths = {"order_no": 60, "po_no": 40, "recipient": 60, "city": 60, "address": 300, "memo": 500}
    control = any(sign in bad for sign in "\x00\x07")
    if len(bad) <= lengths.get(name, 0) and not control:
        assert answer.status_code == 302
        assert len(orders_of(world.ara)) == 1
    else:
        assert answer.status_code == 422
        assert "<script>alert" not in answer.content.decode()
        assert orders_of(world.ara) == []
        assert available(world.ara, goods) == [5]


@pytest.mark.parametrize("bad", BAD_NUMBERS)
def test_bad_quantities(world: World, ara: Client, bad: str) -> None:
    goods = make_products(world.ara, 1)[0]
    make_stock(world.ara, [goods], 5)
    answer = ara.post(REQUEST, order_fields(card_fields("a", (goods, bad))))
    assert answer.status_code == 422
    assert len(errors(answer)) == 1
    assert orders_of(world.ara) == []


@pytest.mark.parametrize("bad", BAD_IDS)
def test_bad_ids(world: World, ara: Client, bad: str) -> None:
    goods = make_products(world.ara, 1)[0]
    make_stock(world.ara, [goods], 5)
    fields = card_fields("a", (bad, 1), **milkrun(files=[bad]))
    assert ara.post(REQUEST, order_fields(fields)).status_code == 422
    assert ara.post(REQUEST, order_fields(fields, card=[bad])).status_code == 422
    for address in (REQUEST, "/outbounds/cards/", "/outbounds/availability/"):
        assert ara.get(address, {"ids": bad, "card": bad}).status_code == 200
    assert everything() == (0, 0)


def test_the_draft_comes_back_and_goes_when_sent(world: World, ara: Client) -> None:
    goods = make_products(world.ara, 1)[0]
    make_stock(world.ara, [goods], 5)
    paper = label(world.ara)
    fields = order_fields(
        card_fields("a", (goods, "2"), **milkrun(files=[str(paper.public_id)], memo="작성 중", recipient=""))
    )
    assert ara.post("/drafts/outbound/", fields).status_code == 200
    assert "작성 중인 신청이 있습니다" in text_of(ara.get(REQUEST))
    page = ara.get(REQUEST, {"draft": "1"})
    html = page.content.decode()
    assert "작성 중" in html
    assert str(paper.public_id) in html
    assert 'value="2"' in html
    assert '<option value="고양1" selected>' in html
    assert "data-error-summary" not in html
    ara.post(REQUEST, fields | {"a-recipient": "쿠팡"})
    with owner_scope(world.ara.pk):
        assert Draft.objects.count() == 0


def test_a_centre_fills_the_address(ara: Client) -> None:
    assert ara.get("/outbounds/centre/", {"code": "고양1"}).json() == {
        "recipient": "쿠팡 고양1",
        "phone": "070-7730-9778",
        "postcode": "10550",
        "region": "경기도",
        "city": "고양시 덕양구",
        "address": "경기도 고양시 덕양구 권율대로 570 쿠팡 고양물류센터 3번 Gate",
    }
    for code in ("", "없음", "\x00", "가" * 500):
        assert ara.get("/outbounds/centre/", {"code": code}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "region"),
    [
        ("06236", "서울특별시"),
        ("０６２３６", "서울특별시"),
        ("48058", "부산광역시"),
        ("99999", ""),
        ("x", ""),
        ("", ""),
    ],
)
def test_a_postcode_names_its_region(ara: Client, typed: str, region: str) -> None:
    assert ara.get("/outbounds/region/", {"postcode": typed}).json() == {"region": region}


def test_a_number_is_made_for_a_parcel(ara: Client) -> None:
    made = [ara.post("/outbounds/po-number/").json()["po_no"] for _ in range(3)]
    day = business_day(timezone.now())
    assert all(re.fullmatch(rf"P{day:%y%m%d}[0-9A-Z]{{6}}", n) for n in made)
    assert len(set(made)) == 3
    assert ara.get("/outbounds/po-number/").status_code == 405


def test_what_is_left_now(world: World, ara: Client) -> None:
    mine, theirs = make_products(world.ara, 1)[0], make_products(world.chae, 1)[0]
    make_stock(world.ara, [mine], 5)
    make_stock(world.chae, [theirs], 9)
    answer = ara.get("/outbounds/availability/", {"ids": [mine.public_id, theirs.public_id, "x"]}).json()
    assert answer == {"available": {mine.public_id: 5}}


def test_a_hundred_orders_at_once(world: World, ara: Client, django_assert_max_num_queries: Any) -> None:
    goods = make_products(world.ara, 3)
    make_stock(world.ara, goods, 1000)
    cards = [card_fields(f"c{i}", *((g, 2) for g in goods)) for i in range(100)]
    with django_assert_max_num_queries(45):
        sent = ara.post(REQUEST, order_fields(*cards))
    assert sent.status_code == 302
    assert everything() == (100, 300)
    assert available(world.ara, *goods) == [800, 800, 800]


def test_one_card_costs_as_many_statements_as_three(
    world: World, ara: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    goods = [g.public_id for g in make_products(world.ara, 3)]
    # session, person, goods, offer, centres, regions, whether addresses can be looked for
    with django_assert_num_queries(7):
        ara.get(REQUEST, {"ids": goods[:1]})
    with django_assert_num_queries(7):
        ara.get(REQUEST, {"ids": goods})


def test_who_may(world: World) -> None:
    reference()
    goods = make_products(world.ara, 1)[0]
    make_stock(world.ara, [goods], 5)
    fields = order_fields(card_fields("a", (goods, 1)))
    assert staff(world).post(REQUEST, fields).status_code == 404
    assert Client().post(REQUEST, fields).status_code == 302
    assert everything() == (0, 0)
    assert seller(world, "bom").post(REQUEST, fields).status_code == 302
    with operator_scope():
        event = AuditEvent.objects.get(action="outbound.requested")
        assert (event.actor_name, Outbound.objects.get().requested_by_id) == ("봄", world.people["bom"].pk)


def test_a_stopped_product_is_told_on_its_line(world: World, ara: Client) -> None:
    goods = make_products(world.ara, 1)[0]
    make_stock(world.ara, [goods], 5)
    with operator_scope():
        Sku.objects.filter(pk=goods.sku_id).update(status="inactive")
    answer = ara.post(REQUEST, order_fields(card_fields("a", (goods, 1))))
    assert answer.status_code == 422
    assert "승인된 상품만 신청할 수 있습니다" in text_of(answer)


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ("出库申请", "添加出库商品", "仁川仓")), ("en", ("Outbound request", "Incheon"))],
)
def test_in_other_languages(world: World, language: str, words: tuple[str, ...]) -> None:
    reference()
    goods = make_products(world.ara, 1)[0]
    text = text_of(seller(world, language=language).get(REQUEST, {"ids": goods.public_id}))
    assert all(w in text for w in words)


def copy_of(client: Client, fields: dict[str, Any], key: str) -> str:
    """Return the card that 복제 makes of one."""
    answer = client.post("/outbounds/cards/copy/", {**fields, "copy": key})
    assert answer.status_code == 200
    return str(answer.content.decode())


def value_in(html: str, name: str) -> str:
    """Return what stands in an input of the only card."""
    found = re.search(rf'<input[^>]*name="[0-9a-f]{{10}}-{name}"[^>]*>', html)
    assert found, name
    value = re.search(r'value="([^"]*)"', found.group(0))
    return value.group(1) if value else ""


def test_a_card_is_copied_but_for_what_is_its_own(world: World, ara: Client) -> None:
    """Goods, way and recipient are the same; numbers and labels are not. Nothing is written."""
    one, two = make_products(world.ara, 2)
    paper = label(world.ara)
    first = card_fields("a", (one, 1), recipient="다른 분")
    second = card_fields("b", (one, 3), (two, "x4"), **milkrun(files=[str(paper.public_id)], memo="조심"))
    before = everything()
    html = copy_of(ara, order_fields(first, second), "b")
    assert html.count("data-card=") == 1
    assert 'data-card="b"' not in html
    assert re.findall(r'data-product="([^"]+)"', html) == [one.public_id, two.public_id]
    assert re.findall(r'name="[0-9a-f]{10}-[a-z0-9]+-quantity"[^>]*value="([^"]*)"', html) == ["3", "x4"]
    assert [value_in(html, n) for n in ("recipient", "order_no", "po_no")] == ["쿠팡 고양1", "", ""]
    assert re.search(r"<textarea[^>]*>\s*조심</textarea>", html)
    assert 'data-method="milkrun"' in html
    assert '<option value="고양1" selected>' in html
    assert str(paper.public_id) not in html
    assert everything() == before


@pytest.mark.parametrize("key", ["", "zz", "../a", "a-l0", "0" * 17])
def test_an_unknown_card_is_copied_to_nothing(world: World, ara: Client, key: str) -> None:
    """So that nothing appears that nobody typed."""
    (one,) = make_products(world.ara, 1)
    assert copy_of(ara, order_fields(card_fields("a", (one, 1))), key).strip() == ""


def test_a_copy_shows_no_foreign_goods(world: World, ara: Client) -> None:
    """A foreign product in what was typed is as unknown as in the card itself."""
    (foreign,) = make_products(world.chae, 1)
    html = copy_of(ara, order_fields(card_fields("a", (foreign, 1))), "a")
    assert html.count("data-card=") == 1
    assert "纯色圆领毛衣女" not in html
