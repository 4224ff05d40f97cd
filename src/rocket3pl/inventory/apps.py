"""The inventory room as a Django app."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """Registers the start-up checks of the ledger."""

    name = "rocket3pl.inventory"

    def ready(self) -> None:
        """Load the checks."""
        from rocket3pl.inventory import checks  # noqa: F401, PLC0415 - registration
