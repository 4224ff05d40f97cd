"""장부 점검: what the books are held against, and the proof."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from rocket3pl.catalog.models import Sku
from rocket3pl.console.words import CHECKS
from rocket3pl.inventory.audit import Finding, audit_stock
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import staff


def _results(findings: list[Finding]) -> list[dict[str, Any]]:
    ids = {row["sku_id"] for f in findings for row in f.rows if row.get("sku_id")}
    skus = Sku.objects.in_bulk(ids)
    return [
        {
            "code": f.code,
            "proves": CHECKS[f.code],
            "finding": f,
            "rows": [
                {
                    "sku": skus.get(row.get("sku_id") or 0),
                    "values": [(k, v) for k, v in row.items() if k != "sku_id"],
                }
                for row in f.rows
            ],
        }
        for f in findings
    ]


@staff(Right.AUDIT_BOOKS)
@require_http_methods(["GET", "HEAD", "POST"])
def audit(request: HttpRequest) -> HttpResponse:
    """Explain the checks; by POST run them and show what they proved."""
    if request.method == "POST":
        results = _results(audit_stock())
        ran_at = timezone.now()
    else:
        results = [{"code": code, "proves": text, "finding": None} for code, text in CHECKS.items()]
        ran_at = None
    bad = [r for r in results if r["finding"] and not r["finding"].holds]
    return render(
        request, "console/audit.html", {"results": results, "ran_at": ran_at, "bad_count": len(bad)}
    )
