"""An answer of the register, read.

Source: addrLinkApi of business.juso.go.kr (domain.md section 6): `results.common` with errorCode "0" for
success, `results.juso` with one entry an address. Error codes as its documentation lists them.
"""

import re
from collections.abc import Mapping
from typing import Any

from rocket3pl.reference.address_search import Address, Addresses

# What the person can mend by other words, and what by more of them; everything else is not theirs to mend.
_BAD_WORDS = frozenset({"E0005", "E0008", "E0009", "E0010", "E0011", "E0012", "E0013"})
_TOO_MANY = frozenset({"E0006", "E0015"})
_SUCCESS = "0"
_MOST = 200
_COUNT = re.compile(r"[0-9]{1,9}")


class BrokenAnswer(Exception):  # noqa: N818 - says what it is
    """The answer is not what the register answers."""


class Refused(Exception):  # noqa: N818
    """The register refused; codes: bad_words, too_many, refused (the key, or the register itself)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def addresses_of(body: Any) -> Addresses:
    """Return the addresses of an answer. Raises BrokenAnswer and Refused."""
    results = body.get("results") if isinstance(body, Mapping) else None
    common = results.get("common") if isinstance(results, Mapping) else None
    if not isinstance(common, Mapping):
        raise BrokenAnswer
    code = str(common.get("errorCode"))
    if code != _SUCCESS:
        raise Refused("bad_words" if code in _BAD_WORDS else "too_many" if code in _TOO_MANY else "refused")
    rows = results.get("juso") if isinstance(results, Mapping) else None
    rows = [] if rows is None else rows
    if not isinstance(rows, list):
        raise BrokenAnswer
    found = tuple(a for row in rows if isinstance(row, Mapping) and (a := _address(row)) is not None)
    total = str(common.get("totalCount") or "")
    return Addresses(found, int(total) if _COUNT.fullmatch(total) else len(found))


def _address(row: Mapping[str, Any]) -> Address | None:
    postcode, region, city = (_text(row, name) for name in ("zipNo", "siNm", "sggNm"))
    street = _text(row, "roadAddrPart1")
    for part in (region, city):
        street = street.removeprefix(part).lstrip()
    line = " ".join(part for part in (street, _text(row, "roadAddrPart2")) if part)
    if not (postcode and region and street):
        return None
    # 세종 has no 시·군·구 of its own.
    return Address(postcode, region, city or region, line, _text(row, "jibunAddr"))


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return " ".join(value.split())[:_MOST] if isinstance(value, str) else ""
