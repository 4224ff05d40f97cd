"""Document numbers: unique, never reused, not guessable in sequence, not gap-free."""

import secrets
import string
from datetime import date

_BASE36 = string.digits + string.ascii_uppercase


def outbound_number() -> str:
    """Return EO + 12 digits, the shape seen in the manual (EO655500308056)."""
    return f"EO{secrets.randbelow(10**12):012d}"


def inbound_number() -> str:
    """Return EI + 12 digits."""
    return f"EI{secrets.randbelow(10**12):012d}"


def owner_code() -> str:
    """Return 8 of A-Z0-9, the shape seen in the manual (I41QC9GU), beginning with a letter."""
    return secrets.choice(string.ascii_uppercase) + _base36(7)


def parcel_po_number(day: date) -> str:
    """Return P + yymmdd + 6 of A-Z0-9: the 발주번호 that 생성 makes for a parcel."""
    return f"P{day:%y%m%d}{_base36(6)}"


def _base36(length: int) -> str:
    return "".join(secrets.choice(_BASE36) for _ in range(length))
