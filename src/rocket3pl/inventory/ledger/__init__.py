"""The one writer of stock. Everything that changes a quantity goes through `post`.

Inside the caller's transaction it claims the postings by their keys, refuses illegal moves, locks
the touched levels in (warehouse, sku) order and then the bins in id order, refuses every shortage
at once, and writes levels, bins and entries with one statement each. `docs/ledger.md` is the law.
"""

from rocket3pl.inventory.ledger.facts import MAX_QUANTITY, Move, Posted, Posting
from rocket3pl.inventory.ledger.writer import post

__all__ = ["MAX_QUANTITY", "Move", "Posted", "Posting", "post"]
