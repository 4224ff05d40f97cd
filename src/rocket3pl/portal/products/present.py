"""How products and their histories are put into words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rocket3pl.catalog.models import Sku
from rocket3pl.portal.products.forms import ORIGINS, ProductForm
from rocket3pl.shared.listing import Row
from rocket3pl.web.addresses import known
from rocket3pl.web.formats import number
from rocket3pl.web.list_page import names
from rocket3pl.web.lists import Column
from rocket3pl.web.words import PRODUCT_STATUS, REFUSAL, word

Text = str | Promise

# The facts of a product in the order of the form, by the form's own words.
LABELS: Mapping[str, Text] = {
    name: field.label or name
    for name, field in ProductForm.base_fields.items()
    if name not in ("image", "warehouse", "name_en_draft", "name_ko_draft")
}
_UNITS = {"weight_kg": "KG", "width_cm": "cm", "depth_cm": "cm", "height_cm": "cm"}
LANGS = ("zh", "ko", "en")
# The language of what a seller writes, for the voice that reads it and the shape of its letters.
_LANG_OF = {
    "name_zh": "zh-Hans",
    "option_text": "zh-Hans",
    "color": "zh-Hans",
    "name_ko": "ko",
    "name_en": "en",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a product's description."""

    label: Text
    text: str
    lang: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A value before and after."""

    label: Text
    old: str
    new: str


def fact_text(name: str, value: Any) -> str:
    """Return a value as a reader sees it; "-" for none."""
    if value in (None, ""):
        return "-"
    if name == "has_battery":
        return gettext("포함") if value in (True, "True") else gettext("포함안함")
    if name == "origin" and value in ORIGINS:
        return f"{ORIGINS[value]} ({value})"
    if name == "status" and value in PRODUCT_STATUS:
        return str(PRODUCT_STATUS[value].label)
    if name == "declared_price":
        text = f"{Decimal(str(value)):,.2f}"
    else:
        text = number(value) if isinstance(value, Decimal) else str(value)
    return f"{text} {_UNITS[name]}" if name in _UNITS else text


def facts(sku: Sku) -> list[Fact]:
    """Return a product's facts, in the order of the form."""
    found = []
    for name, label in LABELS.items():
        value = getattr(sku, name)
        href = value if name == "product_url" else ""
        found.append(Fact(label, fact_text(name, value), _LANG_OF.get(name, ""), href))
    return found


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what an event changed, as far as readers know the fields."""
    if not before:
        return []
    labels = {**LABELS, "status": _("상태"), "image_id": _("상품이미지")}
    found = []
    waited, waits = before.get("pending") or {}, after.get("pending") or {}
    for name in [n for n in LABELS if waited.get(n) != waits.get(n)]:
        label = gettext("%(field)s (변경승인대기)") % {"field": LABELS[name]}
        found.append(Change(label, fact_text(name, waited.get(name)), fact_text(name, waits.get(name))))
    for name in [n for n in labels if n in after or n in before]:
        if name == "image_id":
            found.append(Change(labels[name], gettext("이전 이미지"), gettext("새 이미지")))
        else:
            old, new = (fact_text(name, side.get(name)) for side in (before, after))
            found.append(Change(labels[name], old, new))
    return found


def reasons(refusal: Mapping[str, Any]) -> list[str]:
    """Return why a product was refused, a sentence per reason."""
    found = []
    for reason in refusal.get("reasons", []):
        text = str(word(REFUSAL, reason.get("code", "")))
        if reason.get("code") == "other" and (field := LABELS.get(reason.get("field", ""))):
            text = f"{field}: {text}"
        found.append(f"{text} – {reason['note']}" if reason.get("note") else text)
    return found


def history(events: Iterable[Row]) -> list[Row]:
    """Return a timeline's events with their changes in words."""
    return [
        {**event, "changes": changes(event["before"], event["after"]), "reasons": reasons(event["after"])}
        for event in events
    ]


_NAME = Column("name", "", "name")


def names_of(source: Sku | Row) -> list[tuple[str, str]]:
    """Return a product's names as (text, html lang): the reader's first, then the Chinese one."""
    row = source if isinstance(source, dict) else {f"name_{c}": getattr(source, f"name_{c}") for c in LANGS}
    return names(_NAME, row)


def address(route: str, *args: Any) -> str | None:
    """Return the address of a route, None while its room lacks it."""
    try:
        return reverse(route, args=args)
    except NoReverseMatch:
        return None


def picture(row: Row, key: str = "image") -> str | None:
    """Return the address of a row's small picture."""
    return known("web:thumbnail", row[key]) if row.get(key) else None
