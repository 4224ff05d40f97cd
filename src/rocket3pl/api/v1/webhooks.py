"""Webhooks: where a seller's systems listen, and what they were told. See docs/webhooks.md."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Status

from rocket3pl.api.marks import reads, writes
from rocket3pl.api.pages import Page, Paging, page_of
from rocket3pl.api.v1.fields import Body, Text, expected_version, operation_key, tag
from rocket3pl.messages import replaying
from rocket3pl.messages.endpoints import (
    EndpointDetails,
    endpoint_of,
    rotate_secret,
)
from rocket3pl.messages.endpoints import (
    change_endpoint as change,
)
from rocket3pl.messages.endpoints import (
    create_endpoint as create,
)
from rocket3pl.messages.facts import Topic
from rocket3pl.messages.lists import DELIVERIES, attempts_of, endpoints
from rocket3pl.messages.models import Endpoint as Row
from rocket3pl.shared import listing

router = Router(tags=["webhooks"])

Url = Annotated[Text, Field(max_length=2_000)]
Description = Annotated[Text, Field(max_length=300)]


class NewEndpoint(Body):
    """Where a system listens. No topics: all of them."""

    url: Url
    description: Description = ""
    topics: list[Topic] = Field([], max_length=100)


class ChangedEndpoint(NewEndpoint):
    """An endpoint as it shall be."""

    enabled: bool


class Endpoint(Body):
    """An endpoint. `disabled_reason`: off, gone (it answered 410) or failing (for five days)."""

    id: UUID
    url: str
    description: str
    topics: list[Topic]
    enabled: bool
    disabled_reason: str
    disabled_at: datetime | None
    failing_since: datetime | None
    previous_secret_until: datetime | None
    created_at: datetime
    version: int


class Endpoints(Body):
    """All endpoints, the newest first."""

    items: list[Endpoint]


class Secret(Body):
    """The secret of an endpoint, shown here only; null in the answer to a repeat."""

    id: UUID
    secret: str | None


class DeliverySummary(Body):
    """A message to an endpoint. `message_id` is what arrives as webhook-id."""

    id: UUID
    endpoint: UUID
    message_id: str
    topic: str
    status: Literal["waiting", "delivered", "failed"]
    attempts: int
    last_status: int | None
    last_reason: str
    next_at: datetime | None
    created_at: datetime
    delivered_at: datetime | None


class Attempt(Body):
    """One attempt: the status that came back, or the reason why there was none."""

    at: datetime
    status: int | None
    reason: str
    duration_ms: int
    answer: str


class Delivery(DeliverySummary):
    """A message with its exact text and its attempts, the latest first."""

    body: str
    tries: list[Attempt]


class DeliveryId(Body):
    """What was made."""

    id: UUID


class WhichDeliveries(Paging):
    """Which deliveries."""

    status: Text = Field("", max_length=20)
    topic: Text = Field("", max_length=40)
    endpoint: UUID | None = None
    q: Text = Field("", max_length=200)


def _shown(row: Row) -> dict[str, Any]:
    same = {name: getattr(row, name) for name in Endpoint.model_fields if hasattr(row, name)}
    return {**same, "id": row.public_id, "previous_secret_until": row.previous_until}


def _details(given: NewEndpoint) -> EndpointDetails:
    return EndpointDetails(given.url, given.description, [topic.value for topic in given.topics])


@router.get("/endpoints", response={200: Endpoints})
@reads("settings")
def list_endpoints(request: HttpRequest) -> Any:
    """List the endpoints, the newest first."""
    return {"items": [_shown(row) for row in endpoints()]}


@router.post("/endpoints", response={201: Secret})
@writes("settings", kept=False)
def create_endpoint(request: HttpRequest, given: NewEndpoint) -> Any:
    """Make an endpoint; the answer holds its secret, which can never be read again.

    With an Idempotency-Key a repeat makes nothing, and its answer is without the secret.
    """
    made = create(_details(given), key=operation_key(request), now=timezone.now())
    return Status(201, {"id": made.public_id, "secret": made.secret})


@router.get("/endpoints/{public_id}", response={200: Endpoint})
@reads("settings")
def get_endpoint(request: HttpRequest, public_id: UUID, response: HttpResponse) -> Any:
    """Return an endpoint; its ETag is the version that If-Match may name."""
    found = endpoint_of(str(public_id))
    response["ETag"] = tag(found.version)
    return _shown(found)


@router.put("/endpoints/{public_id}", response={200: Endpoint})
@writes("settings")
def change_endpoint(
    request: HttpRequest, public_id: UUID, given: ChangedEndpoint, response: HttpResponse
) -> Any:
    """Change an endpoint, or switch it off or on."""
    version = expected_version(request)
    change(str(public_id), _details(given), enabled=given.enabled, version=version, now=timezone.now())
    return get_endpoint(request, public_id, response)


@router.post("/endpoints/{public_id}/rotate-secret", response={200: Secret})
@writes("settings", kept=False)
def rotate_endpoint_secret(request: HttpRequest, public_id: UUID) -> Any:
    """Exchange the secret: for 24 hours the one before signs too. Without If-Match a repeat does so again."""
    fresh = rotate_secret(str(public_id), version=expected_version(request), now=timezone.now())
    return {"id": public_id, "secret": fresh}


@router.post("/endpoints/{public_id}/test", response={201: DeliveryId})
@writes("settings")
def test_endpoint(request: HttpRequest, public_id: UUID) -> Any:
    """Have a message of the topic test.ping sent."""
    made = replaying.send_test(str(public_id), key=operation_key(request), now=timezone.now())
    return Status(201, {"id": made})


def _summary(row: listing.Row) -> listing.Row:
    same = {name: row[name] for name in DeliverySummary.model_fields if name in row}
    return {**same, "id": row["public_id"], "endpoint": row["target"]}


@router.get("/deliveries", response={200: Page[DeliverySummary]})
@reads("settings")
def list_deliveries(request: HttpRequest, which: Query[WhichDeliveries]) -> Any:
    """List what was told in the last 30 days, the newest first."""
    where = {"topic": which.topic, "endpoint": str(which.endpoint or "")}
    query = listing.ListQuery(tab=which.status, q=which.q, where=where)
    return page_of(DELIVERIES, query, which, _summary)


@router.get("/deliveries/{public_id}", response={200: Delivery})
@reads("settings")
def get_delivery(request: HttpRequest, public_id: UUID) -> Any:
    """Return one delivery with its text and its attempts."""
    found = replaying.delivery_of(str(public_id))
    same = {name: getattr(found, name) for name in DeliverySummary.model_fields}
    tries = [{name: getattr(a, name) for name in Attempt.model_fields} for a in attempts_of(found)]
    own = {"id": found.public_id, "endpoint": found.endpoint.public_id, "body": found.body, "tries": tries}
    return {**same, **own}


@router.post("/deliveries/{public_id}/replay", response={200: Delivery})
@writes("settings")
def replay_delivery(request: HttpRequest, public_id: UUID) -> Any:
    """다시 보내기: send it anew, the same text under the same id; 409 while it is still being tried."""
    replaying.replay(str(public_id), now=timezone.now())
    return get_delivery(request, public_id)
