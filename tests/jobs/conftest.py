"""Topics of the tests: registered for one test, gone afterwards."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from rocket3pl.jobs import handlers, operations, schedules
from tests.factories import World


@pytest.fixture(autouse=True)
def _own_handlers() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(handlers, "_TAKEN", dict(handlers._TAKEN))
    patch.setattr(handlers, "_FOLLOWERS", [])
    patch.setattr(schedules, "_SCHEDULES", {})
    patch.setattr(operations, "_KINDS", {})
    yield
    patch.undo()


@pytest.fixture
def people(world: World) -> SimpleNamespace:
    """The named people, by name."""
    return SimpleNamespace(**world.people)
