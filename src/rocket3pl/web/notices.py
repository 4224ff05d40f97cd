"""알림: the list of what happened, its 모두 읽음, and 알림 설정; for sellers and the warehouse alike."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from rocket3pl.notices.lists import NOTICES
from rocket3pl.notices.muting import want, wanted
from rocket3pl.notices.reading import newest, read_all, read_one, read_some
from rocket3pl.notices.rules import Kind, Target, kinds_for, rules_of
from rocket3pl.shared.listing import ListQuery, Page, Row, Source
from rocket3pl.shared.rights import RIGHTS, Right
from rocket3pl.shared.tenancy import current_scope
from rocket3pl.web.addresses import known
from rocket3pl.web.list_spec import Column, ListSpec, Select, Tab
from rocket3pl.web.lists import offer, render_list
from rocket3pl.web.notice_words import KINDS, READ, UNREAD, sentence


@dataclass(frozen=True, slots=True)
class Leads:
    """Where a notice leads: a route, named with its target's id or not, and what the list there shows.

    of_seller  whether the list there is narrowed down to the seller that the notice tells of
    right      the right that the page there needs beyond the notice's own
    """

    route: str
    named: bool = True
    tab: str = ""
    of_seller: bool = False
    right: Right | None = None


_SELLERS: Mapping[Target, Leads] = {
    Target.PRODUCT: Leads("portal:product"),
    Target.INBOUND: Leads("portal:inbound"),
    Target.OUTBOUND: Leads("portal:outbound"),
    Target.WEBHOOK: Leads("portal:webhook", right=Right.MANAGE_OWN_STAFF),
    Target.JOB: Leads("portal:jobs", named=False),
    Target.FAILED_LINES: Leads("portal:failed_lines", named=False),
    Target.LOW_STOCK: Leads("portal:inventory", named=False, tab="low"),
    Target.CONNECTORS: Leads("integrations:my_connectors", named=False, right=Right.MANAGE_OWN_STAFF),
}
_STAFF: Mapping[Target, Leads] = {
    Target.OUTBOUND: Leads("console:outbound"),
    Target.PRODUCTS: Leads("console:products", named=False, tab="requested", of_seller=True),
    Target.INBOUNDS: Leads("console:inbounds", named=False, tab="requested", of_seller=True),
    Target.OUTBOUNDS: Leads("console:outbounds", named=False, tab="requested", of_seller=True),
    Target.PARKED_MESSAGES: Leads("console:parked", named=False),
    Target.AUDIT: Leads("console:audit", named=False),
    Target.CONNECTORS: Leads("integrations:connectors", named=False),
    Target.JOB: Leads("console:jobs", named=False),
}
# Several products that were decided together.
_SEVERAL: Mapping[Kind, Leads] = {
    Kind.PRODUCT_APPROVED: Leads("portal:products", named=False, tab="approved"),
    Kind.PRODUCT_REJECTED: Leads("portal:products_failed", named=False),
}


def address(row: Row, *, seller: bool) -> str:
    """Return where a notice leads the person in scope, "" for nowhere."""
    kind = Kind(row["kind"])
    leads = (_SELLERS if seller else _STAFF)[rules_of(seller=seller)[kind].target]
    if row["count"] > 1:
        leads = _SEVERAL.get(kind, leads)
    role = current_scope().actor.role
    if leads.right is not None and role is not None and leads.right not in RIGHTS[role]:
        return ""
    if leads.named:
        return known(leads.route, row["target_id"])
    asked = {"tab": leads.tab, "owner": (leads.of_seller and row["seller_code"]) or ""}
    question = urlencode({key: value for key, value in asked.items() if value})
    return known(leads.route) + (f"?{question}" if question else "")


def _linked(opening: str) -> Callable[[Row], Markup]:
    """Return what writes a notice's sentence as a link.

    With scripts the link is opened by way of `opening`, which marks the notice as read; a page that is only
    looked at changes nothing.
    """

    def write(row: Row) -> Markup:
        text = escape(row["sentence"])
        if row["unread"]:
            text = Markup("<strong>{}</strong>").format(text)
        if not row["address"]:
            return text
        if not row["unread"]:
            return Markup('<a href="{}">{}</a>').format(row["address"], text)
        return Markup('<a href="{}" hx-post="{}" hx-swap="none">{}</a>').format(
            row["address"], known(opening, row["public_id"]), text
        )

    return write


def _spec(space: str, kinds: Iterable[Kind]) -> ListSpec:
    """Return the list of one side; `space` is the namespace of its routes."""
    return ListSpec(
        name=f"{space}-notices",
        caption=_("알림"),
        columns=(
            Column(
                "unread",
                _("읽음 여부"),
                "tag",
                value=lambda row: UNREAD if row["unread"] else READ,
                css="m-qty",
            ),
            Column("text", _("내용"), css="m-title", value=_linked(f"{space}:notice_open"), excel=False),
            Column("sentence", _("내용"), screen=False, width=60),
            Column("kind", _("종류"), value=lambda row: str(KINDS[Kind(row["kind"])]), css="nw m-sub"),
            Column("created_at", _("일시"), "datetime", css="m-sub"),
        ),
        tabs=(Tab("", _("전체")), Tab("unread", UNREAD.label, "info")),
        period_bases=(("created", _("일시")),),
        selects=(Select("kind", _("종류"), tuple((kind.value, KINDS[kind]) for kind in kinds)),),
        row_id="public_id",
        row_label="sentence",
        empty_title=_("알림이 없습니다"),
        empty_text=_("자리를 비운 동안 있었던 일을 이곳에서 알려 드립니다. 90일 동안 보관합니다."),
        empty_icon="bell",
        filename="notices",
    )


def _worded(rows: Iterable[Row]) -> Iterator[Row]:
    seller = current_scope().owner_id is not None
    for row in rows:
        yield {**row, "sentence": sentence(row), "address": address(row, seller=seller)}


def _page(query: ListQuery) -> Page:
    page = NOTICES.page(query)
    return replace(page, rows=list(_worded(page.rows)))


SOURCE = Source(page=_page, every=lambda query: _worded(NOTICES.every(query)), after=NOTICES.after)


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """The pages of one room, by the namespace of its routes."""

    space: str
    spec: ListSpec

    def show(self, request: HttpRequest) -> HttpResponseBase:
        """Show what the person was told, the latest first."""
        context = {"space": self.space, "until": newest()}
        return render_list(request, self.spec, SOURCE, template="notices.html", context=context)

    def open(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """Mark a notice as read and go where it leads."""
        found = read_one(public_id)
        code = found.seller.code if found.seller else ""
        row = {
            "kind": found.kind,
            "count": found.count,
            "target_id": found.target_id,
            "seller_code": code,
        }
        to = address(row, seller=found.owner_id is not None) or known(f"{self.space}:notices")
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204, headers={"HX-Redirect": to})
        return redirect(to)

    def read(self, request: HttpRequest) -> HttpResponse:
        """읽음: the ticked notices."""
        count = read_some(request.POST.getlist("ids"))
        messages.success(request, gettext("알림 %(n)s건을 읽음으로 표시했습니다") % {"n": count})
        return redirect(f"{self.space}:notices")

    def read_all(self, request: HttpRequest) -> HttpResponse:
        """모두 읽음: everything that was there when the page was written."""
        read_all(request.POST.get("until", ""))
        messages.success(request, gettext("모든 알림을 읽음으로 표시했습니다"))
        return redirect(f"{self.space}:notices")

    def settings(self, request: HttpRequest) -> HttpResponse:
        """알림 설정: which kinds the person wants; by POST keep them."""
        if request.method == "POST":
            want(request.POST.getlist("kinds"), among=request.POST.getlist("offered"))
            messages.success(request, gettext("저장했습니다"))
            return redirect(f"{self.space}:notice_settings")
        chosen = wanted()
        kinds = [(kind.value, KINDS[kind], kind in chosen) for kind in kinds_for(current_scope())]
        return render(request, "notice_settings.html", {"space": self.space, "kinds": kinds})


def notices_page(space: str, *, seller: bool) -> NoticesPage:
    """Return the pages of one side, whose list can be had as a file."""
    page = NoticesPage(space, _spec(space, rules_of(seller=seller)))
    offer(f"{space}.notices", page.spec, SOURCE, right=Right.VIEW_STOCK)
    return page
