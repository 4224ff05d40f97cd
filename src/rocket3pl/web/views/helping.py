"""도움말: what the numbers mean, and which step moves which."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rocket3pl.web import stock_help
from rocket3pl.web.access import member


@member
@require_safe
def stock(request: HttpRequest) -> HttpResponse:
    """재고 숫자가 움직이는 때: the same for sellers and the warehouse."""
    context = {
        "parts": stock_help.parts(),
        "documents": [
            ("inbound", stock_help.inbound_steps()),
            ("outbound", stock_help.outbound_steps()),
        ],
        "adjustments": stock_help.adjustments(),
    }
    return render(request, "help.html", context)
