"""What the three services have in common."""

from collections.abc import Callable
from dataclasses import dataclass

from rocket3pl.integrations.connectors import Connector
from rocket3pl.integrations.credentials import Keys
from rocket3pl.outside.calls import Answer, Call

# A person waits for the answer in front of a form.
TOTAL_S, READ_S = 8.0, 6.0
MAX_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Service:
    """A translation service.

    request  builds the call (keys, Chinese text, "ko" or "en", base address)
    text     reads the translation out of an answer with status 200; KeyError, IndexError, TypeError
             or Unknown when the answer is not what it should be
    base     the public address, by keys
    refusals statuses by which it refuses a key
    """

    connector: Connector
    request: Callable[[Keys, str, str, str], Call]
    text: Callable[[Answer], str]
    base: Callable[[Keys], str]
    refusals: frozenset[int] = frozenset({401})
