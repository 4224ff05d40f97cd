"""One effect per submitted request: a repeated key gets the first answer, another body is refused."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from rocket3pl.shared.errors import IdempotencyConflict
from rocket3pl.shared.models import OperationKey
from rocket3pl.shared.rows import insert_rows
from rocket3pl.shared.tenancy import current_scope


def fingerprint(body: Any) -> str:
    """Return the SHA-256 of a request body, the same for equal bodies whatever the key order."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def once(
    operation: str,
    key: str,
    body: Any,
    action: Callable[[], dict[str, Any] | None],
    *,
    now: datetime,
    result: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Run the action in a transaction unless the key was used; return its JSON-able result.

    The key row is written first: of two calls at once the second waits on the unique key and then
    gets the first one's result. An action whose result is known before it runs passes it as
    `result`, which saves a statement. Raises IdempotencyConflict when the body differs, and whatever the
    action raises, in which case the key stays unused.
    """
    realm = current_scope().owner_id or 0
    digest = fingerprint(body)
    with transaction.atomic():
        new = insert_rows(
            OperationKey,
            ("realm", "operation", "key", "request_hash", "result", "created_at"),
            [(realm, operation, key, digest, result, now)],
            ignore_conflicts=True,
            returning=("id",),
        )
        if not new:
            old = OperationKey.objects.get(realm=realm, operation=operation, key=key)
            if old.request_hash != digest:
                raise IdempotencyConflict(key)
            return dict(old.result or {})
        answer = action()
        if answer is not None:
            OperationKey.objects.filter(pk=new[0][0]).update(result=answer)
        return answer or result or {}
