"""입고신청 as it is typed."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rocket3pl.inbound.operations import InboundRequest, RequestedLine
from rocket3pl.inventory.pickable import goods
from rocket3pl.portal import fields
from rocket3pl.portal.lines import Line, fresh_line, keys, posted_line
from rocket3pl.reference.models import name_in
from rocket3pl.reference.queries import couriers
from rocket3pl.web.forms import Form, PiecesField

MAX_BOXES = 10_000
SENTENCES: dict[str, Any] = {
    "date_past": _("오늘 이후의 날짜를 선택해 주세요"),
    "date_too_far": _("2년 이내의 날짜를 선택해 주세요"),
    "too_many_lines": _("상품은 %(max)s줄까지 신청할 수 있습니다"),
}


class InboundForm(Form):
    """What is said of the whole inbound; none of it is required."""

    expected_on = forms.DateField(
        label=_("입고예정일"),
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("날짜를 YYYY-MM-DD로 입력해 주세요")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    courier = fields.text(_("택배사"), 20, required=False)
    tracking_no = fields.tracking_no(_("운송장번호"))
    box_count = PiecesField(label=_("박스 수"), required=False, max_pieces=MAX_BOXES)
    memo = fields.note(_("메모"))


@dataclass(slots=True)
class InboundPage:
    """The form and its lines."""

    head: InboundForm
    lines: list[Line]

    @property
    def pieces(self) -> int:
        """Return the pieces of all lines."""
        return sum(line.pieces for line in self.lines)

    @property
    def all_forms(self) -> list[forms.BaseForm]:
        """Return every form, the head first, as the summary of errors wants them."""
        return [self.head, *(line.form for line in self.lines)]

    @property
    def prefixes(self) -> list[str]:
        """Return what names each form in the summary of errors."""
        return ["", *(line.name for line in self.lines)]

    @property
    def by_path(self) -> dict[str, forms.BaseForm]:
        """Return the forms by the paths of the domain's problems."""
        return {"": self.head} | {f"lines.{i}": line.form for i, line in enumerate(self.lines)}

    def is_valid(self) -> bool:
        """Say whether every field makes sense by itself."""
        # All of them are asked, so that every form has its values and its errors.
        verdicts = [form.is_valid() for form in self.all_forms]
        return all(verdicts)

    def request(self) -> InboundRequest:
        """Return what is asked for; fields that make no sense are as if empty."""
        values = self.head.cleaned_data
        return InboundRequest(
            lines=tuple(
                RequestedLine(line.product, line.form.cleaned_data.get("quantity") or 1)
                for line in self.lines
            ),
            expected_on=values.get("expected_on"),
            courier=values.get("courier") or "",
            tracking_no=values.get("tracking_no") or "",
            box_count=values.get("box_count"),
            memo=values.get("memo") or "",
        )


def empty_page(product_ids: list[str]) -> InboundPage:
    """Return a new form, with a line for each product of the seller that may be received."""
    found = goods(product_ids)
    lines = [fresh_line(row) for row in _approved(product_ids, found)]
    return InboundPage(InboundForm(), lines)


def _approved(product_ids: list[str], found: dict[str, Any]) -> list[Any]:
    rows = [found[i] for i in dict.fromkeys(product_ids) if i in found]
    return [row for row in rows if row["status"] == "approved"]


def typed_page(data: QueryDict, *, judged: bool) -> InboundPage:
    """Return the form as it was typed; with `judged` it tells what is wrong."""
    at = keys(data, "line")
    found = goods([data.get(f"{key}-product", "")[:100] for key in at])
    lines = [posted_line(data, key, found, prefix="", judged=judged) for key in at]
    if judged:
        return InboundPage(InboundForm(data), lines)
    names = InboundForm.base_fields
    return InboundPage(InboundForm(initial={n: data.get(n, "") for n in names}), lines)


def courier_choices() -> list[tuple[str, str]]:
    """Return the couriers in use as (code, name in the reader's language)."""
    language = get_language() or "ko"
    return [(row.code, name_in(row, language)) for row in couriers()]
