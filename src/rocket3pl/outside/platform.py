"""What the environment says of 1688상품관. Nothing else reads settings.IMPORT1688_*.

It stands here since pictures are fetched by a room below the connector's own.
"""

from dataclasses import dataclass, field

from django.conf import settings


@dataclass(frozen=True, slots=True)
class OfEnvironment:
    """Where the platform is ("" for nowhere), and the secrets that it and we sign with, ours first."""

    url: str
    secrets: tuple[str, ...] = field(repr=False)


def platform_of_environment() -> OfEnvironment | None:
    """Return what the environment says, None where it says nothing: then the settings page rules."""
    url, secrets = settings.IMPORT1688_URL, settings.IMPORT1688_SECRETS
    return OfEnvironment(url, tuple(secrets) or demo_secrets()) if url or secrets else None


def demo_secrets() -> tuple[str, ...]:
    """Return the secret that everybody knows, of the sample data only."""
    return tuple(settings.IMPORT1688_DEMO_SECRETS)
