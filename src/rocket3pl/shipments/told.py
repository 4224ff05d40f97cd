"""What a connector tells of a shipment, in our own words. Texts are as they came; nothing is judged yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """Where a fact comes from. Facts of one shipment are ordered by `revision`, states by `occurred_at`."""

    source: str
    event_id: str
    occurred_at: datetime
    revision: int
    shipment_no: str


@dataclass(frozen=True, slots=True)
class ToldLine:
    """Pieces of one product. `product` holds texts by names of ProductFacts, and image_url or image_data."""

    line_no: int
    quantity: int
    product: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Content:
    """What left the Chinese warehouse: head and lines. `warehouse` is our code of where it goes."""

    warehouse: str
    lines: tuple[ToldLine, ...]
    shipped_at: datetime | None = None
    eta: date | None = None
    box_count: int | None = None
    head: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    """Something that happened on the way. `kind` is one of models.ShipmentStep.Kind."""

    kind: str
    eta: date | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
