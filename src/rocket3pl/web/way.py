"""Words of the way of goods from China, for pages that show it."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from rocket3pl.web.words import WAY, word

_WORDS = {
    "title": _("배송 경로"),
    "held": _("통관 보류"),
    "withdrawn": _("발송 철회"),
    "eta": _("입고예정일"),
}


def way_context() -> dict[str, Any]:
    """Return what macros/way.html needs beside the way itself."""
    return {"way_words": _WORDS, "way_word": partial(word, WAY)}
