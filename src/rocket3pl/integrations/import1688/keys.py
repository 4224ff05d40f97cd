"""The platform vouches for keys of its sellers: what owners/vouching.py finds by settings.KEY_VERIFIER."""

from datetime import datetime

from rocket3pl.integrations.import1688 import client
from rocket3pl.outside.errors import OutsideError


def vouch(login_id: str, api_key: str, *, now: datetime) -> str | None:
    """Return the 화주코드 of the seller whose key it is; None without an answer, too."""
    if not client.is_configured():
        return None
    try:
        return client.verify_seller(login_id, api_key, now=now)
    except OutsideError:
        return None
