"""Refusals of the stock ledger."""

from dataclasses import dataclass

from rocket3pl.shared.errors import DomainError


@dataclass(frozen=True, slots=True)
class Shortage:
    """One product of which there is less than asked for, in pieces.

    `place` is a stock state, or "bin" when the pieces of a bin are promised to open picks.
    """

    sku_id: int
    warehouse_id: int
    place: str
    there: int
    asked: int


class InsufficientStock(DomainError):  # noqa: N818 - the trade's own words
    """Less stock than asked for; names every shortage, and nothing was posted."""

    status = 409

    def __init__(self, shortages: list[Shortage]) -> None:
        super().__init__("; ".join(f"sku {s.sku_id} {s.place}: {s.there} < {s.asked}" for s in shortages))
        self.shortages = shortages


class IllegalMove(ValueError):  # noqa: N818
    """A move the law does not know: a programming error."""
