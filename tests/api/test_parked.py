"""처리 보류 for programs: what was put aside, tried again or dropped, by the warehouse's managers alone."""

from typing import Any

import pytest

from rocket3pl.shared.models import OutboxMessage
from rocket3pl.shared.outbox import announce
from tests.api.conftest import Programs, business
from tests.factories import NOW, World


@pytest.fixture
def aside(world: World) -> list[int]:
    """Three messages put aside, two of them Ara's; and one that waits."""
    owners = (world.ara.pk, None, world.ara.pk, None)
    announce([(owner, "import1688.event", {"event": 0}) for owner in owners], now=NOW)
    made = list(OutboxMessage.objects.filter(topic="import1688.event").order_by("id"))
    OutboxMessage.objects.filter(pk__in=[m.pk for m in made[:3]]).update(
        parked_at=NOW, attempts=10, last_error="timeout"
    )
    return [m.pk for m in made]


def row(pk: int) -> Any:
    names = ("parked_at", "done_at", "attempts")
    return OutboxMessage.objects.values_list(*names).get(pk=pk)


def test_they_are_listed_by_pages(world: World, programs: Programs, aside: list[int]) -> None:
    """Newest first, with whose they are and why."""
    manager = programs("dan")
    first = manager.get("/operator/parked?limit=2").json()
    rest = manager.get(f"/operator/parked?limit=2&cursor={first['next_cursor']}").json()
    assert [m["id"] for m in first["items"] + rest["items"]] == [aside[2], aside[1], aside[0]]
    assert rest["next_cursor"] is None
    assert first["items"][0] == {
        "id": aside[2], "topic": "import1688.event", "reason": "timeout", "attempts": 10,
        "owner": {"code": world.ara.code, "name": world.ara.name},
        "created_at": "2026-11-22T03:00:00Z", "parked_at": "2026-11-22T03:00:00Z",
    }  # fmt: skip


def test_one_is_tried_again_and_one_dropped(programs: Programs, aside: list[int]) -> None:
    """Once: what is no longer put aside is unknown."""
    manager = programs("dan")
    assert manager.post(f"/operator/parked/{aside[0]}/retry").status_code == 204
    assert manager.post(f"/operator/parked/{aside[1]}/drop").status_code == 204
    assert row(aside[0]) == (None, None, 0)
    parked_at, done_at, _attempts = row(aside[1])
    assert parked_at is None
    assert done_at is not None
    before = business()
    for message in (aside[0], aside[1], aside[3], 10**30, 0, -1):
        for step in ("retry", "drop"):
            assert manager.post(f"/operator/parked/{message}/{step}").status_code == 404
    assert business() == before


@pytest.mark.parametrize("who", ["ara", "eun", "bill"])
def test_nobody_else_does(programs: Programs, aside: list[int], who: str) -> None:
    """Neither sellers nor who may not look into the books."""
    program, before = programs(who), business()
    assert program.get("/operator/parked").status_code == 403
    assert program.post(f"/operator/parked/{aside[0]}/retry").status_code == 403
    assert program.post(f"/operator/parked/{aside[0]}/drop").status_code == 403
    assert business() == before
