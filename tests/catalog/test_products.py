"""Products: applying, deciding, correcting, and what waits for approval."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from rocket3pl.catalog.approval import (
    Refusal,
    approve_product,
    decide_change,
    refuse_product,
    set_in_use,
)
from rocket3pl.catalog.models import Lot, Sku, SkuBarcode
from rocket3pl.catalog.operations import (
    Application,
    ProductFacts,
    apply_products,
    edit_product,
    reapply,
    withdraw_product,
)
from rocket3pl.catalog.queries import product, stockables
from rocket3pl.shared.errors import (
    IdempotencyConflict,
    IllegalTransition,
    Invalid,
    NotFound,
    NotPermitted,
    StaleDocument,
)
from tests.factories import NOW, World, facts, make_file, make_products, new_key
from tests.support import acting, changed, everything


@pytest.fixture
def image(world: World) -> str:
    return str(make_file(world.ara).public_id)


def apply(world: World, *given: ProductFacts, key: str = "", who: str = "ara") -> list[str]:
    with acting(world.people[who]):
        applications = [Application("ICN1", f) for f in given]
        return list(apply_products(applications, key=key or new_key(), now=NOW)["products"])


def refusals(world: World, *given: ProductFacts) -> list[tuple[str, str]]:
    before = everything()
    with pytest.raises(Invalid) as refused:
        apply(world, *given)
    assert changed(before) == set()
    return [(p.path, p.code) for p in refused.value.problems]


def sku_of(world: World, public_id: str) -> Sku:
    with acting(world.people["dan"]):
        return Sku.objects.get(public_id=public_id)


def test_two_products_in_one_go(world: World, image: str) -> None:
    first, second = apply(world, facts(image=image), facts(image=image, name_ko=""))
    with acting(world.people["bom"]):
        assert Sku.objects.count() == Lot.objects.count() == SkuBarcode.objects.count() == 2
        sku = product(first)
        assert (sku.status, sku.source, sku.version, sku.requested_at) == ("requested", "manual", 1, NOW)
        assert stockables([first, second]).keys() == {first, second}


def test_all_or_none(world: World, image: str) -> None:
    good = facts(image=image)
    assert refusals(world, good, facts()) == [("1.image", "image_missing")]
    assert refusals(world, good, facts(image="nonsense")) == [("1.image", "image_missing")]
    theirs = str(make_file(world.chae).public_id)
    assert refusals(world, facts(image=theirs)) == [("0.image", "image_missing")]
    with acting(world.people["ara"]), pytest.raises(Invalid) as refused:
        apply_products([Application("NOWHERE", good)], key="k", now=NOW)
    assert [(p.path, p.code) for p in refused.value.problems] == [("0.warehouse", "unknown_warehouse")]
    with acting(world.people["ara"]), pytest.raises(Invalid):
        apply_products([], key="k", now=NOW)


def test_codes_name_one_product_of_the_operator(world: World, image: str) -> None:
    """The Fnsku is unique over all owners; the answer does not say whose it is."""
    mine = facts(image=image)
    apply(world, mine)
    same_code = replace(facts(image=image), fnsku=mine.fnsku)
    assert refusals(world, same_code) == [("0.fnsku", "fnsku_taken")]
    pair = replace(facts(image=image), seller_sku=mine.seller_sku)
    assert refusals(world, pair) == [("0.seller_sku", "seller_sku_taken")]
    other_option = replace(pair, option_text="颜色:黑色>尺码:均码")
    assert len(apply(world, other_option)) == 1
    twins = facts(image=image), replace(facts(image=image))
    assert refusals(world, twins[0], replace(twins[1], fnsku=twins[0].fnsku)) == [
        ("1.fnsku", "duplicate_in_request")
    ]
    theirs = str(make_file(world.chae).public_id)
    before = everything()
    with pytest.raises(Invalid) as refused:
        apply(world, replace(facts(image=theirs), fnsku=mine.fnsku), who="chae")
    assert str(refused.value) == "0.fnsku: fnsku_taken"
    assert changed(before) == set()
    # Seller SKUs are each owner's own.
    assert len(apply(world, replace(facts(image=theirs), seller_sku=mine.seller_sku), who="chae")) == 1


def test_the_same_key_applies_once(world: World, image: str) -> None:
    given = facts(image=image)
    first = apply(world, given, key="key")
    before = everything()
    assert apply(world, given, key="key") == first
    with pytest.raises(IdempotencyConflict):
        apply(world, replace(given, color="빨강"), key="key")
    assert changed(before) == set()


def test_refused_then_corrected_then_approved(world: World, image: str) -> None:
    given = facts(image=image)
    (public_id,) = apply(world, given)
    reasons = [Refusal("bad_image", "흐립니다"), Refusal("wrong_measure", "", "weight_kg")]
    with acting(world.people["dan"]):
        with pytest.raises(Invalid):
            refuse_product(public_id, [], version=1, now=NOW)
        with pytest.raises(Invalid):
            refuse_product(public_id, [Refusal("made_up")], version=1, now=NOW)
        refuse_product(public_id, reasons, version=1, now=NOW)
    refused = sku_of(world, public_id)
    assert refused.status == "rejected"
    assert [r["code"] for r in refused.refusal["reasons"]] == ["bad_image", "wrong_measure"]
    with acting(world.people["ara"]):
        corrected = replace(given, weight_kg=Decimal("0.500"), fnsku="NEWCODE1")
        reapply(public_id, corrected, version=2, now=NOW)
    again = sku_of(world, public_id)
    assert (again.status, again.refusal, again.weight_kg, again.version) == (
        "requested", {}, Decimal("0.500"), 3,
    )  # fmt: skip
    with acting(world.people["dan"]):
        assert list(SkuBarcode.objects.order_by("id").values_list("code", "active")) == [
            (given.fnsku, False),
            ("NEWCODE1", True),
        ]
        approve_product(public_id, version=3, now=NOW)
        with pytest.raises(IllegalTransition):
            approve_product(public_id, version=None, now=NOW)
    assert sku_of(world, public_id).status == "approved"


def test_a_withdrawn_application_frees_its_codes(world: World, image: str) -> None:
    given = facts(image=image)
    (public_id,) = apply(world, given)
    with acting(world.people["ara"]):
        withdraw_product(public_id, version=1, now=NOW)
        with pytest.raises(NotFound):
            product(public_id)
    assert len(apply(world, given)) == 1


def test_free_fields_change_at_once_guarded_ones_wait(world: World, image: str) -> None:
    (made,) = make_products(world.ara, 1)
    sku = sku_of(world, made.public_id)
    changes: dict[str, Any] = {
        "name_ko": "새 이름",
        "description": "설명",
        "weight_kg": Decimal("1.000"),
        "has_battery": True,
        "fnsku": "NEWCODE2",
    }
    current = {f: getattr(sku, f) for f in ProductFacts.__dataclass_fields__ if f != "image"}
    with acting(world.people["ara"]):
        waiting = edit_product(made.public_id, ProductFacts(**current | changes), version=2, now=NOW)
    assert set(waiting) == {"weight_kg", "has_battery", "fnsku"}
    edited = sku_of(world, made.public_id)
    assert (edited.name_ko, edited.description) == ("새 이름", "설명")
    assert (edited.weight_kg, edited.has_battery, edited.fnsku) == (sku.weight_kg, False, sku.fnsku)
    assert edited.pending == {"weight_kg": "1.000", "has_battery": "True", "fnsku": "NEWCODE2"}
    with acting(world.people["dan"]):
        decide_change(made.public_id, accept=True, version=3, now=NOW)
        with pytest.raises(Invalid):
            decide_change(made.public_id, accept=True, version=4, now=NOW)
    done = sku_of(world, made.public_id)
    assert (done.weight_kg, done.has_battery, done.fnsku, done.pending) == (
        Decimal("1.000"), True, "NEWCODE2", {},
    )  # fmt: skip
    assert "newcode2" in done.search_text


def test_a_refused_change_leaves_the_old_values(world: World) -> None:
    (made,) = make_products(world.ara, 1)
    sku = sku_of(world, made.public_id)
    current = {f: getattr(sku, f) for f in ProductFacts.__dataclass_fields__ if f != "image"}
    with acting(world.people["ara"]):
        edit_product(made.public_id, ProductFacts(**current | {"hs_code": "610910"}), version=2, now=NOW)
    with acting(world.people["dan"]):
        decide_change(made.public_id, accept=False, version=3, now=NOW)
    after = sku_of(world, made.public_id)
    assert (after.hs_code, after.pending, after.status) == (sku.hs_code, {}, "approved")


def test_two_tabs_strangers_and_roles(world: World) -> None:
    (made,) = make_products(world.ara, 1, approved=False)
    given = facts()
    before = everything()
    with acting(world.people["ara"]):
        with pytest.raises(StaleDocument):
            edit_product(made.public_id, given, version=9, now=NOW)
        with pytest.raises(NotPermitted):
            approve_product(made.public_id, version=1, now=NOW)
    with acting(world.people["chae"]):
        for step in (withdraw_product,):
            with pytest.raises(NotFound):
                step(made.public_id, version=1, now=NOW)
        with pytest.raises(NotFound):
            edit_product(made.public_id, given, version=1, now=NOW)
        with pytest.raises(NotFound):
            product("not-a-uuid")
    for who in ("eun", "bill"):
        with acting(world.people[who]), pytest.raises(NotPermitted):
            approve_product(made.public_id, version=1, now=NOW)
    assert changed(before) == set()


def test_stop_and_start_again(world: World) -> None:
    (made,) = make_products(world.ara, 1)
    with acting(world.people["dan"]):
        set_in_use(made.public_id, in_use=False, version=2, now=NOW)
        assert sku_of(world, made.public_id).status == "inactive"
        set_in_use(made.public_id, in_use=True, version=3, now=NOW)
        with pytest.raises(IllegalTransition):
            set_in_use(made.public_id, in_use=True, version=4, now=NOW)
    assert sku_of(world, made.public_id).status == "approved"
