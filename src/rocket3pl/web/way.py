"""Words of the way of goods from China, for pages that show it."""

from functools import partial
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rocket3pl.inbound.models import Inbound
from rocket3pl.reference.models import name_in
from rocket3pl.shared.listing import Row
from rocket3pl.shipments.queries import carrier_of
from rocket3pl.web.words import WAY, word

_WORDS = {
    "title": _("배송 경로"),
    "held": _("통관 보류"),
    "withdrawn": _("발송 철회"),
    "eta": _("입고예정일"),
}


def carried_by(inbound: Inbound, the_way: Row | None) -> tuple[str, str]:
    """Return who brings an inbound and under which number.

    A courier that is none of ours is called as its way calls it.
    """
    known = name_in(inbound.courier, get_language() or "ko") if inbound.courier else ""
    return known or carrier_of(the_way)[0], inbound.tracking_no


def way_context() -> dict[str, Any]:
    """Return what macros/way.html needs beside the way itself."""
    return {"way_words": _WORDS, "way_word": partial(word, WAY)}
