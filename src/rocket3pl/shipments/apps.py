"""The app of the room: brings in the handler that fetches pictures."""

from django.apps import AppConfig


class ShipmentsConfig(AppConfig):
    """Shipments from China."""

    name = "rocket3pl.shipments"

    def ready(self) -> None:
        """Register the handlers."""
        from rocket3pl.shipments import fetching  # noqa: F401, PLC0415 - models are ready only now
