"""The inventory room as a Django app."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """Registers the start-up checks of the ledger, and what happens each night."""

    name = "rocket3pl.inventory"

    def ready(self) -> None:
        """Load them."""
        from rocket3pl.inventory import checks, nightly  # noqa: F401, PLC0415 - registration
