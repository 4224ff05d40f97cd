"""Fields of the seller's requests, held to the rules of shared.validators."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rocket3pl.shared import validators
from rocket3pl.shared.validators import BadValue
from rocket3pl.web.forms import SENTENCES, TextField, normal_digits, refuse_control_characters

_TOO_LONG = {"max_length": _("%(limit_value)s자 이하로 입력해 주세요")}


def text(label: Any, max_length: int, *, required: bool = True, **attrs: str) -> TextField:
    """Return a field for one line of text; attrs are the input's."""
    return TextField(
        label=label,
        max_length=max_length,
        required=required,
        error_messages=_TOO_LONG,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


def note(label: Any, max_length: int = 500) -> TextField:
    """Return a field for a few lines of text."""
    return TextField(
        label=label,
        max_length=max_length,
        required=False,
        error_messages=_TOO_LONG,
        widget=forms.Textarea(attrs={"rows": "2"}),
    )


class CodeField(TextField):
    """A number of somebody's papers: full-width digits are read as plain ones."""

    def to_python(self, value: Any) -> str | None:
        """Return the code. Raises ValidationError."""
        found = super().to_python(value)
        return normal_digits(found) if found else found


def code(label: Any, max_length: int, *, required: bool = True) -> CodeField:
    """Return a field for a code."""
    return CodeField(
        label=label,
        max_length=max_length,
        required=required,
        error_messages=_TOO_LONG,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )


class CheckedField(forms.CharField):
    """A text that a validator of shared.validators brings into its normal form."""

    def __init__(self, check: Callable[[str], str], **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.check = check

    def clean(self, value: Any) -> str:
        """Return the normal form, "" for nothing. Raises ValidationError."""
        refuse_control_characters(value)
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            return self.check(typed)
        except BadValue as error:
            raise ValidationError(str(SENTENCES[error.code]), code=error.code) from None


def phone(label: Any) -> CheckedField:
    """Return a field for a Korean phone number."""
    attrs = {"inputmode": "tel", "autocomplete": "off", "placeholder": "010-1234-5678"}
    return CheckedField(
        validators.phone,
        label=label,
        max_length=40,
        error_messages=_TOO_LONG,
        widget=forms.TextInput(attrs=attrs),
    )


def postcode(label: Any) -> CheckedField:
    """Return a field for a five-digit postcode."""
    attrs = {"inputmode": "numeric", "autocomplete": "off", "placeholder": "06236"}
    return CheckedField(
        validators.postcode,
        label=label,
        max_length=20,
        error_messages=_TOO_LONG,
        widget=forms.TextInput(attrs=attrs),
    )


def tracking_no(label: Any) -> CheckedField:
    """Return a field for a courier's tracking number."""
    return CheckedField(
        validators.tracking_no,
        label=label,
        max_length=60,
        error_messages=_TOO_LONG,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
