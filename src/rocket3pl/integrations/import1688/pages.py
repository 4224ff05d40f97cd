"""1688상품관 for the warehouse: what came, what could not be handled, and the ways in by hand."""

import io
import json

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from rocket3pl.integrations.import1688 import client, demo, files, words
from rocket3pl.integrations.import1688.contract import BadEvent
from rocket3pl.integrations.import1688.events import EVENTS, event_of, work_again
from rocket3pl.integrations.import1688.models import PlatformEvent
from rocket3pl.integrations.import1688.polling import Taken, reconcile
from rocket3pl.outside.errors import OutsideError
from rocket3pl.owners.lists import owner_choices
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.listing import Row
from rocket3pl.shared.rights import Right
from rocket3pl.shared.spreadsheet import SpreadsheetError
from rocket3pl.web.access import staff
from rocket3pl.web.exports import XLSX, offer
from rocket3pl.web.lists import AddressOf, Column, ListSpec, Select, Tab, render_list

_HERE = "import1688:received"


def _kinds() -> list[tuple[str, str]]:
    return [(kind, str(word)) for kind, word in words.KIND.items()]


def _kind(row: Row) -> str:
    return str(words.KIND.get(row["kind"], row["kind"] or "-"))


_EVENT = AddressOf("import1688:event", "event_id")
SPEC = ListSpec(
    name="import1688-events",
    caption=_("1688상품관 수신 내역"),
    columns=(
        Column("event_id", _("이벤트 ID"), "link", href=_EVENT, css="m-title"),
        Column("kind", _("종류"), value=_kind, sort_key="kind", css="nw m-sub"),
        Column("state", _("처리상태"), "tag", tags=words.STATE, css="m-qty"),
        Column("reason", _("사유"), value=lambda row: words.reason_text(row["reason"]), css="m-sub"),
        Column("seller_code", _("화주코드"), "mono"),
        Column("shipment_no", _("배송번호"), "mono", css="m-sub"),
        Column("via", _("경로"), value=lambda row: str(words.VIA.get(row["via"], row["via"])), css="nw"),
        Column("received_at", _("수신일시"), "datetime", sort_key="received_at", css="m-sub"),
        Column("handled_at", _("처리일시"), "datetime"),
    ),
    tabs=(
        Tab("", _("전체")),
        Tab("failed", words.STATE["failed"].label, "bad"),
        Tab("unknown_seller", words.STATE["unknown_seller"].label, "bad"),
        Tab("received", words.STATE["received"].label),
        Tab("done", words.STATE["done"].label),
        Tab("ignored", words.STATE["ignored"].label),
    ),
    search_fields=(("all", _("이벤트 ID · 배송번호 · 화주코드")),),
    selects=(Select("kind", _("종류"), _kinds),),
    default_sort="-received_at",
    row_id="event_id",
    row_label="event_id",
    empty_title=_("수신한 이벤트가 없습니다"),
    empty_text=_("1688상품관에서 보낸 이벤트가 여기에 표시됩니다."),
    empty_icon="download",
    filename="import1688-events",
)  # fmt: skip
offer("import1688.events", SPEC, EVENTS, right=Right.EDIT_MASTER_DATA)


@staff(Right.EDIT_MASTER_DATA)
@require_safe
def received(request: HttpRequest) -> HttpResponseBase:
    """Show what came."""
    context = {
        "here": _HERE,
        "demo": demo.is_demo(),
        "stories": [(story, words.STORY[story]) for story in demo.PLAYED],
        "sellers": owner_choices() if demo.is_demo() else [],
        "configured": client.is_configured(),
    }
    return render_list(request, SPEC, EVENTS, template="integrations/import1688.html", context=context)


@staff(Right.EDIT_MASTER_DATA)
@require_safe
def event(request: HttpRequest, event_id: str) -> HttpResponse:
    """Show one event with what it says."""
    found = event_of(event_id)
    context = {
        "event": found,
        "kind": words.KIND.get(found.kind, found.kind),
        "state": words.STATE[found.state],
        "reason": words.reason_text(found.reason),
        "via": words.VIA.get(found.via, found.via),
        "body": _shown(found.body),
        "again": found.state in {PlatformEvent.State.FAILED, PlatformEvent.State.UNKNOWN_SELLER},
        "configured": client.is_configured(),
        "here": _HERE,
    }
    return render(request, "integrations/import1688_event.html", context)


def _shown(body: str) -> str:
    """Return the body to read: indented, pictures that came along left out."""
    told = json.loads(body)
    lines = told.get("lines") if isinstance(told, dict) else None
    for line in lines if isinstance(lines, list) else []:
        product = line.get("product") if isinstance(line, dict) else None
        if isinstance(product, dict) and "image_data" in product:
            product["image_data"] = f"… ({len(str(product['image_data'])):,})"
    text = json.dumps(told, ensure_ascii=False, indent=2)[:200_000]
    # Halves of characters, which JSON can write and no page can.
    return text.encode("utf-8", "replace").decode("utf-8")


@staff(Right.EDIT_MASTER_DATA)
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """다시 시도 of the ticked events, or of one."""
    count = work_again(request.POST.getlist("ids"), now=timezone.now())
    if count:
        messages.success(request, gettext("이벤트 %(n)s건을 다시 처리합니다") % {"n": count})
    else:
        messages.error(
            request, gettext("다시 처리할 수 있는 이벤트가 없습니다. 실패한 이벤트를 선택해 주세요")
        )
    return redirect(_HERE)


def _told(request: HttpRequest, taken: Taken) -> HttpResponse:
    words_of = gettext(
        "새 이벤트 %(new)s건, 이미 받은 이벤트 %(repeated)s건, 받을 수 없는 이벤트 %(refused)s건"
    )
    text = words_of % {"new": taken.new, "repeated": taken.repeated, "refused": taken.refused}
    (messages.warning if taken.refused else messages.success)(request, text)
    return redirect(_HERE)


@staff(Right.EDIT_MASTER_DATA)
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file of events (JSON) or of a shipment's lines (Excel)."""
    given = request.FILES.get("file")
    if given is None or not given.size:
        messages.error(request, gettext("파일을 선택해 주세요. 빈 파일은 올릴 수 없습니다"))
        return redirect(_HERE)
    now = timezone.now()
    try:
        if (given.name or "").lower().endswith(".xlsx"):
            taken = files.take_excel(given.file, now=now)  # type: ignore[arg-type]
        else:
            taken = files.take_json(given.read(files.MAX_BYTES + 1), now=now)
    except BadEvent as error:
        messages.error(request, words.reason_text(error.code))
        return redirect(_HERE)
    except SpreadsheetError:
        messages.error(
            request, gettext("엑셀 파일(.xlsx)을 읽을 수 없습니다. 양식에 입력한 파일을 선택해 주세요")
        )
        return redirect(_HERE)
    return _told(request, taken)


@staff(Right.EDIT_MASTER_DATA)
@require_safe
def template(_request: HttpRequest) -> FileResponse:
    """Hand out the empty sheet."""
    file = io.BytesIO()
    files.template(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="shipments-template.xlsx", content_type=XLSX)


@staff(Right.EDIT_MASTER_DATA)
@require_POST
def compare(request: HttpRequest) -> HttpResponse:
    """대사: ask the platform for everything of one shipment."""
    number = request.POST.get("shipment_no", "").strip()[:64]
    if not client.is_configured() or not number:
        raise NotFound(number)
    try:
        taken = reconcile(number, now=timezone.now())
    except OutsideError as error:
        messages.error(request, gettext("1688상품관에서 응답이 없습니다: %(code)s") % {"code": error.code})
        return redirect(_HERE)
    return _told(request, taken)


@staff(Right.EDIT_MASTER_DATA)
@require_POST
def play(request: HttpRequest) -> HttpResponse:
    """The button of the sample data: goods leave China."""
    number = demo.play(
        request.POST.get("story", ""), seller=request.POST.get("seller", ""), now=timezone.now()
    )
    messages.success(
        request,
        gettext("배송 %(number)s의 이벤트를 보냈습니다. 잠시 후 상품과 입고예정이 등록됩니다")
        % {"number": number},
    )
    return redirect(_HERE)
