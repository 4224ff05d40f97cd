"""Every connector of the product, in the order in which pages show them."""

from rocket3pl.integrations.connectors import Connector
from rocket3pl.integrations.coupang import settings as coupang
from rocket3pl.integrations.couriers import sweettracker, tracker_delivery
from rocket3pl.integrations.translators import deepl, google, papago
from rocket3pl.shared.errors import NotFound

CONNECTORS: tuple[Connector, ...] = (
    papago.CONNECTOR,
    deepl.CONNECTOR,
    google.CONNECTOR,
    tracker_delivery.CONNECTOR,
    sweettracker.CONNECTOR,
    coupang.CONNECTOR,
)


def connectors(of: str) -> list[Connector]:
    """Return the connectors that take the warehouse's keys ("operator") or each seller's ("seller")."""
    return [c for c in CONNECTORS if c.of == of]


def connector(code: str, *, of: str) -> Connector:
    """Return a connector. Raises NotFound, also for one of the other kind."""
    for found in connectors(of):
        if found.code == code:
            return found
    raise NotFound(code)
