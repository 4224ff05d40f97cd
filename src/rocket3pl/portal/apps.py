"""The app of the room: brings in what its pages have done in the background."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The sellers' screens."""

    name = "rocket3pl.portal"

    def ready(self) -> None:
        """Register kinds of jobs: a worker opens no page."""
        from rocket3pl.portal.products import bulk  # noqa: F401, PLC0415 - models are ready only now
