"""Errors that the domain raises. They carry data; the interface turns them into sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


class DomainError(Exception):
    """Base of all refusals: a rule said no, nothing was changed."""

    status = 422


class NotPermitted(DomainError):  # noqa: N818 - a refusal reads better without "Error"
    """The person's role lacks the right."""

    status = 403


class NotFound(DomainError):  # noqa: N818
    """No such thing in the caller's scope; a foreign thing answers the same."""

    status = 404


class StaleDocument(DomainError):  # noqa: N818
    """Somebody else changed the document since the caller read it."""

    status = 409


class IllegalTransition(DomainError):  # noqa: N818
    """The document's state does not allow this step."""

    status = 409

    def __init__(self, *, number: str, state: str, action: str) -> None:
        super().__init__(f"{number}: {action} is not possible in state {state}")
        self.number, self.state, self.action = number, state, action


class IdempotencyConflict(DomainError):  # noqa: N818
    """The same key came with another body."""

    status = 422


class StockBusy(DomainError):  # noqa: N818
    """The stock rows are locked by others for too long; the caller may try again."""

    status = 503


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field.

    path   where: "" for the whole request, else keys joined by dots, e.g. "orders.0.lines.1.quantity"
    code   machine-readable word; the interface knows the sentence for it
    params values for the sentence
    """

    path: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)


def with_others(problems: Sequence[Problem], others: Sequence[Problem]) -> list[Problem]:
    """Return the problems, and those of the others that are about something else: one word is enough."""
    known = {p.path for p in problems}
    return [*problems, *(p for p in others if p.path not in known)]


class Invalid(DomainError):  # noqa: N818
    """The request breaks rules; carries every problem found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{p.path or '-'}: {p.code}" for p in problems))
        self.problems = problems
