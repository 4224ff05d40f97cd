"""The frame as a Django app: brings in the kinds of job that it knows how to run."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The frame of every page."""

    name = "rocket3pl.web"

    def ready(self) -> None:
        """Register the Excel files of lists, for the worker too."""
        from rocket3pl.web import exports  # noqa: F401, PLC0415 - models are ready only now
