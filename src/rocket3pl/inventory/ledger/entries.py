"""The lines of postings: what moved, never changed again."""

from collections.abc import Sequence

from rocket3pl.inventory.ledger.facts import Posting
from rocket3pl.inventory.models import StockEntry
from rocket3pl.shared.rows import insert_rows


def write_entries(posted: Sequence[tuple[int, Posting]]) -> None:
    """Write the entries of postings (id, posting) with one statement."""
    insert_rows(
        StockEntry,
        (
            "posting_id",
            "line_no",
            "owner_id",
            "warehouse_id",
            "sku_id",
            "lot_id",
            "quantity",
            "from_state",
            "to_state",
            "from_location_id",
            "to_location_id",
        ),
        [
            (
                pk,
                line_no,
                p.owner_id,
                p.warehouse_id,
                m.sku_id,
                m.lot_id,
                m.quantity,
                m.source.value,
                m.target.value,
                m.from_location_id,
                m.to_location_id,
            )
            for pk, p in posted
            for line_no, m in enumerate(p.moves, start=1)
        ],
    )
