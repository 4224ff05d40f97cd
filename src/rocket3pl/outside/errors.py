"""What can go wrong with a call. None of it carries the query, headers or body: they hold secrets."""

from datetime import datetime


class OutsideError(Exception):
    """A call that brought no answer. `code` is the word that is stored and shown."""

    def __init__(self, *, service: str, code: str) -> None:
        super().__init__(f"{service}: {code}")
        self.service, self.code = service, code


class NotSent(OutsideError):  # noqa: N818 - says what happened
    """Nothing left us: a refused address, a name without addresses, no connection.

    Codes: bad_address, bad_request (headers or body that cannot be sent), inside_address, no_such_host,
    no_connection.
    """


class Unknown(OutsideError):  # noqa: N818
    """It was sent and the answer never came whole. A write may have happened: never just repeat it.

    Codes: timeout, broken_answer, too_large.
    """


class CircuitOpen(OutsideError):  # noqa: N818
    """The service failed too often; nobody is let through before `until`."""

    def __init__(self, *, service: str, until: datetime) -> None:
        super().__init__(service=service, code="circuit_open")
        self.until = until
