"""The connector as an app of its own."""

from django.apps import AppConfig


class Import1688Config(AppConfig):
    """1688상품관."""

    name = "rocket3pl.integrations.import1688"
    label = "import1688"

    def ready(self) -> None:
        """Register handlers and schedules."""
        from rocket3pl.integrations.import1688 import (  # noqa: F401, PLC0415 - models are ready only now
            handling,
            polling,
            telling,
        )
