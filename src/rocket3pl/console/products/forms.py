"""What the warehouse types about a product."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rocket3pl.catalog.approval import REFUSAL_CODES, Refusal
from rocket3pl.web.forms import Form, TextField
from rocket3pl.web.words import REFUSAL


class RefusalForm(Form):
    """반려: one reason or more, and words for the seller."""

    reasons = forms.MultipleChoiceField(
        label=_("반려 사유"),
        choices=[(code, REFUSAL[code]) for code in REFUSAL_CODES],
        widget=forms.CheckboxSelectMultiple,
    )
    note = TextField(
        label=_("화주에게 전할 내용"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
    )

    def refusals(self) -> list[Refusal]:
        """Return the reasons; the words stand with the last one."""
        codes = self.cleaned_data["reasons"]
        note = self.cleaned_data["note"] or ""
        return [Refusal(code, note if code == codes[-1] else "") for code in codes]
