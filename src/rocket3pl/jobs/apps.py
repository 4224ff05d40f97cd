"""The app of the room: brings in the handlers and schedules it has itself."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Jobs."""

    name = "rocket3pl.jobs"

    def ready(self) -> None:
        """Register what this room does itself."""
        from rocket3pl.jobs import housekeeping, operations  # noqa: F401, PLC0415 - models are ready only now
