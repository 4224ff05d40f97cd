"""The app of the room: brings in what connectors do by themselves."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """Services of others."""

    name = "rocket3pl.integrations"

    def ready(self) -> None:
        """Register handlers and schedules."""
        from rocket3pl.integrations import schedules  # noqa: F401, PLC0415 - models are ready only now
