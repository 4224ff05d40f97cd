"""Fields and small forms that several of the warehouse's screens share."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rocket3pl.web.forms import MAX_PIECES, Form, TextField, normal_digits

VERSION_FIELD = "version"
_VERSION = re.compile(r"[0-9]{1,9}")


def given_version(data: Mapping[str, Any]) -> int:
    """Return the version that a form was written against; what is no version fits no document."""
    text = str(data.get(VERSION_FIELD) or "")
    return int(text) if _VERSION.fullmatch(text) else -1


class CountField(forms.Field):
    """A counted number of pieces: whole, 0 to 1,000,000. An empty field is 0."""

    widget = forms.TextInput
    default_error_messages = {
        "whole": _("0 이상의 정수로 입력해 주세요"),
        "max": _("%(max)s개 이하로 입력해 주세요"),
    }

    def __init__(self, *, max_pieces: int = MAX_PIECES, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.max_pieces = max_pieces

    def widget_attrs(self, _widget: forms.Widget) -> dict[str, Any]:
        """Return the attributes that bring up the number keys."""
        return {"inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value: Any) -> int:
        """Return the number. Raises ValidationError."""
        text = normal_digits(str(value)) if value is not None else ""
        if not text:
            return 0
        if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", text):
            text = text.replace(",", "")
        if not re.fullmatch(r"[0-9]{1,12}", text):
            raise ValidationError(self.error_messages["whole"], code="whole")
        if int(text) > self.max_pieces:
            raise ValidationError(
                self.error_messages["max"], code="max", params={"max": f"{self.max_pieces:,}"}
            )
        return int(text)


class ReasonForm(Form):
    """Why something is refused or held."""

    reason = TextField(
        label=_("사유"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500})
    )


class NoteForm(Form):
    """Words that may be added."""

    note = TextField(
        label=_("메모"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300}),
    )
