"""작업현황: where the warehouse's day begins."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rocket3pl.console.work import waiting
from rocket3pl.shared.rights import RIGHTS, Role
from rocket3pl.web.access import staff
from rocket3pl.web.words import INBOUND_STATUS, OUTBOUND_STATUS

AREAS = (
    ("products", _("상품승인"), "clipboard-check"),
    ("inbounds", _("입고작업"), "clipboard-list"),
    ("outbounds", _("출고작업"), "truck-delivery"),
    ("inventory", _("재고관리"), "stack-2"),
)
_WORDS = {
    ("products", "requested"): (_("승인 대기 상품"), pgettext_lazy("work", "건")),
    ("products", "pending"): (_("변경승인대기"), pgettext_lazy("work", "건")),
    ("inbounds", "requested"): (_("입고 접수 대기"), pgettext_lazy("work", "건")),
    ("outbounds", "requested"): (_("출고 접수 대기"), pgettext_lazy("work", "건")),
    ("outbounds", "accepted"): (_("피킹 대기"), pgettext_lazy("work", "건")),
    ("outbounds", "cancel_requested"): (_("취소요청"), pgettext_lazy("work", "건")),
    ("inventory", "low"): (_("재고부족"), _("종")),
    ("inventory", "out"): (_("품절"), _("종")),
}
_URGENT = frozenset({"cancel_requested", "on_hold", "low", "out", "pending"})


def _card(area: str, tab: str, n: int) -> dict[str, Any]:
    known = _WORDS.get((area, tab))
    states = INBOUND_STATUS if area == "inbounds" else OUTBOUND_STATUS
    label, unit = known or (states[tab].label, pgettext_lazy("work", "건"))
    return {
        "label": label,
        "unit": unit,
        "n": n,
        "url": f"{reverse(f'console:{area}')}?tab={tab}",
        "urgent": bool(n) and tab in _URGENT,
    }


@staff()
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits, each number a link to exactly those rows."""
    user: Any = request.user
    counts = waiting(RIGHTS[Role(user.role)])
    groups = [
        {"key": key, "label": label, "icon": icon, "cards": cards}
        for key, label, icon in AREAS
        if (cards := [_card(c.area, c.tab, c.n) for c in counts if c.area == key])
    ]
    return render(request, "console/home.html", {"groups": groups})
