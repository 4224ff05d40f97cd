"""Every connector of the product, in the order in which pages show them."""

from collections.abc import Callable, Mapping

from rocket3pl.integrations.connectors import Connector
from rocket3pl.integrations.coupang import settings as coupang
from rocket3pl.integrations.couriers import sweettracker, tracker_delivery
from rocket3pl.integrations.domeggook import client as domeggook
from rocket3pl.integrations.import1688 import settings as import1688_settings
from rocket3pl.integrations.import1688 import setup as import1688
from rocket3pl.integrations.juso import client as juso
from rocket3pl.integrations.translators import deepl, google, papago
from rocket3pl.shared.errors import NotFound

CONNECTORS: tuple[Connector, ...] = (
    papago.CONNECTOR,
    deepl.CONNECTOR,
    google.CONNECTOR,
    tracker_delivery.CONNECTOR,
    sweettracker.CONNECTOR,
    domeggook.CONNECTOR,
    juso.CONNECTOR,
    coupang.CONNECTOR,
    import1688_settings.CONNECTOR,
)
# Connectors that the environment may set up in place of their pages.
_OF_ENVIRONMENT: Mapping[str, Callable[[], bool]] = {import1688.NAME: import1688.is_of_environment}


def connectors(of: str) -> list[Connector]:
    """Return the connectors that take the warehouse's keys ("operator"), or each seller's ("seller")."""
    return [c for c in CONNECTORS if c.of == of]


def connector(code: str, *, of: str) -> Connector:
    """Return a connector. Raises NotFound, also for one of the other kind."""
    for found in connectors(of):
        if found.code == code:
            return found
    raise NotFound(code)


def is_of_environment(connector: Connector) -> bool:
    """Say whether the environment sets a connector up, so that its page only shows how it is."""
    found = _OF_ENVIRONMENT.get(connector.code)
    return found is not None and found()
