"""Refuse to start on a database that cannot keep the ledger's promises."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def sqlite_begins_as_writer(**_: Any) -> list[CheckMessage]:
    """SQLite without transaction_mode=IMMEDIATE fails half-way instead of waiting its turn."""
    database = settings.DATABASES["default"]
    mode = database.get("OPTIONS", {}).get("transaction_mode")
    if database["ENGINE"].endswith("sqlite3") and mode != "IMMEDIATE":
        return [
            Error(
                "SQLite must run with transaction_mode=IMMEDIATE",
                hint="Set OPTIONS['transaction_mode'] of the default database.",
                id="inventory.E001",
            )
        ]
    return []
