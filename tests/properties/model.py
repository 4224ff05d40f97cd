"""A plain model of the ledger: dictionaries and if, to compare the real one with."""

from collections import defaultdict
from dataclasses import dataclass, field

from rocket3pl.inventory.enums import CONDITION, EXTERNAL, State
from rocket3pl.inventory.ledger import Posting


@dataclass
class Model:
    """What stands in each state, and what lies in each bin."""

    levels: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    bins: dict[tuple[int, int, str], int] = field(default_factory=lambda: defaultdict(int))

    def after(self, posting: Posting) -> "Model | None":
        """Return the model after a posting, or None when it must be refused."""
        levels, bins = self.levels.copy(), self.bins.copy()
        for m in posting.moves:
            if m.source not in EXTERNAL:
                levels[m.sku_id, m.source.value] -= m.quantity
            if m.target not in EXTERNAL:
                levels[m.sku_id, m.target.value] += m.quantity
            if m.from_location_id is not None:
                bins[m.from_location_id, m.lot_id, _lying(m.source)] -= m.quantity
            if m.to_location_id is not None:
                bins[m.to_location_id, m.lot_id, _lying(m.target)] += m.quantity
        if min(levels.values(), default=0) < 0 or min(bins.values(), default=0) < 0:
            return None
        return Model(levels, bins)

    def compared(self) -> tuple[dict[tuple[int, str], int], dict[tuple[int, int, str], int]]:
        """Return what is not zero, to compare with the database."""
        return (
            {k: n for k, n in self.levels.items() if n},
            {k: n for k, n in self.bins.items() if n},
        )


def _lying(state: State) -> str:
    return CONDITION[state].value
