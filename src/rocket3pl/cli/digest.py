"""One hash of all business data, so that two databases can be compared."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models, transaction

from rocket3pl.outside.sealed import Secret

# Tables of other libraries, and what is no business data: sessions, drafts, login attempts.
_ROOMS = (
    "shared",
    "owners",
    "reference",
    "warehouses",
    "documents",
    "catalog",
    "inventory",
    "inbound",
    "outbound",
    "shipments",
    "integrations",
    "import1688",
    "webhooks",
    "notices",
)
_CACHES = frozenset({"integrations.cachedtranslation"})
# What has yet to be told, or was, says nothing about the business: two databases may agree without it.
_NOT_COMPARED = frozenset(
    {
        "shared.outboxmessage",
        "webhooks.delivery",
        "webhooks.attempt",
        "notices.notice",
        "notices.heard",
        "notices.readupto",
        "notices.readone",
    }
)


def business_models() -> list[type[models.Model]]:
    """Return the models of all domain rooms, in a fixed order."""
    found = (m for room in _ROOMS for m in apps.get_app_config(room).get_models())
    return [m for m in found if m._meta.label_lower not in _CACHES]


def _plain(value: Any) -> Any:
    """Write a value the same way whatever database it came from."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Secret):
        return value.sealed
    return value


def rows_of(model: type[models.Model]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table in primary-key order, as plain values."""
    columns = [f.attname for f in model._meta.concrete_fields]
    # The base manager on purpose: a digest is of everything.
    for row in model._base_manager.order_by("pk").values(*columns).iterator(chunk_size=2000):
        yield {name: _plain(value) for name, value in row.items()}


@transaction.atomic
def digest() -> str:
    """Return the SHA-256 of all rows of all business tables."""
    total = hashlib.sha256()
    for model in business_models():
        if model._meta.label_lower in _NOT_COMPARED:
            continue
        total.update(model._meta.db_table.encode())
        for row in rows_of(model):
            line = json.dumps(row, sort_keys=True, ensure_ascii=False, default=str)
            total.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return total.hexdigest()
