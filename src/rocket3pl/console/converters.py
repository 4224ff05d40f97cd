"""Shapes of names inside addresses."""

from django.urls import register_converter


class DocumentNumber:
    """EI or EO and twelve digits; what looks otherwise names no document."""

    regex = "E[IO][0-9]{12}"

    def to_python(self, value: str) -> str:
        """Return the number as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """Return the number as the address writes it."""
        return value


class Key:
    """A code or word that names a row; any signs that people can type."""

    regex = r"[^\x00-\x1f\x7f]{1,100}"

    def to_python(self, value: str) -> str:
        """Return the word."""
        return value

    def to_url(self, value: str) -> str:
        """Return the word."""
        return value


register_converter(DocumentNumber, "doc")
register_converter(Key, "key")
