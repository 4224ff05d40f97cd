"""The product's own SQL, written down as it was sent, and sent again without anything around it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX

_WHO = ("django_session", "owners_user", "otp_")


@dataclass(frozen=True)
class Statement:
    """One statement as the driver gets it, and whether it was sent inside a transaction."""

    sql: str
    parameters: Any
    inside: bool

    @property
    def of_the_reader(self) -> bool:
        """Say whether it asks who the reader is, and not for what the page shows."""
        return any(table in self.sql for table in _WHO)


@contextmanager
def recorded(connection: BaseDatabaseWrapper) -> Iterator[list[Statement]]:
    """Write down what the product sends; the words that begin a transaction are left out."""
    found: list[Statement] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if not sql.startswith("BEGIN"):
            found.append(_as_sent(connection.vendor, sql, parameters, inside=connection.in_atomic_block))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        yield found


def _as_sent(vendor: str, sql: str, parameters: Any, *, inside: bool) -> Statement:
    if vendor == "sqlite" and parameters is not None:
        sql = FORMAT_QMARK_REGEX.sub("?", sql).replace("%%", "%")
    return Statement(sql, parameters, inside)


def send(cursor: Any, statement: Statement) -> list[tuple[Any, ...]]:
    """Send one statement by the bare driver and fetch what comes back."""
    if statement.parameters is None:
        cursor.execute(statement.sql)
    else:
        cursor.execute(statement.sql, statement.parameters)
    return cursor.fetchall() if cursor.description else []  # type: ignore[no-any-return]


def replay(raw: Any, statements: list[Statement]) -> None:
    """Send statements one by one, those of the transaction inside of one."""
    cursor = raw.cursor()
    begun = False
    for statement in statements:
        if statement.inside and not begun:
            cursor.execute("BEGIN IMMEDIATE" if type(raw).__module__.startswith("sqlite3") else "BEGIN")
            begun = True
        send(cursor, statement)
    if begun:
        cursor.execute("COMMIT")
    cursor.close()
