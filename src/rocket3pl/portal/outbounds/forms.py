"""One order of 출고신청 as it is typed, and all of them together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rocket3pl.documents.models import StoredFile
from rocket3pl.outbound.requests import OrderLine, OrderRequest
from rocket3pl.portal import fields
from rocket3pl.portal.lines import Line
from rocket3pl.web.forms import SENTENCES, Form
from rocket3pl.web.words import METHOD

WORDS: dict[str, Any] = {
    "order_no_taken": _("이미 신청한 주문번호입니다: %(number)s"),
    "duplicate_in_request": _("이번 신청 안에서 주문번호가 겹칩니다: %(value)s"),
    # Of all orders together: each by itself may well be possible.
    "short_stock": _("신청 합계 %(asked)s개가 출고가능수량 %(available)s개를 초과했습니다"),
    "label_missing": _("쿠팡 부착서를 첨부해 주세요"),
    "too_many_files": _("파일은 %(max)s개까지 첨부할 수 있습니다"),
    "unknown_centre": _("쿠팡창고를 다시 선택해 주세요"),
    "no_orders": _("출고할 상품을 추가해 주세요"),
    "too_many_orders": _("한 번에 %(max)s건까지 신청할 수 있습니다"),
}
# What a parcel needs besides; a milk run goes where the chosen centre is.
PARCEL_NEEDS = ("phone", "region", "city", "postcode", "address")


class CardForm(Form):
    """The fields of one order (#1, #2 …)."""

    chosen = ("centre", "region")

    method = forms.ChoiceField(
        label=_("운송방식"),
        choices=[(code, tag.label) for code, tag in METHOD.items()],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("운송방식을 선택해 주세요")},
    )
    order_no = fields.code(_("주문번호"), 60)
    po_no = fields.code(_("발주번호"), 40)
    centre = fields.text(_("쿠팡창고"), 40, required=False)
    files = forms.Field(label=_("쿠팡 부착서"), required=False, widget=forms.HiddenInput)  # type: ignore[assignment]
    recipient = fields.text(_("받는 분 이름"), 60)
    phone = fields.phone(_("연락처"))
    region = fields.text(_("시/도"), 20, required=False)
    city = fields.text(_("도시명"), 60, required=False)
    postcode = fields.postcode(_("우편번호"))
    address = fields.text(_("주소"), 300, required=False)
    memo = fields.note(_("메모"))

    def __init__(self, *args: Any, regions: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regions = regions
        self.fields["method"].error_messages["required"] = _("운송방식을 선택해 주세요")

    def clean_region(self) -> str:
        """Return the 시/도. Raises ValidationError for one that is not in the list."""
        region = str(self.cleaned_data.get("region") or "")
        if region and region not in self.regions:
            raise forms.ValidationError(str(SENTENCES["unknown"]), code="unknown")
        return region

    def clean(self) -> dict[str, Any]:
        """Ask for what a parcel needs."""
        values = super().clean() or {}
        if values.get("method") == "parcel":
            for name in PARCEL_NEEDS:
                if not values.get(name) and name not in self.errors:
                    said = self.fields[name].error_messages["required"]
                    self.add_error(name, forms.ValidationError(str(said), code="required"))
        return values


class NoField(Form):
    """A form without fields: it carries what is wrong with the whole submission."""

    sentences = WORDS


@dataclass(slots=True)
class Card:
    """One order as a page shows it."""

    key: str
    form: CardForm
    lines: list[Line] = field(default_factory=list)
    files: list[StoredFile] = field(default_factory=list)
    file_ids: tuple[str, ...] = ()
    taken: str = ""

    @property
    def method(self) -> str:
        """Return the method of transport that is chosen."""
        return "parcel" if self.form["method"].value() == "parcel" else "milkrun"

    @property
    def warehouse(self) -> str:
        """Return the name of the warehouse that the goods leave."""
        return next((line.warehouse for line in self.lines if line.facts), "")

    @property
    def warehouse_code(self) -> str:
        """Return the warehouse's code."""
        return next((line.facts["warehouse_code"] for line in self.lines if line.facts), "")

    @property
    def error_count(self) -> int:
        """Return how many things are wrong in the card."""
        return sum(len(f.errors) for f in (self.form, *(line.form for line in self.lines)) if f.is_bound)

    def order(self) -> OrderRequest:
        """Return what is asked for; fields that make no sense are as if empty.

        What belongs to the other method was kept in the page only, and is left out.
        """
        values = self.form.cleaned_data
        milkrun = values.get("method") == "milkrun"

        def given(name: str) -> str:
            return str(values.get(name) or "")

        return OrderRequest(
            lines=tuple(
                OrderLine(line.product, line.form.cleaned_data.get("quantity") or 1) for line in self.lines
            ),
            method=given("method"),
            order_no=given("order_no"),
            po_no=given("po_no"),
            recipient=given("recipient"),
            phone=given("phone"),
            postcode=given("postcode"),
            region=given("region"),
            city=given("city"),
            address=given("address"),
            centre=given("centre") if milkrun else "",
            files=self.file_ids if milkrun else (),
            memo=given("memo"),
        )


@dataclass(slots=True)
class OrderPage:
    """All cards of a 출고신청."""

    cards: list[Card]
    whole: NoField = field(default_factory=lambda: NoField({}))

    @property
    def lines(self) -> list[Line]:
        """Return the lines of all cards."""
        return [line for card in self.cards for line in card.lines]

    @property
    def pieces(self) -> int:
        """Return the pieces of all lines."""
        return sum(line.pieces for line in self.lines)

    @property
    def products(self) -> int:
        """Return how many different products are asked for."""
        return len({line.product for line in self.lines})

    def count(self, method: str) -> int:
        """Return how many orders go by a method."""
        return sum(card.method == method for card in self.cards)

    @property
    def all_forms(self) -> list[forms.BaseForm]:
        """Return every form, in the order of the page."""
        found: list[forms.BaseForm] = [self.whole]
        for card in self.cards:
            found += [card.form, *(line.form for line in card.lines)]
        return found

    @property
    def prefixes(self) -> list[str]:
        """Return what names each form in the summary of errors."""
        found = [""]
        for n, card in enumerate(self.cards, start=1):
            found += [f"#{n}", *(f"#{n} {line.name}".strip() for line in card.lines)]
        return found

    @property
    def by_path(self) -> dict[str, forms.BaseForm]:
        """Return the forms by the paths of the domain's problems."""
        found: dict[str, forms.BaseForm] = {"": self.whole}
        for i, card in enumerate(self.cards):
            found[str(i)] = card.form
            found |= {f"{i}.lines.{n}": line.form for n, line in enumerate(card.lines)}
        return found

    def is_valid(self) -> bool:
        """Say whether every field makes sense by itself."""
        # All of them are asked, so that every form has its values and its errors.
        verdicts = [form.is_valid() for form in self.all_forms]
        return all(verdicts)

    def orders(self) -> list[OrderRequest]:
        """Return what is asked for."""
        return [card.order() for card in self.cards]

    def share_out(self) -> None:
        """Tell every line how many pieces of its product the other lines ask for."""
        asked: dict[str, int] = {}
        for line in self.lines:
            asked[line.product] = asked.get(line.product, 0) + line.pieces
        for line in self.lines:
            line.asked_elsewhere = asked[line.product] - line.pieces


def line_prefix(card: str) -> str:
    """Return what the names of a card's lines begin with."""
    return f"{card}-"


def field_names() -> Sequence[str]:
    """Return the names of a card's own fields."""
    return [name for name in CardForm.base_fields if name != "files"]
