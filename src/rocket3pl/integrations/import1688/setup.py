"""Where the platform is and what it and we sign with: from the environment, else from the settings page.

Events come by the hundred a second, so what the page keeps is read and unsealed at most once in KEPT_S
seconds and process. In as many seconds every process has heard of a change.
"""

import time
from dataclasses import dataclass, field

from rocket3pl.integrations.credentials import Keys, operator_keys
from rocket3pl.outside.platform import demo_secrets, platform_of_environment

NAME = "import1688"
KEPT_S = 3.0


@dataclass(frozen=True, slots=True)
class Setup:
    """The platform as it is set up now.

    secrets     those that its messages may be signed with: two while one takes the place of another
    call_secret what we sign with
    """

    url: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    call_secret: str = field(default="", repr=False)
    inside_allowed: bool = False

    @property
    def is_configured(self) -> bool:
        """Say whether there is a platform to ask."""
        return bool(self.url and self.call_secret)


def is_of_environment() -> bool:
    """Say whether the environment sets it up, so that the page shows it only."""
    return platform_of_environment() is not None


def _of_environment() -> Setup | None:
    found = platform_of_environment()
    if found is None:
        return None
    # Whoever runs the server may mean a machine of their own.
    return Setup(found.url, found.secrets, next(iter(found.secrets), ""), inside_allowed=True)


def setup_of(keys: Keys) -> Setup:
    """Return what keys of the settings page say, whether they are in use or not."""
    secrets = tuple(secret for secret in (keys["secret"], keys["old_secret"]) if secret)
    return Setup(keys["url"], secrets, keys["call_secret"] or keys["secret"])


def _of_page() -> Setup:
    keys = operator_keys(NAME)
    if keys.enabled:
        return setup_of(keys)
    # Until somebody enters keys, the sample data know one.
    return Setup(secrets=demo_secrets()) if not keys.version else Setup()


_kept: tuple[float, Setup] | None = None


def setup() -> Setup:
    """Return how the platform is set up, at most KEPT_S seconds old."""
    global _kept  # noqa: PLW0603 - kept by the process, which is the point
    found = _of_environment()
    if found is not None:
        return found
    kept, now = _kept, time.monotonic()
    if kept is None or now >= kept[0]:
        kept = _kept = (now + KEPT_S, _of_page())
    return kept[1]


def current_setup() -> Setup:
    """Return how the platform is set up this moment, for people who have just changed it."""
    return _of_environment() or _of_page()


def forget() -> None:
    """Read what the page keeps anew, as every process does after KEPT_S seconds."""
    global _kept  # noqa: PLW0603
    _kept = None
