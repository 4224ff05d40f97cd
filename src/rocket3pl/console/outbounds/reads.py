"""Reads of outbounds for the floor, in a constant number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass

from rocket3pl.inventory.pick_plan import PickStop, pick_plan
from rocket3pl.outbound.models import Outbound, OutboundLine
from rocket3pl.shared.errors import NotFound

_RELATED = ("owner", "warehouse", "courier", "centre")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an outbound and the bins to take it from; no stops before picking has started."""

    row: OutboundLine
    stops: Sequence[PickStop]

    @property
    def left(self) -> int:
        """Return how many pieces are still to be picked."""
        return self.row.quantity - self.row.picked - self.row.short


def _with_stops(rows: Sequence[OutboundLine]) -> list[Line]:
    stops = pick_plan([n.pk for n in rows])
    return [Line(n, stops.get(n.pk, ())) for n in rows]


def lines(document: Outbound) -> list[Line]:
    """Return its lines with products, pictures and bins."""
    return _with_stops(list(document.lines.select_related("sku", "sku__image").order_by("line_no")))


def picking_lists(numbers: Sequence[str]) -> list[tuple[Outbound, list[Line]]]:
    """Return outbounds in the order asked, with their lines in walking order.

    Raises NotFound when one is unknown, or none is named.
    """
    wanted = list(dict.fromkeys(numbers))
    found = {o.number: o for o in Outbound.objects.select_related(*_RELATED).filter(number__in=wanted)}
    if not wanted or len(found) != len(wanted):
        raise NotFound(wanted)
    by_document: dict[int, list[Line]] = {o.pk: [] for o in found.values()}
    rows = OutboundLine.objects.select_related("sku").filter(outbound_id__in=by_document).order_by("line_no")
    for line in _with_stops(list(rows)):
        by_document[line.row.outbound_id].append(line)
    for group in by_document.values():
        group.sort(key=lambda n: (n.stops[0].location if n.stops else "~", n.row.line_no))
    return [(found[n], by_document[found[n].pk]) for n in wanted]
