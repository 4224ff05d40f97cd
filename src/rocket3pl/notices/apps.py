"""The app of the room: hears of facts, and tidies up."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """알림."""

    name = "rocket3pl.notices"

    def ready(self) -> None:
        """Register with the worker."""
        from rocket3pl.notices import hearing, housekeeping, internal  # noqa: F401, PLC0415 - models first
