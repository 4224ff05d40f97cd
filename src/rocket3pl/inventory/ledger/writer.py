"""The order of a posting: claim the key, refuse, lock and change the folds, write the entries."""

from collections.abc import Sequence
from datetime import datetime

from django.db import OperationalError, transaction

from rocket3pl.inventory.errors import IllegalMove
from rocket3pl.inventory.ledger.bins import move_bins
from rocket3pl.inventory.ledger.claims import claim
from rocket3pl.inventory.ledger.entries import write_entries
from rocket3pl.inventory.ledger.facts import Posted, Posting, check
from rocket3pl.inventory.ledger.levels import move_levels
from rocket3pl.shared.errors import StockBusy


def post(postings: Sequence[Posting], *, now: datetime) -> list[Posted]:
    """Post facts together; answer in the order given.

    Call it once per transaction, so that all locks are taken in one order. Raises
    InsufficientStock (with every shortage), IdempotencyConflict (same key, other body), StockBusy
    (rows locked for too long), IllegalMove (a programming error). On any of them the caller's
    transaction must be rolled back.
    """
    if not transaction.get_connection().in_atomic_block:
        message = "stock is posted inside the use case's transaction"
        raise IllegalMove(message)
    for posting in postings:
        check(posting)
    try:
        posted = claim(postings, now)
        fresh = [p for p, done in zip(postings, posted, strict=True) if not done.replayed]
        if fresh:
            move_levels(fresh)
            move_bins(fresh)
            write_entries([(d.id, p) for p, d in zip(postings, posted, strict=True) if not d.replayed])
    except OperationalError as error:
        if "lock" in str(error).lower():
            raise StockBusy from error
        raise
    return posted
