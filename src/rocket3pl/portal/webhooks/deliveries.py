"""보낸 내역: what was told, each attempt, and sending it anew."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from rocket3pl.messages.lists import DELIVERIES, attempts_of
from rocket3pl.messages.replaying import delivery_of, may_replay, replay
from rocket3pl.portal.refusals import both_sentences
from rocket3pl.portal.webhooks.words import DELIVERY_STATES, EVERY_TOPIC, SENTENCES
from rocket3pl.shared.errors import IllegalTransition, Invalid
from rocket3pl.shared.listing import Row
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import seller
from rocket3pl.web.forms import sentence
from rocket3pl.web.lists import AddressOf, Column, ListSpec, Select, Tab, offer, render_list
from rocket3pl.web.reasons import reason_text
from rocket3pl.web.words import word


def _result(row: Row) -> str | None:
    """Return what came back last, in words."""
    if row["last_reason"]:
        return str(reason_text(row["last_reason"]))
    return f"HTTP {row['last_status']}" if row["last_status"] else None


SPEC = ListSpec(
    name="webhook_deliveries",
    caption=_("웹훅 보낸 내역"),
    columns=(
        Column("created_at", _("발생일시"), "datetime", sort_key="created_at", css="m-sub"),
        Column(
            "message_id",
            _("메시지 ID"),
            "link",
            css="m-title mono",
            href=AddressOf("portal:webhook_delivery", "public_id"),
        ),
        Column(
            "topic",
            _("내용"),
            sort_key="topic",
            css="m-sub nw",
            value=lambda row: str(word(EVERY_TOPIC, row["topic"])),
            sub=lambda row: row["topic"],
        ),
        Column("url", _("받을 주소"), css="m-sub url-cell"),
        Column("status", _("상태"), "tag", css="m-sub", tags=DELIVERY_STATES),
        Column("result", _("마지막 결과"), css="m-hide", value=_result),
        Column("attempts", _("시도 횟수"), "num", css="m-qty"),
        Column("next_at", _("다음 시도"), "datetime", css="m-hide"),
    ),
    tabs=(Tab("", _("전체")), *(Tab(code, tag.label, tag.tone) for code, tag in DELIVERY_STATES.items())),
    search_fields=(("message_id", _("메시지 ID")),),
    period_bases=(("created", _("발생일시")),),
    selects=(Select("topic", _("내용"), tuple(EVERY_TOPIC.items())),),
    row_id="",
    empty_title=_("보낸 내역이 없습니다"),
    empty_text=_("웹훅을 추가하면 상품, 입고, 출고의 변화를 보내고 그 결과를 이곳에 표시합니다."),
    empty_icon="history",
    empty_action=(_("웹훅"), "portal:webhooks"),
    filename="webhooks",
)

offer("portal.webhook_deliveries", SPEC, DELIVERIES, right=Right.MANAGE_OWN_STAFF)


@seller(Right.MANAGE_OWN_STAFF)
@require_safe
def deliveries(request: HttpRequest) -> HttpResponseBase:
    """보낸 내역: the list."""
    return render_list(request, SPEC, DELIVERIES, template="portal/webhooks/deliveries.html")


@seller(Right.MANAGE_OWN_STAFF)
@require_safe
def delivery(request: HttpRequest, public_id: str) -> HttpResponse:
    """One delivery: its text and its attempts."""
    found = delivery_of(public_id)
    context = {
        "delivery": found,
        "state": DELIVERY_STATES[found.status],
        "topic": word(EVERY_TOPIC, found.topic),
        "text": json.dumps(json.loads(found.body), ensure_ascii=False, indent=2),
        "reason": reason_text(found.last_reason) if found.last_reason else "",
        "tries": [(a, reason_text(a.reason) if a.reason else "") for a in attempts_of(found)],
        "may_replay": may_replay(found, now=timezone.now()),
        "here": "portal:webhooks",
    }
    return render(request, "portal/webhooks/delivery.html", context)


@seller(Right.MANAGE_OWN_STAFF)
@require_POST
def delivery_replay(request: HttpRequest, public_id: str) -> HttpResponse:
    """다시 보내기."""
    try:
        replay(public_id, now=timezone.now())
    except IllegalTransition as error:
        messages.warning(request, both_sentences(error))
    except Invalid as error:
        messages.error(request, " ".join(sentence(p, SENTENCES) for p in error.problems))
    else:
        messages.success(request, gettext("다시 보냅니다"))
    return redirect("portal:webhook_delivery", public_id)
