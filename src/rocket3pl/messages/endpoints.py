"""Endpoints of the owner in scope: made, changed, given a new secret, switched off and on."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from rocket3pl.messages.facts import Topic
from rocket3pl.messages.models import Endpoint
from rocket3pl.messages.targets import checked_url
from rocket3pl.outside import breaker
from rocket3pl.outside.addresses import Resolver, system_addresses
from rocket3pl.outside.sealed import Secret
from rocket3pl.shared.audit import record
from rocket3pl.shared.errors import Invalid, Problem, StaleDocument
from rocket3pl.shared.idempotency import once
from rocket3pl.shared.public_ids import by_public_id
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_owner

MAX_ENDPOINTS = 20
MAX_DESCRIPTION = 100
# So long both secrets sign: sellers put the new one in place meanwhile.
BOTH_SECRETS = timedelta(hours=24)
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class EndpointDetails:
    """What is set of an endpoint; no topics: all of them."""

    url: str
    description: str = ""
    topics: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """A new endpoint and its secret, which can never be read again; None when it was made before."""

    public_id: str
    secret: str | None


def new_secret() -> str:
    """Return a secret as Standard Webhooks writes it.

    https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    """
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii")


def _checked(details: EndpointDetails, resolve: Resolver) -> EndpointDetails:
    """Return the details as they are kept. Raises Invalid."""
    known = {topic.value for topic in Topic}
    description = " ".join("".join(s for s in details.description if s.isprintable()).split())
    problems = []
    if len(description) > MAX_DESCRIPTION:
        problems.append(Problem("description", "too_long", {"max": MAX_DESCRIPTION}))
    if set(details.topics) - known:
        problems.append(Problem("topics", "unknown"))
    try:
        url = checked_url(details.url, resolve=resolve)
    except Invalid as error:
        url, problems = "", [*error.problems, *problems]
    if problems:
        raise Invalid(problems)
    chosen = [topic.value for topic in Topic if topic.value in details.topics]
    # All of them is none of them chosen: topics that come later are wanted then too.
    return EndpointDetails(url, description, [] if len(chosen) == len(known) else chosen)


def create_endpoint(
    details: EndpointDetails, *, key: str, now: datetime, resolve: Resolver = system_addresses
) -> Made:
    """Make an endpoint, once per submission key.

    Raises Invalid (see targets.checked_url; too_long, unknown, too_many_endpoints), IdempotencyConflict,
    NotPermitted.
    """
    owner_id = require_owner(Right.CONNECT_SYSTEMS)
    # Before the transaction: asking a name server must not hold the database.
    known = _checked(details, resolve)
    fresh: list[str] = []

    def act() -> dict[str, str]:
        if Endpoint.objects.count() >= MAX_ENDPOINTS:
            raise Invalid([Problem("", "too_many_endpoints", {"max": MAX_ENDPOINTS})])
        fresh.append(new_secret())
        values: dict[str, Any] = {
            "url": known.url,
            "description": known.description,
            "topics": list(known.topics),
            "secret": Secret.of(fresh[0]),
        }
        made = Endpoint.objects.create(owner_id=owner_id, created_at=now, **values)
        record("webhook.created", made, owner_id=owner_id, after=_told(made), now=now)
        return {"endpoint": str(made.public_id)}

    body = [known.url, known.description, list(known.topics)]
    answer = once("create_webhook", key, body, act, now=now)
    return Made(answer["endpoint"], fresh[0] if fresh else None)


def _told(endpoint: Endpoint) -> dict[str, object]:
    return {"url": endpoint.url, "topics": endpoint.topics, "enabled": endpoint.enabled}


def endpoint_of(public_id: str) -> Endpoint:
    """Return an endpoint of the scope. Raises NotFound, NotPermitted."""
    require_owner(Right.CONNECT_SYSTEMS)
    return by_public_id(Endpoint.objects.all(), public_id)


def locked_endpoint(public_id: str, *, version: int | None) -> Endpoint:
    """Return an endpoint of the scope, locked. Raises NotFound, StaleDocument, NotPermitted."""
    found = Endpoint.objects.select_for_update().get(pk=endpoint_of(public_id).pk)
    if version is not None and found.version != version:
        raise StaleDocument(public_id)
    return found


def change_endpoint(
    public_id: str,
    details: EndpointDetails,
    *,
    version: int | None,
    now: datetime,
    enabled: bool | None = None,
    resolve: Resolver = system_addresses,
) -> None:
    """Change where it leads and what it wants, and with `enabled` whether it is on.

    Raises Invalid, NotFound, StaleDocument, NotPermitted.
    """
    endpoint_of(public_id)
    known = _checked(details, resolve)
    with transaction.atomic():
        found = locked_endpoint(public_id, version=version)
        before = _told(found)
        moved = found.url != known.url
        found.url, found.description, found.topics = known.url, known.description, list(known.topics)
        if moved:
            found.failing_since = None
        if enabled is not None and enabled != found.enabled:
            _switch(found, on=enabled, now=now)
        _save(found, "webhook.changed", before, now)
        if moved or enabled:
            breaker.close(name=found.connection_name)


@transaction.atomic
def rotate_secret(public_id: str, *, version: int | None, now: datetime) -> str:
    """시크릿 교체: return a new secret; for 24 hours the one before signs too.

    A former one that was still signing ends at once. Raises NotFound, StaleDocument, NotPermitted.
    """
    found = locked_endpoint(public_id, version=version)
    fresh = new_secret()
    found.previous_secret, found.previous_until = found.secret, now + BOTH_SECRETS
    found.secret = Secret.of(fresh)
    _save(found, "webhook.secret_rotated", {}, now)
    return fresh


@transaction.atomic
def set_enabled(public_id: str, *, on: bool, version: int | None, now: datetime) -> None:
    """끄기/켜기: nothing is sent to an endpoint that is off, and nothing is written for it.

    Raises NotFound, StaleDocument, NotPermitted.
    """
    found = locked_endpoint(public_id, version=version)
    if found.enabled == on:
        return
    before = _told(found)
    _switch(found, on=on, now=now)
    _save(found, "webhook.enabled" if on else "webhook.disabled", before, now)
    if on:
        breaker.close(name=found.connection_name)


def _switch(found: Endpoint, *, on: bool, now: datetime) -> None:
    found.enabled, found.failing_since = on, None
    found.disabled_reason, found.disabled_at = ("", None) if on else (Endpoint.Why.OFF, now)


def _save(found: Endpoint, action: str, before: dict[str, object], now: datetime) -> None:
    found.version += 1
    found.save()
    record(action, found, owner_id=found.owner_id, before=before, after=_told(found), now=now)
