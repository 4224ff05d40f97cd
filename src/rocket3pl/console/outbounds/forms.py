"""What the warehouse types about an outbound, step by step."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rocket3pl.console.forms import CountField
from rocket3pl.console.outbounds.reads import Line
from rocket3pl.console.show import local_name, main_name
from rocket3pl.outbound.fulfilment import Handover, Missing
from rocket3pl.reference.queries import couriers, number_fits
from rocket3pl.shared.validators import BadValue, tracking_no
from rocket3pl.web.forms import SENTENCES, Form, PiecesField, TextField


class _LineForm(Form):
    """A form about one line: what is wrong with the line is said at its quantity."""

    def add_error(self, field: str | None, error: Any) -> None:
        """Put an error on its field, on the quantity when it names none."""
        super().add_error(field or "quantity", error)


class PickForm(_LineForm):
    """Pieces taken now for one line. The label names the product."""

    quantity = CountField(label=_("피킹 수량"))

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"pick{line.row.line_no}", **kwargs)
        self.line = line
        self.fields["quantity"].initial = line.left
        self.fields["quantity"].label = gettext("피킹 수량 〈%(name)s〉") % {"name": main_name(line.row.sku)}


class ShortForm(_LineForm):
    """Pieces of one line that are not there, or lie there broken."""

    quantity = CountField(label=_("부족 수량"))
    state = forms.ChoiceField(
        label=_("상태"), choices=[("gone", _("없음(분실)")), ("broken", _("파손"))], required=False
    )

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"short{line.row.line_no}", **kwargs)
        self.line = line
        name = {"name": main_name(line.row.sku)}
        self.fields["quantity"].label = gettext("부족 수량 〈%(name)s〉") % name
        self.fields["state"].label = gettext("부족 상태 〈%(name)s〉") % name


class PerLine:
    """One form per line with something left to pick."""

    def __init__(
        self, form: type[PickForm] | type[ShortForm], lines: Sequence[Line], data: Mapping[str, Any] | None
    ) -> None:
        self.forms = [form(data, line=line) for line in lines if line.left]

    def is_valid(self) -> bool:
        """Say whether every line makes sense."""
        return all([form.is_valid() for form in self.forms])  # noqa: C419 - each shows its errors

    @property
    def paths(self) -> dict[str, Any]:
        """Return the forms by the path of their problems."""
        return {f"lines.{form.line.row.line_no}": form for form in self.forms}

    def takes(self) -> dict[int, int]:
        """Return the pieces by line number."""
        return {f.line.row.line_no: f.cleaned_data["quantity"] for f in self.forms}

    def missing(self) -> dict[int, Missing]:
        """Return the missing pieces by line number."""
        return {
            f.line.row.line_no: Missing(f.cleaned_data["quantity"], f.cleaned_data["state"] == "broken")
            for f in self.forms
        }


class PackForm(Form):
    """패킹 완료: the boxes."""

    box_count = PiecesField(label=_("박스 수"), max_pieces=10_000)


class ParcelForm(Form):
    """출고완료 of a 택배. A number of unusual shape is asked about once, then taken."""

    courier = forms.ChoiceField(label=_("택배사"))
    tracking_no = TextField(
        label=_("운송장번호"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    sure = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["courier"]
        field.choices = [("", _("택배사 선택")), *((c.code, local_name(c)) for c in couriers())]
        field.error_messages["invalid_choice"] = SENTENCES["unknown_courier"]
        self.unusual = ""

    def clean_tracking_no(self) -> str:
        """Return the number's normal form. Raises ValidationError."""
        try:
            return tracking_no(self.cleaned_data["tracking_no"])
        except BadValue as bad:
            raise ValidationError(str(SENTENCES[bad.code]), code=bad.code) from None

    def clean(self) -> dict[str, Any]:
        """Ask once about a number that does not look like the courier's."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        courier, number = data.get("courier"), data.get("tracking_no")
        asked = f"{courier}:{number}"
        if courier and number and data.get("sure") != asked and not number_fits(courier, number):
            self.unusual = asked
            self.add_error(
                "tracking_no",
                _("선택한 택배사의 운송장번호 형식과 다릅니다. 맞으면 한 번 더 출고완료를 눌러 주세요"),
            )
        return data

    def handover(self) -> Handover:
        """Return who took the boxes."""
        return Handover(courier=self.cleaned_data["courier"], tracking_no=self.cleaned_data["tracking_no"])


class TruckForm(Form):
    """출고완료 of a 밀크런."""

    truck_no = TextField(
        label=_("트럭번호"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def handover(self) -> Handover:
        """Return who took the boxes."""
        return Handover(truck_no=self.cleaned_data["truck_no"])
