"""The app of the room: hears of facts, and sends what is to be told."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Webhooks. The label is another than the room's name: Django has an app called messages itself."""

    name = "rocket3pl.messages"
    label = "webhooks"

    def ready(self) -> None:
        """Register with the worker."""
        from rocket3pl.messages import delivering, hearing, housekeeping  # noqa: F401, PLC0415 - models first
