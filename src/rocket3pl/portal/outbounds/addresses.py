"""주소 찾기: the popup in which the address of a card is looked for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from rocket3pl.portal.lines import keys
from rocket3pl.reference.address_search import AddressSearchFailed, search_addresses
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import seller
from rocket3pl.web.list_spec import clean_text

_FAILED = {
    "bad_words": _("도로명과 건물번호처럼 두 글자 이상 입력해 주세요. 예: 테헤란로 152"),
    "too_many": _("결과가 너무 많습니다. 시·군·구나 건물번호를 함께 입력해 주세요"),
    "busy": _("주소 조회가 많습니다. 잠시 후 다시 시도해 주세요"),
    "unavailable": _("주소 서비스에서 응답이 없습니다. 잠시 후 다시 시도하거나 직접 입력해 주세요"),
}
_THEIRS = frozenset({"bad_words", "too_many"})


@seller(Right.REQUEST_OUTBOUND)
@require_http_methods(["GET", "HEAD", "POST"])
def address_search(request: HttpRequest) -> HttpResponse:
    """Show the popup for a card; by POST, since an address belongs into no log, what was found."""
    given = request.POST if request.method == "POST" else request.GET
    context: dict[str, Any] = {"card": (keys(given, "card") or [""])[0], "found": None, "error": "", "q": ""}
    if request.method != "POST":
        return render(request, "portal/outbounds/addresses.html", context)
    status, text = 200, clean_text(request.POST.get("q", ""))
    try:
        context["found"] = search_addresses(text, now=timezone.now())
    except AddressSearchFailed as failure:
        context["error"] = _FAILED[failure.code]
        status = 422 if failure.code in _THEIRS else 200
    return render(request, "portal/outbounds/address_list.html", context, status=status)
