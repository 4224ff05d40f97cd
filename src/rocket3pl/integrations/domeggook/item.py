"""An answer of 도매꾹, read. Texts and numbers come mixed, and much may be missing.

Source: getItemView 4.5 of the public Open API, docs.channel.io/domeggook_api; price tiers and the text of
selectOpt as seen in answers (domain.md 3.1).
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

MAX_NAME = 300
_NUMBER = re.compile(r"[1-9][0-9]{0,11}")
_TIER = re.compile(r"([0-9]{1,9})\+([0-9]{1,12})")
_AMOUNT = re.compile(r"[0-9]{1,12}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_HOST = "domeggook.com"


@dataclass(frozen=True, slots=True)
class Tier:
    """The price of a piece, in won, from so many pieces on."""

    pieces: int
    price: int


@dataclass(frozen=True, slots=True)
class Option:
    """One option that buyers see; `added` is what it costs more, in won."""

    name: str
    pieces: int
    added: int


@dataclass(frozen=True, slots=True)
class Item:
    """A product of the market."""

    no: str
    title: str
    image_url: str
    options: tuple[Option, ...]
    price: tuple[Tier, ...]


def number_of(text: str) -> str:
    """Return the item number of a typed number or of an address of the market; "" for anything else."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if _NUMBER.fullmatch(typed):
        return typed
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not (host == _HOST or host.endswith(f".{_HOST}")):
        return ""
    # domeggook.com/12345678, domeme.domeggook.com/s/12345678, …?no=12345678
    asked = parse_qs(parts.query).get("no", [])
    for found in (*reversed(parts.path.split("/")), *asked):
        if _NUMBER.fullmatch(found):
            return found
    return ""


def item_of(no: str, body: Mapping[str, Any]) -> Item:
    """Return what the part `domeggook` of an answer says."""
    thumb, price = _part(body, "thumb"), _part(body, "price")
    return Item(
        no=no,
        title=_text(_part(body, "basis").get("title")),
        image_url=_address(thumb.get("original")) or _address(thumb.get("large")),
        options=options_of(body.get("selectOpt")),
        price=tiers_of(price.get("dome"), _whole(_part(body, "qty").get("domeMoq"))),
    )


def tiers_of(value: Any, least: int) -> tuple[Tier, ...]:
    """Return the prices by quantity: `3+15000|30+14800`, or one number from the least quantity on."""
    text = str(value).replace(",", "").strip() if isinstance(value, int | float | str) else ""
    if _AMOUNT.fullmatch(text):
        return (Tier(max(least, 1), int(text)),)
    found = [_TIER.fullmatch(part.strip()) for part in text.split("|")]
    tiers = [Tier(int(tier[1]), int(tier[2])) for tier in found if tier]
    return tuple(sorted(tiers, key=lambda tier: tier.pieces))


def options_of(value: Any) -> tuple[Option, ...]:
    """Return the options that are not hidden; they come as JSON inside of a text."""
    try:
        told = json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return ()
    rows = _part(told, "data") if isinstance(told, dict) else {}
    found = []
    for row in rows.values():
        if not isinstance(row, dict) or str(row.get("hid") or "0") not in {"0", "N", "n"}:
            continue
        if name := _text(row.get("name")):
            found.append(Option(name, _whole(row.get("qty")), _whole(row.get("addprice"))))
    return tuple(found)


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = body.get(name)
    return found if isinstance(found, dict) else {}


def _text(value: Any) -> str:
    text = unicodedata.normalize("NFC", value) if isinstance(value, str) else ""
    return " ".join(_CONTROL.sub(" ", text).split())[:MAX_NAME]


def _whole(value: Any) -> int:
    text = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if _AMOUNT.fullmatch(text) else 0


def _address(value: Any) -> str:
    """Return the address of a picture; those without a scheme go by https."""
    text = value.strip() if isinstance(value, str) else ""
    text = f"https:{text}" if text.startswith("//") else text
    return text if text.startswith(("https://", "http://")) and len(text) <= 2000 else ""  # noqa: PLR2004
