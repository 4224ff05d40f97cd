"""The first write of a posting: its row, under a key that can be taken once."""

from collections.abc import Sequence
from datetime import datetime

from rocket3pl.inventory.errors import IllegalMove
from rocket3pl.inventory.ledger.facts import Posted, Posting
from rocket3pl.inventory.models import StockPosting
from rocket3pl.shared.errors import IdempotencyConflict
from rocket3pl.shared.idempotency import fingerprint
from rocket3pl.shared.rows import insert_rows
from rocket3pl.shared.tenancy import current_scope


def _body_hash(posting: Posting) -> str:
    moves = [
        (m.sku_id, m.lot_id, m.quantity, m.source, m.target, m.from_location_id, m.to_location_id)
        for m in posting.moves
    ]
    return fingerprint([posting.kind, posting.warehouse_id, posting.reason, moves])


def claim(postings: Sequence[Posting], now: datetime) -> list[Posted]:
    """Insert the posting rows in key order; those whose key exists are replays."""
    actor = current_scope().actor
    hashes = {(p.owner_id, p.key): _body_hash(p) for p in postings}
    if len(hashes) != len(postings):
        message = "the same key twice in one call"
        raise IllegalMove(message)
    rows = [
        (
            p.owner_id,
            p.warehouse_id,
            p.kind.value,
            p.key,
            hashes[p.owner_id, p.key],
            p.source_type,
            p.source_id,
            p.reverses_id,
            actor.user_id,
            actor.name,
            p.reason,
            p.note,
            p.occurred_at or now,
            now,
        )
        for p in sorted(postings, key=lambda p: (p.owner_id, p.key))
    ]
    new = insert_rows(
        StockPosting,
        (
            "owner_id",
            "warehouse_id",
            "kind",
            "idempotency_key",
            "request_hash",
            "source_type",
            "source_id",
            "reverses_id",
            "actor_id",
            "actor_name",
            "reason",
            "note",
            "occurred_at",
            "recorded_at",
        ),
        rows,
        ignore_conflicts=True,
        returning=("owner_id", "idempotency_key", "id"),
    )
    done = {(owner, key): Posted(pk, replayed=False) for owner, key, pk in new}
    for p in postings:
        if (p.owner_id, p.key) not in done:
            done[p.owner_id, p.key] = _replay(p, hashes[p.owner_id, p.key])
    return [done[p.owner_id, p.key] for p in postings]


def _replay(posting: Posting, digest: str) -> Posted:
    old = StockPosting.objects.filter(owner_id=posting.owner_id, idempotency_key=posting.key).values_list(
        "id", "request_hash"
    )
    pk, stored = old[0] if old else (0, "")
    if stored != digest:
        # Another body under the key, or a posting that was already reversed by another key.
        raise IdempotencyConflict(posting.key)
    return Posted(pk, replayed=True)
