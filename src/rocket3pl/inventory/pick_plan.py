"""Reads of the floor's work: from which bins the open pieces of outbound lines are to be taken."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rocket3pl.inventory.models import PickTask


@dataclass(frozen=True, slots=True)
class PickStop:
    """One bin to go to for one line. `left` pieces are still to be taken of `planned`."""

    location: str
    planned: int
    left: int


def pick_plan(line_ids: Sequence[int]) -> dict[int, list[PickStop]]:
    """Return the open stops of each line in walking order, in one statement.

    Lines whose bins are not chosen yet (picking has not started) are missing from the answer.
    """
    stops: dict[int, list[PickStop]] = defaultdict(list)
    tasks = (
        PickTask.objects.filter(line_id__in=line_ids, closed=False)
        .order_by("bin_stock__location__pick_rank", "bin_stock__location__code", "id")
        .values_list("line_id", "bin_stock__location__code", "quantity", "picked")
    )
    for line_id, code, quantity, picked in tasks:
        stops[line_id].append(PickStop(code, quantity, quantity - picked))
    return dict(stops)
