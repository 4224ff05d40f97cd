"""Which of our products is a vendorItemId: found by the machine, or said by a person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from rocket3pl.catalog.models import Sku, SkuBarcode
from rocket3pl.integrations.coupang.mapping import Item
from rocket3pl.integrations.models import CoupangMapping
from rocket3pl.inventory.pickable import by_codes
from rocket3pl.shared.audit import Entry, record_many
from rocket3pl.shared.errors import Invalid, Problem
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_owner

_OURS = ("approved", "inactive")


def know_items(owner_id: int, items: Iterable[Item], *, now: datetime) -> None:
    """Remember what Coupang says of options. What it leaves out now is kept from before."""
    given = {item.vendor_item_id: item for item in items}
    old = {row.vendor_item_id: row for row in CoupangMapping.objects.filter(vendor_item_id__in=given)}
    rows = []
    for number, item in given.items():
        row = old.get(number)
        made = row or CoupangMapping(owner_id=owner_id, vendor_item_id=number)
        before = (made.seller_product_id, made.external_vendor_sku, made.barcode, made.product_name)
        made.seller_product_id = item.seller_product_id or made.seller_product_id
        made.external_vendor_sku = item.external_vendor_sku or made.external_vendor_sku
        made.barcode = item.barcode or made.barcode
        made.product_name = item.product_name or made.product_name
        after = (made.seller_product_id, made.external_vendor_sku, made.barcode, made.product_name)
        if row is None or before != after:
            made.updated_at = now
            rows.append(made)
    CoupangMapping.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["owner", "vendor_item_id"],
        update_fields=["seller_product_id", "external_vendor_sku", "barcode", "product_name", "updated_at"],
    )


def match_items(owner_id: int, *, now: datetime) -> int:
    """Find the products of options that have none; return how many were found.

    By externalVendorSku = Seller SKU, where it is one product's only, else by barcode. Nothing that a
    person or an earlier round decided is touched.
    """
    open_rows = list(CoupangMapping.objects.filter(owner_id=owner_id, sku=None, matched_by=""))
    mine = Sku.objects.filter(owner_id=owner_id, status__in=_OURS)
    by_sku: dict[str, set[int]] = defaultdict(set)
    codes = {row.external_vendor_sku for row in open_rows} - {""}
    for sku_id, code in mine.filter(seller_sku__in=codes).values_list("id", "seller_sku"):
        by_sku[code].add(sku_id)
    bars = {row.barcode.upper() for row in open_rows} - {""}
    by_bar: dict[str, set[int]] = defaultdict(set)
    for sku_id, code in mine.filter(fnsku__in=bars).values_list("id", "fnsku"):
        by_bar[code].add(sku_id)
    found_bars = SkuBarcode.objects.filter(
        owner_id=owner_id, active=True, code__in=bars, sku__status__in=_OURS
    )
    for sku_id, code in found_bars.values_list("sku_id", "code"):
        by_bar[code].add(sku_id)
    found = []
    for row in open_rows:
        for how, candidates in (
            ("seller_sku", by_sku.get(row.external_vendor_sku, set())),
            ("barcode", by_bar.get(row.barcode.upper(), set())),
        ):
            if len(candidates) == 1:
                row.sku_id, row.matched_by, row.updated_at = next(iter(candidates)), how, now
                found.append(row)
                break
    CoupangMapping.objects.bulk_update(found, ["sku", "matched_by", "updated_at"], batch_size=500)
    return len(found)


@transaction.atomic
def match_by_hand(codes: Mapping[int, str], *, now: datetime) -> int:
    """Connect options with the seller's products that people typed, by Seller SKU or barcode.

    All or none; returns how many. Raises Invalid with the vendorItemId as path (unknown_product,
    several_products, unknown), NotPermitted.
    """
    owner_id = require_owner(Right.APPLY_PRODUCT)
    rows = {
        row.vendor_item_id: row
        for row in CoupangMapping.objects.select_for_update().filter(vendor_item_id__in=list(codes))
    }
    goods = by_codes(list(codes.values()))
    problems = []
    chosen: dict[int, Any] = {}
    for number, code in codes.items():
        found = goods.get(code, [])
        if number not in rows:
            problems.append(Problem(str(number), "unknown"))
        elif len(found) != 1:
            problems.append(Problem(str(number), "several_products" if found else "unknown_product"))
        else:
            chosen[number] = found[0]
    if problems:
        raise Invalid(problems)
    ids = {str(s.public_id): s.pk for s in Sku.objects.filter(public_id__in=chosen.values())}
    for number, public_id in chosen.items():
        row = rows[number]
        row.sku_id, row.matched_by, row.updated_at = ids[str(public_id)], "person", now
    CoupangMapping.objects.bulk_update(
        [rows[n] for n in chosen], ["sku", "matched_by", "updated_at"], batch_size=500
    )
    record_many(
        (
            Entry(
                "coupang.matched",
                "integrations.coupangmapping",
                rows[n].pk,
                owner_id,
                after={"vendor_item_id": n, "sku": codes[n]},
            )
            for n in chosen
        ),
        now=now,
    )
    return len(chosen)
