"""The scope: forgetting it raises, narrowing is possible, widening is not, writes are checked too."""

from typing import Any

import pytest

from rocket3pl.catalog.models import Lot, Sku
from rocket3pl.shared.errors import NotPermitted
from rocket3pl.shared.rights import RIGHTS, Right, Role
from rocket3pl.shared.tenancy import (
    Actor,
    ScopeMissing,
    ScopeViolation,
    operator_scope,
    owner_scope,
    require,
    require_operator,
    require_owner,
)
from tests.factories import World, make_products


@pytest.mark.parametrize(
    "touch",
    [
        lambda: list(Sku.objects.all()),
        lambda: Sku.objects.filter(pk=1).exists(),
        Sku.objects.none,
        Sku.objects.create,
        lambda: Lot(owner_id=1).save(),
        lambda: Sku.objects.bulk_create([Sku()]),
        lambda: Sku.objects.using("default").count(),
        lambda: require(Right.VIEW_STOCK),
    ],
)
def test_without_a_scope_everything_raises(world: World, touch: Any) -> None:
    with pytest.raises(ScopeMissing):
        touch()


def test_a_scope_shows_its_owner_only(world: World) -> None:
    mine, theirs = make_products(world.ara, 2), make_products(world.chae, 1)
    with owner_scope(world.ara.pk):
        assert set(Sku.objects.values_list("id", flat=True)) == {g.sku_id for g in mine}
        assert not Sku.objects.filter(pk=theirs[0].sku_id).exists()
        assert Sku.objects.filter(pk=theirs[0].sku_id).update(color="x") == 0
    with operator_scope():
        assert Sku.objects.count() == 3
        assert Sku.objects.get(pk=theirs[0].sku_id).color == ""


def test_rows_of_others_cannot_be_written(world: World) -> None:
    theirs = make_products(world.chae, 1)[0]
    with operator_scope():
        sku = Sku.objects.get(pk=theirs.sku_id)
    with owner_scope(world.ara.pk):
        with pytest.raises(ScopeViolation):
            sku.save()
        with pytest.raises(ScopeViolation):
            Lot.objects.bulk_create([Lot(owner=world.chae, sku=sku, code="X")])
        with pytest.raises(ScopeViolation):
            Sku.objects.update(owner=world.ara)
    with operator_scope():
        assert Lot.objects.filter(sku=sku).count() == 1


def test_a_scope_is_never_widened_or_changed(world: World) -> None:
    with owner_scope(world.ara.pk):
        with pytest.raises(ScopeViolation):
            operator_scope()
        with pytest.raises(ScopeViolation):
            owner_scope(world.chae.pk)
        with owner_scope(world.ara.pk):
            assert Sku.objects.count() == 0
    with pytest.raises(ScopeMissing):
        Sku.objects.count()


def test_nothing_is_deleted(world: World) -> None:
    made = make_products(world.ara, 1)[0]
    with owner_scope(world.ara.pk):
        with pytest.raises(TypeError):
            Sku.objects.get(pk=made.sku_id).delete()
        assert Sku.objects.count() == 1


def _actor(role: Role) -> Actor:
    return Actor(user_id=1, name="x", role=role)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("right", list(Right))
def test_rights_are_asked_for(role: Role, right: Right) -> None:
    held = right in RIGHTS[role]
    for scope in (owner_scope(1, actor=_actor(role)), operator_scope(actor=_actor(role))):
        with scope:
            if held:
                assert require(right).actor.role is role
            else:
                with pytest.raises(NotPermitted):
                    require(right)


def test_each_side_keeps_to_its_own_operations() -> None:
    with operator_scope(), pytest.raises(NotPermitted):
        require_owner(Right.REQUEST_INBOUND)
    with owner_scope(1), pytest.raises(NotPermitted):
        require_operator(Right.RECEIVE)
