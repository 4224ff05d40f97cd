"""What the operator types about master data."""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from rocket3pl.console.forms import CountField
from rocket3pl.console.words import LANGUAGE_NAMES
from rocket3pl.owners.lists import owner_choices
from rocket3pl.owners.operations import OwnerDetails
from rocket3pl.owners.people import NewPerson, PersonDetails
from rocket3pl.reference.operations import CentreDetails, CourierDetails, TermDetails
from rocket3pl.shared.rights import OWNER_ROLES, STAFF_ROLES, Role
from rocket3pl.warehouses.operations import WarehouseDetails
from rocket3pl.web.forms import Form, TextField
from rocket3pl.web.menu import ROLE_NAMES

_LANGUAGES = tuple(LANGUAGE_NAMES.items())
_CHOOSE = ("", _("선택해 주세요"))
_CODE = re.compile(r"\A[A-Za-z0-9_.-]+\Z")


def _text(label: Any, most: int, *, required: bool = False, **more: Any) -> TextField:
    return TextField(label=label, max_length=most, required=required, **more)


def _flag(label: Any, *, initial: bool = True, help_text: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, initial=initial, help_text=help_text)


def _secret(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=200,
        strip=False,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class CodeField(TextField):
    """A code that names a row in addresses: letters, digits and a few signs."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators.append(RegexValidator(_CODE, _("영문, 숫자와 _ . - 로 입력해 주세요")))


class RowForm(Form):
    """A form about one row: a key when it is new, the details, and 확인됨 when it exists."""

    key_name = ""
    details_type: type[Any]

    def __init__(self, *args: Any, existing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if existing:
            del self.fields[self.key_name]
        else:
            self.fields.pop("verified", None)

    def details(self) -> Any:
        """Return what was typed, for the operation."""
        names = self.details_type.__dataclass_fields__
        return self.details_type(**{n: self.cleaned_data[n] for n in names if n in self.cleaned_data})

    @property
    def key(self) -> str:
        """Return the key of a new row."""
        return str(self.cleaned_data[self.key_name])


class WarehouseForm(RowForm):
    """창고."""

    key_name, details_type = "code", WarehouseDetails
    code = CodeField(label=_("창고코드"), max_length=8)
    name_ko = _text(_("한글 이름"), 50, required=True)
    name_zh = _text(_("중문 이름"), 50, required=True)
    name_en = _text(_("영문 이름"), 50, required=True)
    address = _text(_("주소"), 200)
    active = _flag(_("사용"))


class CentreForm(RowForm):
    """쿠팡창고."""

    key_name, details_type = "code", CentreDetails
    code = _text(_("코드"), 40, required=True)
    name = _text(_("이름"), 40, required=True)
    fc_code = _text(_("센터 코드"), 10)
    bracket_code = _text(_("괄호 번호"), 10)
    region = _text(_("시/도"), 20)
    city = _text(_("도시명"), 60)
    postcode = forms.RegexField(
        r"\A[0-9]{5}\Z",
        label=_("우편번호"),
        required=False,
        error_messages={"invalid": _("숫자 5자리로 입력해 주세요")},
    )
    address = _text(_("주소"), 300)
    phone = _text(_("연락처"), 20)
    milkrun_basic_krw = CountField(label=_("밀크런 기본(원)"), max_pieces=100_000_000)
    milkrun_over_krw = CountField(label=_("밀크런 초과(원)"), max_pieces=100_000_000)
    note = _text(_("메모"), 200)
    active = _flag(_("사용"))
    verified = _flag(_("확인됨"), initial=False)

    def details(self) -> CentreDetails:
        """Return what was typed; a rate of 0 is an unknown one."""
        data = dict(self.cleaned_data)
        for name in ("milkrun_basic_krw", "milkrun_over_krw"):
            data[name] = data[name] or None
        return CentreDetails(**{n: data[n] for n in CentreDetails.__dataclass_fields__ if n in data})


class CourierForm(RowForm):
    """택배사."""

    key_name, details_type = "code", CourierDetails
    code = CodeField(label=_("코드"), max_length=20)
    name_ko = _text(_("한글 이름"), 40, required=True)
    name_zh = _text(_("중문 이름"), 40, required=True)
    name_en = _text(_("영문 이름"), 60, required=True)
    coupang_code = _text(_("쿠팡 코드"), 30)
    number_pattern = _text(
        _("운송장번호 형식"),
        60,
        help_text=_("정규식입니다. 다른 형식의 번호는 한 번 더 확인합니다. 예: ^[0-9]{12}$"),
    )
    active = _flag(_("사용"))
    verified = _flag(_("확인됨"), initial=False)


class TermForm(RowForm):
    """용어집."""

    key_name, details_type = "zh", TermDetails
    zh = _text(_("중국어"), 60, required=True)
    ko = _text(_("한국어"), 100, required=True)
    en = _text(_("영어"), 100, required=True)
    category = _text(_("분류"), 30)
    active = _flag(_("사용"))
    verified = _flag(_("확인됨"), initial=False)


class OwnerForm(Form):
    """화주."""

    name = _text(_("화주명"), 100, required=True)
    business_no = _text(_("사업자등록번호"), 20, help_text=_("숫자 10자리. 예: 220-81-62517"))
    default_language = forms.ChoiceField(label=_("언어"), choices=_LANGUAGES)
    auto_approve = _flag(
        _("자동승인"),
        initial=False,
        help_text=_("자동으로 등록된 상품의 정보가 모두 올바르면 바로 승인합니다"),
    )
    active = _flag(_("사용"), help_text=_("끄면 이 화주의 사용자는 로그인할 수 없습니다"))

    def details(self) -> OwnerDetails:
        """Return what was typed, for the operation."""
        return OwnerDetails(**self.cleaned_data)


class KeyForm(Form):
    """The 1688상품관 API KEY that the seller has."""

    api_key = _secret(
        _("1688상품관 API KEY"),
        _("화주가 1688상품관에서 확인한 KEY를 그대로 입력합니다. 저장한 뒤에는 다시 볼 수 없습니다"),
    )

    def clean_api_key(self) -> str:
        """Return the key without the spaces that copying brings along."""
        return str(self.cleaned_data["api_key"]).strip()


_LOGIN_HELP = _("영문, 숫자와 . _ @ - 로 3~64자")


def _language() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("언어"), choices=[("", _("브라우저 언어")), *_LANGUAGES], required=False)


class StaffForm(Form):
    """A new person of the warehouse."""

    login_id = _text(_("아이디"), 64, required=True, help_text=_LOGIN_HELP)
    name = _text(_("이름"), 100, required=True)
    role = forms.ChoiceField(
        label=_("역할"), choices=[_CHOOSE, *((r.value, ROLE_NAMES[r]) for r in Role if r in STAFF_ROLES)]
    )
    language = _language()
    password = _secret(_("비밀번호"), _("10자 이상"))

    def request(self) -> NewPerson:
        """Return what was typed, for the operation."""
        return NewPerson(**self.cleaned_data)


class SellerForm(Form):
    """A new person of an owner; they log in with the owner's key."""

    login_id = _text(_("아이디"), 64, required=True, help_text=_LOGIN_HELP)
    name = _text(_("이름"), 100, required=True)
    owner = forms.ChoiceField(label=_("화주"))
    role = forms.ChoiceField(
        label=_("역할"), choices=[_CHOOSE, *((r.value, ROLE_NAMES[r]) for r in Role if r in OWNER_ROLES)]
    )
    language = _language()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.choices = [_CHOOSE, *owner_choices()]

    def request(self) -> NewPerson:
        """Return what was typed, for the operation."""
        return NewPerson(**self.cleaned_data)


class PersonForm(Form):
    """What may be changed of a person."""

    name = _text(_("이름"), 100, required=True)
    role = forms.ChoiceField(label=_("역할"))
    language = _language()
    active = _flag(_("사용"), help_text=_("끄면 로그인할 수 없습니다"))

    def __init__(self, *args: Any, of_owner: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["role"]
        roles = OWNER_ROLES if of_owner else STAFF_ROLES
        field.choices = [(r.value, ROLE_NAMES[r]) for r in Role if r in roles]

    def details(self) -> PersonDetails:
        """Return what was typed, for the operation."""
        return PersonDetails(**self.cleaned_data)


class PasswordForm(Form):
    """A new password for a person of the warehouse."""

    password = _secret(_("새 비밀번호"), _("10자 이상. 저장하면 이 사용자는 다시 로그인해야 합니다"))


class TokenForm(Form):
    """The number that the telephone shows."""

    token = forms.RegexField(
        r"\A[0-9]{6}\Z",
        label=_("인증번호"),
        max_length=6,
        error_messages={"invalid": _("숫자 6자리로 입력해 주세요")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
