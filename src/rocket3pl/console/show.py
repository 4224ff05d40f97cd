"""Small helpers for what pages show: names in the reader's language, timelines."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language

from rocket3pl.console.words import REASONS
from rocket3pl.web import formats
from rocket3pl.web.addresses import known
from rocket3pl.web.menu import ROLE_NAMES
from rocket3pl.web.words import EVENT, word

_LANGUAGES = ("ko", "zh", "en")


def language() -> str:
    """Return the reader's language as columns name it: ko, zh or en."""
    found = (get_language() or "ko")[:2]
    return found if found in _LANGUAGES else "ko"


def local_name(thing: Any) -> str:
    """Return the name of a thing with name_ko, name_zh and name_en; "" for None."""
    return str(getattr(thing, f"name_{language()}", "") or getattr(thing, "name_ko", ""))


def names_of(product: Any) -> list[tuple[str, str]]:
    """Return a product's names as (text, html lang): the reader's first, then the Chinese one."""
    mine = language()
    order = ["zh", "ko", "en"] if mine == "zh" else [mine, "zh", "ko", "en"]
    found = [(str(getattr(product, f"name_{code}")), code) for code in dict.fromkeys(order)]
    return [(text, "zh-Hans" if code == "zh" else code) for text, code in found if text][:2]


def main_name(product: Any) -> str:
    """Return the product's name in the reader's language."""
    return names_of(product)[0][0]


def thumbnail(row: Mapping[str, Any]) -> str | None:
    """Return the address of the small picture of a product's row, None without one."""
    found = row.get("picture") or row.get("image") or row.get("image_id")
    return known("web:thumbnail", found) if found else None


def events_of(timeline: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a timeline ready to be read, newest first."""
    shown = []
    for event in reversed(timeline):
        reason = str(event["after"].get("reason") or event["after"].get("refusal") or "")
        shown.append(
            {
                "what": word(EVENT, event["action"]),
                "who": formats.actor(event["actor_name"]),
                "role": ROLE_NAMES.get(event["actor_role"], ""),
                "at": event["recorded_at"],
                "reason": word(REASONS, reason) if not reason.startswith(("{", "[")) else "",
            }
        )
    return shown
