"""출고신청: all or none, reserved at once, every problem named, once per key, in few statements."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rocket3pl.outbound.models import Outbound, OutboundFile, OutboundLine
from rocket3pl.outbound.requests import OrderLine, OrderRequest
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.reference.models import CoupangCentre
from rocket3pl.shared.errors import IdempotencyConflict, Invalid, NotPermitted
from tests.factories import NOW, World, make_file, make_products, make_stock, new_key, order
from tests.support import acting, assert_books_hold, changed, everything, levels


def submit(world: World, *orders: OrderRequest, key: str = "", who: str = "ara") -> list[str]:
    with acting(world.people[who]):
        return list(submit_outbounds(orders, key=key or new_key(), now=NOW)["numbers"])


def problems(world: World, *orders: OrderRequest) -> list[tuple[str, str]]:
    """Submit orders that must be refused; return the problems, having seen that nothing changed."""
    before = everything()
    with pytest.raises(Invalid) as refused:
        submit(world, *orders)
    assert changed(before) == set()
    return [(p.path, p.code) for p in refused.value.problems]


@pytest.fixture
def goods(world: World) -> Any:
    """Three products of Ara with ten pieces each."""
    made = make_products(world.ara, 3)
    make_stock(world.ara, made, 10)
    return made


@pytest.fixture
def milkrun(world: World) -> dict[str, Any]:
    """What makes an order a 밀크런."""
    CoupangCentre.objects.create(code="고양1", name="고양1")
    paper = make_file(world.ara, "coupang_label")
    return {"method": "milkrun", "centre": "고양1", "files": (str(paper.public_id),), "po_no": "128900001"}


def test_several_orders_are_reserved_together(world: World, goods: Any, milkrun: dict[str, Any]) -> None:
    a, b, c = goods
    numbers = submit(world, order((a, 2), (b, 1)), order((a, 3), **milkrun), order((c, 10)))
    assert len(set(numbers)) == 3
    assert all(n.startswith("EO") and len(n) == 14 for n in numbers)
    assert levels(a.sku_id) == {"available": 5, "reserved": 5}
    assert levels(b.sku_id) == {"available": 9, "reserved": 1}
    assert levels(c.sku_id) == {"reserved": 10}
    with acting(world.people["bom"]):
        rows = list(Outbound.objects.order_by("id").values_list("number", "status", "method", "centre__code"))
        assert rows == [
            (numbers[0], "requested", "parcel", None),
            (numbers[1], "requested", "milkrun", "고양1"),
            (numbers[2], "requested", "parcel", None),
        ]
        assert OutboundLine.objects.count() == 4
        assert list(OutboundFile.objects.values_list("outbound__number", flat=True)) == [numbers[1]]
    assert_books_hold()


def test_a_milkrun_needs_no_postcode_but_centre_and_paper(
    world: World, goods: Any, milkrun: dict[str, Any]
) -> None:
    bare = dict.fromkeys(("phone", "postcode", "region", "city", "address"), "")
    asked = order((goods[0], 1), **milkrun, **bare)
    assert len(submit(world, asked)) == 1
    lacking = replace(asked, order_no="other", centre="", files=())
    assert problems(world, lacking) == [("0.centre", "required"), ("0.files", "label_missing")]
    assert problems(world, replace(lacking, centre="없음1", files=("x",))) == [
        ("0.centre", "unknown_centre"),
        ("0.files", "unknown_file"),
    ]


def test_a_paper_of_another_owner_is_unknown(world: World, goods: Any, milkrun: dict[str, Any]) -> None:
    theirs = make_file(world.chae, "coupang_label")
    picture = make_file(world.ara, "product_image")
    for file in (theirs, picture):
        asked = order((goods[0], 1), **milkrun | {"files": (str(file.public_id),)})
        assert problems(world, asked) == [("0.files", "unknown_file")]


@pytest.mark.parametrize(
    "field", ["order_no", "po_no", "recipient", "phone", "postcode", "region", "city", "address"]
)
def test_a_parcel_needs_its_address(world: World, goods: Any, field: str) -> None:
    assert problems(world, order((goods[0], 1), **{field: ""})) == [(f"0.{field}", "required")]


def test_unknown_method_and_empty_requests(world: World, goods: Any) -> None:
    assert problems(world, order((goods[0], 1), method="pigeon")) == [("0.method", "required")]
    assert problems(world) == [("", "no_orders")]
    assert problems(world, order()) == [("0.lines", "no_lines")]


def test_lines_that_cannot_be(world: World, goods: Any) -> None:
    (theirs,) = make_products(world.chae, 1)
    (waiting,) = make_products(world.ara, 1, approved=False)
    a = goods[0]
    assert problems(world, order((theirs, 1))) == [("0.lines.0.product", "unknown_product")]
    assert problems(world, order((waiting, 1))) == [("0.lines.0.product", "not_approved")]
    assert problems(world, order((a, 1), (a, 1))) == [("0.lines.1.product", "duplicate_line")]
    for quantity in (0, -1, 1_000_001):
        assert problems(world, order((a, quantity))) == [("0.lines.0.quantity", "quantity_out_of_range")]
    nonsense = replace(order((a, 1)), lines=(OrderLine("x' OR 1=1", 1),))
    assert problems(world, nonsense) == [("0.lines.0.product", "unknown_product")]


def test_lines_of_one_request_are_summed_before_the_check(world: World, goods: Any) -> None:
    """Each line alone would fit; together they do not, and both are named with what there is."""
    a, b, _ = goods
    before = everything()
    with pytest.raises(Invalid) as refused:
        submit(world, order((a, 6), (b, 1)), order((a, 5)))
    found = [(p.path, p.code, p.params) for p in refused.value.problems]
    assert found == [
        ("0.lines.0.quantity", "short_stock", {"available": 10, "asked": 11}),
        ("1.lines.0.quantity", "short_stock", {"available": 10, "asked": 11}),
    ]
    assert changed(before) == set()


def test_a_product_that_was_never_here(world: World) -> None:
    (new,) = make_products(world.ara, 1)
    assert problems(world, order((new, 1))) == [("0.lines.0.quantity", "short_stock")]


def test_an_order_number_is_used_once_until_it_ends(world: World, goods: Any) -> None:
    from rocket3pl.outbound.operations import cancel_outbound

    a = goods[0]
    (first,) = submit(world, order((a, 1), order_no="SAME"))
    before = everything()
    with pytest.raises(Invalid) as refused:
        submit(world, order((a, 1), order_no="OK"), order((a, 1), order_no="SAME"))
    (problem,) = refused.value.problems
    assert (problem.path, problem.code, problem.params) == ("1.order_no", "order_no_taken", {"number": first})
    assert changed(before) == set()
    # Whatever else is wrong, it is told as well.
    assert problems(world, order((a, 1), order_no="SAME"), order((a, 0), order_no="OK")) == [
        ("1.lines.0.quantity", "quantity_out_of_range"),
        ("0.order_no", "order_no_taken"),
    ]
    twice = [order((a, 1), order_no="TWO"), order((a, 1), order_no="TWO")]
    assert problems(world, *twice) == [("1.order_no", "duplicate_in_request")]
    with acting(world.people["ara"]):
        assert cancel_outbound(first, version=None, now=NOW) is True
    assert len(submit(world, order((a, 1), order_no="SAME"))) == 1


def test_another_owner_may_use_the_same_order_number(world: World, goods: Any) -> None:
    theirs = make_products(world.chae, 1)
    make_stock(world.chae, theirs, 1)
    submit(world, order((goods[0], 1), order_no="SAME"))
    assert len(submit(world, order((theirs[0], 1), order_no="SAME"), who="chae")) == 1


def test_the_same_key_submits_once(world: World, goods: Any) -> None:
    asked = order((goods[0], 2))
    first = submit(world, asked, key="key")
    before = everything()
    assert submit(world, asked, key="key") == first
    with pytest.raises(IdempotencyConflict):
        submit(world, replace(asked, memo="다름"), key="key")
    assert changed(before) == set()
    assert levels(goods[0].sku_id) == {"available": 8, "reserved": 2}


def test_a_refused_submit_leaves_its_key_unused(world: World, goods: Any) -> None:
    asked = order((goods[0], 11))
    with pytest.raises(Invalid):
        submit(world, asked, key="key")
    assert len(submit(world, replace(asked, lines=(OrderLine(goods[0].public_id, 10),)), key="key")) == 1


def test_only_sellers_ask_for_outbounds(world: World, goods: Any) -> None:
    for who in ("dan", "eun", "bill"):
        with pytest.raises(NotPermitted):
            submit(world, order((goods[0], 1)), who=who)


def _statements(world: World, *orders: OrderRequest) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        submit(world, *orders)
    return len(captured)


def test_three_lines_take_at_most_twelve_statements(world: World, goods: Any) -> None:
    """Inside the transaction, without BEGIN and COMMIT."""
    with acting(world.people["ara"]), CaptureQueriesContext(connection) as captured:
        submit_outbounds([order((goods[0], 1), (goods[1], 1), (goods[2], 1))], key="k", now=NOW)
    texts = [q["sql"] for q in captured]
    begin = next(i for i, sql in enumerate(texts) if sql.startswith(("SAVEPOINT", "BEGIN")))
    inside = [sql for sql in texts[begin + 1 :] if not sql.startswith(("SAVEPOINT", "RELEASE", "COMMIT"))]
    assert len(inside) <= 12, "\n".join(s[:90] for s in inside)


def test_statements_do_not_grow_with_orders(world: World, goods: Any) -> None:
    one = _statements(world, order((goods[0], 1)))
    hundred = _statements(world, *(order((g, 1)) for g in goods for _ in range(3)))
    assert one == hundred <= 40
