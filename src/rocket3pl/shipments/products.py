"""The products of a shipment's lines: judged, matched with what is there, made, or brought up to date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rocket3pl.catalog import automatic
from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.operations import Application, ProductFacts
from rocket3pl.shared.errors import Invalid
from rocket3pl.shared.outbox import announce
from rocket3pl.shared.tenancy import current_scope
from rocket3pl.shipments.facts import TOLD, Reason, facts_of, reason, texts_of
from rocket3pl.shipments.models import Shipment, ShipmentLine, ToldProduct

S = ShipmentLine.State
# Announced when a line could not register itself: for those who tell the seller's people.
LINE_FAILED = "shipment.line_failed"
_REASONS = {
    "fnsku_taken": "duplicate_fnsku",
    "duplicate_in_request": "duplicate_line",
    "seller_sku_taken": "duplicate_seller_sku",
    "image_missing": "image_unreachable",
}


@dataclass(slots=True)
class Judged:
    """A line with the facts of its product, or the reasons why there are none."""

    line: ShipmentLine
    facts: ProductFacts | None
    reasons: list[Reason]


def judge(line: ShipmentLine) -> Judged:
    """Judge what a line says of its product."""
    image = str(line.image.public_id) if line.image else ""
    return Judged(line, *facts_of(line.product, image=image))


def make(shipment: Shipment, judged: Sequence[Judged], *, now: datetime) -> None:
    """Find or make the product of each line; lines whose picture has yet to come stay waiting."""
    facts = [j.facts for j in judged if j.facts is not None]
    told = {f.fnsku: f for f in facts}
    by_code, by_pair = automatic.matching_products(list(told), [(f.seller_sku, f.option_text) for f in facts])
    new: dict[str, list[Judged]] = {}
    for item in judged:
        if (f := item.facts) is None:
            continue
        sku = by_code.get(f.fnsku) or by_pair.get((f.seller_sku, f.option_text))
        if sku is not None:
            _known(shipment, item, sku, now)
        elif item.line.image is not None:
            new.setdefault(f.fnsku, []).append(item)
    if new:
        _register(shipment, list(new.values()), now)


def _known(shipment: Shipment, item: Judged, sku: Sku, now: datetime) -> None:
    """Take a line whose product is there already."""
    line, facts = item.line, item.facts
    if facts is None:
        return
    if sku.status == Sku.Status.REJECTED:
        fail(line, [reason("product_rejected", "", sku.seller_sku)], now=now)
        return
    if sku.warehouse_id != shipment.warehouse_id:
        fail(line, [reason("other_warehouse", "warehouse", sku.seller_sku)], now=now)
        return
    if not automatic.add_alias(sku, facts.fnsku):
        fail(line, [reason("duplicate_fnsku", "fnsku", facts.fnsku)], now=now)
        return
    changes = tell(facts.fnsku, texts_of(facts), at=_told_at(shipment))
    automatic.follow(sku, {name: c for name, c in changes.items() if name != "fnsku"}, now=now)
    _ready(line, sku)


def _register(shipment: Shipment, groups: Sequence[Sequence[Judged]], now: datetime) -> None:
    """Make new products, one for each group of lines with the same barcode; what is refused fails alone."""
    warehouse = shipment.warehouse.code if shipment.warehouse else ""
    applications, good = [], []
    for group in groups:
        newest, wrong = _newest(shipment, group[0])
        if newest is None:
            _fail_all(group, wrong, now)
        else:
            applications.append(Application(warehouse, newest))
            good.append(group)
    while applications:
        refused = _try(applications, good, now)
        for i, reasons in refused.items():
            _fail_all(good[i], reasons, now)
        if not refused:
            return
        applications = [a for i, a in enumerate(applications) if i not in refused]
        good = [g for i, g in enumerate(good) if i not in refused]


def _newest(shipment: Shipment, item: Judged) -> tuple[ProductFacts | None, list[Reason]]:
    """Return the facts of a product that is being made, with later news that came before."""
    if item.facts is None:
        return None, item.reasons
    tell(item.facts.fnsku, texts_of(item.facts), at=_told_at(shipment))
    return facts_of(_latest(item.facts), image=item.facts.image)


def _try(
    applications: Sequence[Application], groups: Sequence[Sequence[Judged]], now: datetime
) -> dict[int, list[Reason]]:
    """Make all products, or none and return the reasons by application."""
    try:
        with transaction.atomic():
            skus = automatic.register(applications, now=now)
    except Invalid as error:
        return _by_index(error)
    for group, sku in zip(groups, skus, strict=True):
        for item in group:
            _ready(item.line, sku)
    return {}


def _fail_all(group: Sequence[Judged], reasons: Sequence[Reason], now: datetime) -> None:
    for item in group:
        fail(item.line, reasons, now=now)


def _by_index(error: Invalid) -> dict[int, list[Reason]]:
    """Return the reasons of a refusal by application. Raises the refusal when it names none."""
    found: dict[int, list[Reason]] = {}
    for problem in error.problems:
        index, _, field = problem.path.partition(".")
        if not index.isdigit():
            # Somebody took a code between our look and our write: the whole is tried again later.
            raise error
        code = _REASONS.get(problem.code, "invalid_field")
        found.setdefault(int(index), []).append(reason(code, field, str(problem.params.get("value", ""))))
    return found


def _ready(line: ShipmentLine, sku: Sku) -> None:
    line.state, line.sku, line.reasons, line.failed_at = S.READY, sku, [], None
    line.save(update_fields=["state", "sku", "reasons", "failed_at"])


def fail(line: ShipmentLine, reasons: Sequence[Reason], *, now: datetime) -> None:
    """Put a line among the failed ones, with its reasons, and have its seller told."""
    line.state, line.reasons, line.failed_at = S.FAILED, list(reasons), now
    line.save(update_fields=["state", "reasons", "failed_at"])
    announce([(line.owner_id, LINE_FAILED, {"line": str(line.public_id)})], now=now)


def _told_at(shipment: Shipment) -> datetime:
    at = shipment.content_told_at
    if at is None:
        message = f"{shipment} has no content"
        raise RuntimeError(message)
    return at


def _latest(facts: ProductFacts) -> dict[str, str]:
    """Return the newest texts told of a product that is being made: later news may have come before."""
    row = ToldProduct.objects.get(fnsku=facts.fnsku)
    latest = {name: row.facts[name][0] for name in TOLD if name in row.facts}
    return {**latest, "has_battery": latest["has_battery"].lower()}


def tell(fnsku: str, texts: Mapping[str, str], *, at: datetime) -> dict[str, tuple[str, str]]:
    """Keep what is told of a product, field by field, unless newer news is there.

    Returns the fields whose news ruled: {field: (told before, told now)}; a field told for the first time
    of a product made by hand has nothing before, so what the hand wrote stays.
    """
    row, new = ToldProduct.objects.select_for_update().get_or_create(
        owner_id=current_scope().owner_id or 0, fnsku=fnsku
    )
    stamp = at.isoformat()
    changes = {}
    facts = dict(row.facts)
    for name, text in texts.items():
        before = facts.get(name)
        if before is not None and before[1] >= stamp:
            continue
        facts[name] = [text, stamp]
        if before is not None and before[0] != text:
            changes[name] = (before[0], text)
    if new or facts != row.facts:
        row.facts = facts
        row.save(update_fields=["facts"])
    return changes


def take_update(fnsku: str, texts: Mapping[str, str], *, at: datetime, now: datetime) -> None:
    """Take news of one product: fields that nobody edited here follow; unknown products are remembered."""
    by_code, _ = automatic.matching_products([fnsku], [])
    sku = by_code.get(fnsku)
    changes = tell(fnsku, texts, at=at)
    if sku is not None and changes:
        automatic.follow(sku, changes, now=now)
