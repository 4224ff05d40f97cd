"""What the warehouse types to put the books right."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rocket3pl.inventory.operations import Adjustment, Reason
from rocket3pl.web.forms import Form, PiecesField, TextField
from rocket3pl.web.words import ADJUSTMENT, ADJUSTMENT_REASON

_CHOOSE = ("", _("선택해 주세요"))


class AdjustForm(Form):
    """재고조정: what, how many, why."""

    what = forms.ChoiceField(
        label=_("조정 구분"), choices=[_CHOOSE, *((a.value, ADJUSTMENT[a.value]) for a in Adjustment)]
    )
    quantity = PiecesField(label=_("수량"))
    reason = forms.ChoiceField(
        label=_("사유"), choices=[_CHOOSE, *((r.value, ADJUSTMENT_REASON[r.value]) for r in Reason)]
    )
    note = TextField(
        label=_("메모"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300}),
    )
