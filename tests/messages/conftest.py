"""Endpoints on this machine: a server that answers as a test wants."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from rocket3pl.jobs import work
from rocket3pl.messages.endpoints import EndpointDetails, Made, create_endpoint
from rocket3pl.shared.models import OutboxMessage
from tests.factories import NOW, World, new_key
from tests.outside.conftest import Server
from tests.outside.conftest import server as server  # noqa: PLC0414 - the fixture, for this folder too
from tests.support import acting

ANSWERS = {
    204: b"HTTP/1.1 204 No Content\r\n\r\n",
    410: b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
    500: b"HTTP/1.1 500 Oops\r\nContent-Length: 6\r\n\r\nbroken",
}


@pytest.fixture(autouse=True)
def _inside(settings: Any) -> None:
    settings.WEBHOOKS_INSIDE_ALLOWED = True


@pytest.fixture
def make(world: World, server: Server) -> Callable[..., Made]:
    """Return what makes an endpoint of a person's owner: make("ara"), make("chae", url, topics)."""

    def made(who: str = "ara", url: str = "", topics: tuple[str, ...] = (), now: datetime = NOW) -> Made:
        with acting(world.people[who]):
            details = EndpointDetails(url or f"{server.url}/hook", "재고 연동", topics)
            return create_endpoint(details, key=new_key(), now=now)

    return made


def off(now: datetime | None = None) -> int:
    """Work off what is due, now or at another moment."""
    return work.work_off("w", clock=(lambda: now) if now else timezone.now)


def quiet() -> None:
    """Take what is in the outbox as done: it is not what the test is about."""
    OutboxMessage.objects.update(done_at=NOW)


def parts(heard: bytes) -> tuple[dict[str, str], bytes]:
    """Return headers and body of a request as it came over the wire."""
    head, _, body = heard.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")[1:]
    return {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}, body
