"""The forms of 직원 관리."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rocket3pl.owners.models import LANGUAGES
from rocket3pl.owners.people import NewPerson, PersonDetails
from rocket3pl.shared.rights import OWNER_ROLES, Role
from rocket3pl.web.forms import Form, TextField
from rocket3pl.web.menu import ROLE_NAMES

_ROLES = [(r.value, ROLE_NAMES[r]) for r in Role if r in OWNER_ROLES]


def _name() -> TextField:
    return TextField(
        label=pgettext_lazy("person", "이름"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _role(choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("역할"),
        choices=choices,
        help_text=_("직원과 API 키, 웹훅, 연동은 역할이 화주인 사용자만 관리합니다"),
    )


def _language() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("언어"), choices=[("", _("브라우저 언어")), *LANGUAGES], required=False)


class NewPersonForm(Form):
    """A person to be added."""

    login_id = TextField(
        label=_("아이디"),
        max_length=64,
        help_text=_("영문, 숫자와 . _ @ - 로 3~64자"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    name = _name()
    role = _role([("", _("선택해 주세요")), *_ROLES])
    language = _language()

    def request(self) -> NewPerson:
        """Return what was typed, for the operation."""
        return NewPerson(**self.cleaned_data)


class PersonForm(Form):
    """What may be changed of a person; of oneself neither the role nor whether one may log in."""

    name = _name()
    role = _role(_ROLES)
    language = _language()
    active = forms.BooleanField(label=_("사용"), required=False, help_text=_("끄면 로그인할 수 없습니다"))

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("role", "active"):
            self.fields[name].disabled = own

    def details(self) -> PersonDetails:
        """Return what was typed, for the operation."""
        return PersonDetails(**self.cleaned_data)
