"""도로명주소 as a register: what reference/address_search.py finds by settings.ADDRESS_FINDERS."""

from datetime import datetime

from rocket3pl.integrations.credentials import operator_keys
from rocket3pl.integrations.juso.client import CONNECTOR, JusoError, search
from rocket3pl.reference.address_search import Addresses, AddressSearchFailed

# What the person can do something about; of the rest they need only know that there is no answer.
_TOLD = frozenset({"bad_words", "too_many", "busy"})


class Juso:
    """The state's register."""

    def is_set_up(self) -> bool:
        """Say whether the warehouse has given its key."""
        return operator_keys(CONNECTOR.code).enabled

    def search(self, text: str, *, now: datetime) -> Addresses:
        """Return the addresses that fit a text. Raises AddressSearchFailed."""
        try:
            return search(text, operator_keys(CONNECTOR.code), now=now)
        except JusoError as error:
            raise AddressSearchFailed(error.code if error.code in _TOLD else "unavailable") from None


FINDER = Juso()
