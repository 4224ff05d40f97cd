"""Keys of connectors: kept sealed, changed against a version, and handed to clients."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from rocket3pl.integrations.connectors import Connector, connection_name
from rocket3pl.integrations.models import OperatorCredential, SellerCredential
from rocket3pl.outside.breaker import close
from rocket3pl.outside.sealed import Secret, Unreadable
from rocket3pl.owners.models import Owner
from rocket3pl.shared.audit import record
from rocket3pl.shared.errors import Invalid, Problem, StaleDocument
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_operator, require_owner


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one connector, opened. `readable` is False when they were sealed with a lost key."""

    values: Mapping[str, str] = field(repr=False)
    enabled: bool
    version: int
    updated_at: datetime | None = None
    readable: bool = True

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


NO_KEYS = Keys({}, enabled=False, version=0)


def _opened(row: OperatorCredential | SellerCredential | None) -> Keys:
    if row is None:
        return NO_KEYS
    secret: Any = row.values
    try:
        values, readable = json.loads(secret.reveal()), True
    except Unreadable:
        values, readable = {}, False
    return Keys(values, row.enabled and readable, row.version, row.updated_at, readable)


def operator_keys(connector: str) -> Keys:
    """Return the warehouse's keys of a connector, NO_KEYS where there are none."""
    return _opened(OperatorCredential.objects.filter(connector=connector).first())


def seller_keys(connector: str, owner_id: int) -> Keys:
    """Return a seller's keys of a connector, NO_KEYS where there are none or they are another's."""
    return _opened(SellerCredential.objects.filter(connector=connector, owner_id=owner_id).first())


def hint(value: str) -> str:
    """Return what may be shown of a secret: its last four signs, none of a short one."""
    shown = value[-4:] if len(value) >= 12 else ""  # noqa: PLR2004 - four of twelve give nothing away
    return "••••" + shown if value else ""


def save_keys(
    connector: Connector,
    given: Mapping[str, str],
    *,
    enabled: bool,
    version: int,
    now: datetime,
    cleared: Collection[str] = (),
) -> None:
    """Keep keys: the warehouse's, or those of the seller in scope. An empty secret keeps the old one.

    cleared  optional secrets to be kept no longer
    Closes the breaker, since new keys deserve a new try. Records which fields changed, never a value.
    Raises StaleDocument, NotPermitted, Invalid (required, and what the connector's `clean` finds).
    """
    cleaned = connector.clean(given) if connector.clean else given
    _save(connector, cleaned, frozenset(cleared), enabled=enabled, version=version, now=now)


def _new_values(
    connector: Connector, given: Mapping[str, str], old: Keys, cleared: frozenset[str]
) -> dict[str, str]:
    """Return all values as they are to be kept."""
    typed = {f.name: (given.get(f.name) or "").strip() for f in connector.fields}
    values = {
        f.name: typed[f.name] or (old[f.name] if f.secret and f.name not in cleared else "")
        for f in connector.fields
    }
    for f in connector.fields:
        if f.moves_to and old[f.name] and values[f.name] != old[f.name] and not typed[f.moves_to]:
            values[f.moves_to] = old[f.name]
    return values


@transaction.atomic
def _save(
    connector: Connector,
    given: Mapping[str, str],
    cleared: frozenset[str],
    *,
    enabled: bool,
    version: int,
    now: datetime,
) -> None:
    if connector.of == "operator":
        require_operator(Right.EDIT_MASTER_DATA)
        owner = None
        row: Any = OperatorCredential.objects.select_for_update().filter(connector=connector.code).first()
    else:
        owner_id = require_owner(Right.MANAGE_OWN_STAFF)
        owner = Owner.objects.get(pk=owner_id)
        rows = SellerCredential.objects.select_for_update()
        row = rows.filter(connector=connector.code, owner=owner).first()
    old = _opened(row)
    if old.version != version:
        raise StaleDocument(connector.code)
    values = _new_values(connector, given, old, cleared)
    missing = [Problem(f.name, "required") for f in connector.fields if f.required and not values[f.name]]
    if missing:
        raise Invalid(missing)
    kept = {
        "values": Secret.of(json.dumps(values, sort_keys=True)),
        "enabled": enabled,
        "version": version + 1,
        "updated_at": now,
    }
    if row is None:
        row = (
            OperatorCredential(connector=connector.code)
            if owner is None
            else SellerCredential(connector=connector.code, owner=owner)
        )
    for name, value in kept.items():
        setattr(row, name, value)
    row.save()
    record(
        "credential.saved",
        row,
        owner_id=owner.pk if owner else None,
        before={"enabled": old.enabled},
        after={
            "connector": connector.code,
            "enabled": enabled,
            "changed": sorted(n for n, v in values.items() if v != old[n]),
        },
        now=now,
    )
    close(name=connection_name(connector.code, owner.code if owner else ""))
