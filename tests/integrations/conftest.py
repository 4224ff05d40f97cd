"""People at their browsers, and stand-ins for the services that record what they were asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from rocket3pl.catalog.models import Sku
from rocket3pl.integrations import registry
from rocket3pl.integrations.credentials import operator_keys, save_keys, seller_keys
from rocket3pl.outside.calls import Heard, Said, stand_in, through
from rocket3pl.owners.models import Owner
from rocket3pl.shared.tenancy import operator_scope
from tests.console.conftest import browser
from tests.factories import NOW, World, make_products
from tests.support import acting


@pytest.fixture(autouse=True)
def _korean() -> Iterator[None]:
    with translation.override("ko"):
        yield


@pytest.fixture
def at(world: World) -> Callable[[str], Client]:
    """Return the browser of one of the world's people, by name."""
    return lambda name: browser(world.people[name])


@contextmanager
def service(answers: Callable[[Heard], Said]) -> Iterator[list[Heard]]:
    """Let a function stand in for all outside services; the block gets what it heard."""
    heard: list[Heard] = []

    def listen(call: Heard) -> Said:
        heard.append(call)
        return answers(call)

    with through(stand_in(listen)):
        yield heard


def give_keys(world: World, code: str, who: str = "dan", *, enabled: bool = True, **values: str) -> None:
    """Let somebody save keys of a connector."""
    person = world.people[who]
    with acting(person):
        connector = registry.connector(code, of="seller" if person.owner_id else "operator")
        old: Any = seller_keys(code, person.owner_id) if person.owner_id else operator_keys(code)
        save_keys(connector, values, enabled=enabled, version=old.version, now=NOW)


def products_of(owner: Owner, count: int) -> list[Sku]:
    """Make approved products of an owner and return their rows."""
    made = make_products(owner, count)
    with operator_scope():
        found = Sku.objects.in_bulk([g.sku_id for g in made])
    return [found[g.sku_id] for g in made]
