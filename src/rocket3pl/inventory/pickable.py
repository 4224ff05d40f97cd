"""Products that may be put into a 입고신청 or 출고신청, with what there is of them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.db.models.functions import Coalesce

from rocket3pl.catalog.lists import named
from rocket3pl.catalog.models import Sku, SkuBarcode
from rocket3pl.catalog.search import found_by
from rocket3pl.shared.counting import capped_counts
from rocket3pl.shared.listing import ListQuery, Page, Row
from rocket3pl.shared.queries import uuids
from rocket3pl.shared.validators import scanned

MAX_CODE = 64


def _facts(rows: QuerySet[Sku]) -> QuerySet[Any, Any]:
    return rows.annotate(
        level=FilteredRelation("levels"),
        available=Coalesce(F("level__available"), 0),
        incoming=Coalesce(F("level__incoming"), 0),
    ).values(
        "public_id",
        "status",
        "seller_sku",
        "fnsku",
        "name_zh",
        "name_ko",
        "name_en",
        "option_text",
        "available",
        "incoming",
        owner_name=F("owner__name"),
        warehouse_code=F("warehouse__code"),
        warehouse_zh=F("warehouse__name_zh"),
        warehouse_ko=F("warehouse__name_ko"),
        warehouse_en=F("warehouse__name_en"),
        picture=F("image__public_id"),
    )


def pickable_page(query: ListQuery) -> Page:
    """Return one page of approved products, newest first; where: {"warehouse": its code}.

    `ids` narrows to those products, as in every list.
    """
    rows = named()
    if query.ids:
        rows = rows.filter(public_id__in=uuids(query.ids))
    elif query.q:
        rows = rows.filter(found_by(query.q, query.field))
    if warehouse := query.where.get("warehouse"):
        rows = rows.filter(warehouse__code=warehouse)
    counts = capped_counts({"": rows})
    found: list[Any] = list(_facts(rows.order_by("-id"))[query.offset : query.offset + query.size])
    return Page(rows=found, total=counts[""], counts=counts)


def goods(public_ids: Sequence[str]) -> dict[str, Row]:
    """Return products of the scope by public id, in any state, with 가용재고, in one statement.

    Unknown, foreign and malformed ids are missing from the answer.
    """
    wanted = uuids(tuple(dict.fromkeys(public_ids)))
    if not wanted:
        return {}
    return {str(row["public_id"]): row for row in _facts(Sku.objects.filter(public_id__in=wanted))}


def by_barcode(code: str) -> str:
    """Return the public id of the approved product that a scanned code names, "" when none does.

    The code may come as the Hangul that a scanner types while the Korean input method is on.
    """
    wanted = scanned(code)
    if not wanted or len(wanted) > MAX_CODE:
        return ""
    found = (
        SkuBarcode.objects.filter(code=wanted, active=True, sku__status=Sku.Status.APPROVED)
        .values_list("sku__public_id", flat=True)
        .first()
    )
    return str(found) if found else ""


def by_codes(codes: Sequence[str]) -> dict[str, list[str]]:
    """Return the public ids of approved products by Seller Sku or barcode, in two statements.

    A code with several products is a Seller Sku of several options; one without is missing.
    """
    wanted = {code: scanned(code) for code in codes if 0 < len(code) <= MAX_CODE}
    found: dict[str, list[str]] = {}
    barcodes = SkuBarcode.objects.filter(
        code__in=set(wanted.values()), active=True, sku__status=Sku.Status.APPROVED
    ).values_list("code", "sku__public_id")
    by_barcode_code = dict(barcodes)
    by_sku: dict[str, list[str]] = {}
    for seller_sku, public_id in (
        named(Q(seller_sku__in=set(wanted))).order_by("id").values_list("seller_sku", "public_id")
    ):
        by_sku.setdefault(seller_sku, []).append(str(public_id))
    for code, barcode in wanted.items():
        if barcode in by_barcode_code:
            found[code] = [str(by_barcode_code[barcode])]
        elif code in by_sku:
            found[code] = by_sku[code]
    return found
