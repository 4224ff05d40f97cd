"""People of the warehouse at their browsers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from rocket3pl.owners.models import User
from tests.factories import World

STAFF = "rocket3pl.owners.login.StaffPasswordBackend"
SELLER = "rocket3pl.owners.login.MarketplaceKeyBackend"


def browser(user: User) -> Client:
    """Return a client in which the person has logged in."""
    client = Client()
    client.force_login(user, backend=SELLER if user.owner_id else STAFF)
    return client


@pytest.fixture(autouse=True)
def _korean() -> Iterator[None]:
    with translation.override("ko"):
        yield


@pytest.fixture
def at(world: World) -> Callable[[str], Client]:
    """Return the browser of one of the world's people, by name."""
    return lambda name: browser(world.people[name])


@pytest.fixture
def dan(at: Callable[[str], Client]) -> Client:
    return at("dan")


@pytest.fixture
def eun(at: Callable[[str], Client]) -> Client:
    return at("eun")


def text_of(response: Any) -> str:
    """Return a page's text."""
    return str(response.content.decode())
