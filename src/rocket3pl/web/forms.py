"""Form helpers: fields that read what people really type, and problems shown where they belong."""

import re
import secrets
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rocket3pl.shared.errors import Problem
from rocket3pl.web.formats import number

Text = str | Promise
MAX_PIECES = 1_000_000
KEY_FIELD = "submission_key"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")

# What to say for the problem codes of any room; a form may add its own with `sentences`.
SENTENCES: dict[str, Text] = {
    "required": _("입력해 주세요"),
    # The same for what is chosen and not typed.
    "not_chosen": _("선택해 주세요"),
    "missing_field": _("입력해 주세요"),
    "too_long": _("%(max)s자 이하로 입력해 주세요"),
    "not_a_number": _("숫자로 입력해 주세요"),
    "out_of_range": _("입력할 수 있는 범위를 벗어났습니다"),
    "duplicate": _("이미 등록되어 있습니다"),
    "unknown": _("목록에서 다시 선택해 주세요"),
    "not_enough": _("출고가능수량 %(available)s개를 초과했습니다"),
    "quantity_out_of_range": _("1 이상 %(max)s 이하의 정수로 입력해 주세요"),
    "box_count_out_of_range": _("박스 수는 1 이상 %(max)s 이하로 입력해 주세요"),
    "code_taken": _("이미 사용 중인 값입니다: %(value)s"),
    "unknown_warehouse": _("창고를 다시 선택해 주세요"),
    "unknown_courier": _("택배사를 다시 선택해 주세요"),
    "unknown_product": _("상품을 찾을 수 없습니다. 목록에서 다시 선택해 주세요"),
    "not_approved": _("승인된 상품만 신청할 수 있습니다"),
    "duplicate_line": _("같은 상품이 두 번 들어 있습니다. 한 줄로 합쳐 주세요"),
    "duplicate_in_request": _("이번 신청 안에서 값이 겹칩니다: %(value)s"),
    "several_warehouses": _("한 번에 한 창고의 상품만 신청할 수 있습니다"),
    "no_lines": _("상품을 1개 이상 추가해 주세요"),
    "too_many_lines": _("상품은 %(max)s줄까지 신청할 수 있습니다"),
    "reason_missing": _("사유를 입력해 주세요"),
    "bad_fnsku": _("영문 대문자와 숫자, - _ . 로 4~32자를 입력해 주세요"),
    "bad_seller_sku": _("영문, 숫자, 한글과 - _ . / 로 64자까지 입력해 주세요"),
    "bad_hs_code": _("숫자 6~10자리로 입력해 주세요. 예: 6110300000"),
    "bad_postcode": _("우편번호 5자리를 입력해 주세요. 예: 06236"),
    "old_postcode": _("예전 6자리 우편번호입니다. 새 우편번호 5자리를 입력해 주세요"),
    "bad_phone": _("전화번호를 확인해 주세요. 예: 010-1234-5678"),
    "bad_url": _("http:// 또는 https:// 로 시작하는 인터넷 주소를 입력해 주세요"),
    "bad_tracking_no": _("운송장번호는 영문과 숫자 5~40자로 입력해 주세요"),
    "bad_business_no": _("사업자등록번호 10자리를 확인해 주세요"),
    "file_empty": _("파일을 선택해 주세요. 빈 파일은 올릴 수 없습니다"),
    "file_too_large": _("파일이 너무 큽니다. %(max)sMB 이하의 파일을 선택해 주세요"),
    "file_type": _("지원하지 않는 형식입니다. %(formats)s 파일을 선택해 주세요"),
    "file_broken": _("파일이 손상되어 열 수 없습니다. 다시 저장한 파일을 선택해 주세요"),
    "file_locked": _("암호가 걸린 파일입니다. 암호를 풀고 다시 선택해 주세요"),
    "image_too_large": _("이미지의 가로세로 크기가 너무 큽니다. 줄여서 다시 선택해 주세요"),
    "too_many_pages": _("PDF가 너무 깁니다. %(max)s쪽 이하의 파일을 선택해 주세요"),
    "image_missing": _("상품이미지를 올려 주세요"),
    "unknown_file": _("파일을 찾을 수 없습니다. 다시 올려 주세요"),
    "unknown_kind": _("올릴 수 없는 파일입니다"),
    "bad_code": _("영문, 숫자와 _ . - 로 입력해 주세요"),
    "bad_pattern": _("정규식이 올바르지 않습니다"),
    "bad_login_id": _("영문, 숫자와 . _ @ - 로 3~64자를 입력해 주세요"),
    "bad_key": _("띄어쓰기 없이 영문, 숫자, 기호로 8~200자를 입력해 주세요"),
    "role_mismatch": _("역할을 목록에서 다시 선택해 주세요"),
    "own_account": _("본인의 역할과 사용 여부는 다른 관리자가 변경할 수 있습니다"),
    "own_second_factor": _("본인의 2단계 인증은 2단계 인증 설정에서 인증번호를 입력해 끌 수 있습니다"),
    "no_password": _("화주는 비밀번호 대신 1688상품관 API KEY로 로그인합니다"),
    "password_too_short": _("비밀번호는 %(min_length)s자 이상으로 입력해 주세요"),
    "password_too_common": _("너무 흔한 비밀번호입니다. 다른 비밀번호를 입력해 주세요"),
    "password_too_similar": _("아이디나 이름과 너무 비슷합니다. 다른 비밀번호를 입력해 주세요"),
    "too_many_people": _("직원은 %(max)s명까지 등록할 수 있습니다"),
}


# Only full-width signs: wider normalisation would read 10² as 102.
_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}


def normal_digits(text: str) -> str:
    """Return the text with full-width signs as ASCII, without spaces around it."""
    return text.translate(_FULL_WIDTH).strip()


def refuse_control_characters(value: object) -> None:
    """Raise ValidationError for text that holds characters nobody can type."""
    if isinstance(value, str) and _CONTROL.search(value):
        raise ValidationError(
            _("사용할 수 없는 문자가 들어 있습니다. 지우고 다시 입력해 주세요"), code="control_character"
        )


class TextField(forms.CharField):
    """A trimmed, composed (NFC) text without control characters."""

    def to_python(self, value: Any) -> str | None:
        """Return the text. Raises ValidationError."""
        refuse_control_characters(value)
        text = super().to_python(value)
        return unicodedata.normalize("NFC", text) if text else text


class PiecesField(forms.Field):
    """A number of pieces: whole, 1 to 1,000,000. Takes 1,284 and full-width digits, nothing vaguer."""

    widget = forms.TextInput
    default_error_messages = {
        "whole": _("1 이상의 정수로 입력해 주세요"),
        "max": _("%(max)s개 이하로 입력해 주세요"),
    }

    def __init__(self, *, max_pieces: int = MAX_PIECES, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_pieces = max_pieces

    def widget_attrs(self, _widget: forms.Widget) -> dict[str, Any]:
        """Return the attributes that bring up the number keys."""
        return {"inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value: Any) -> int | None:
        """Return the number, None for an empty field. Raises ValidationError."""
        if value is None or isinstance(value, bool):
            return None
        text = normal_digits(str(value))
        if not text:
            return None
        if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", text):
            text = text.replace(",", "")
        if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) < 1:
            raise ValidationError(self.error_messages["whole"], code="whole")
        if int(text) > self.max_pieces:
            raise ValidationError(
                self.error_messages["max"], code="max", params={"max": f"{self.max_pieces:,}"}
            )
        return int(text)


class MoneyField(forms.Field):
    """An amount, or another exact quantity: not negative, with so many decimals at most."""

    widget = forms.TextInput
    default_error_messages = {
        "number": _("숫자로 입력해 주세요"),
        "negative": _("0 이상으로 입력해 주세요"),
        "places": _("소수점 아래 %(places)s자리까지 입력할 수 있습니다"),
        "max": _("%(max)s 이하로 입력해 주세요"),
    }

    def __init__(
        self,
        *,
        places: int = 2,
        maximum: Decimal = Decimal(9999999999),
        above_zero: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.places, self.maximum, self.above_zero = places, maximum, above_zero

    def widget_attrs(self, _widget: forms.Widget) -> dict[str, Any]:
        """Return the attributes that bring up the number keys."""
        return {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Decimal | None:
        """Return the amount, None for an empty field. Raises ValidationError."""
        text = normal_digits(str(value)) if value is not None else ""
        if not text:
            return None
        if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", text):
            text = text.replace(",", "")
        try:
            amount = Decimal(text) if re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{0,20})?", text) else None
        except InvalidOperation:
            amount = None
        if amount is None:
            raise ValidationError(self.error_messages["number"], code="number")
        if amount < 0 or (self.above_zero and amount == 0):
            code = "number" if self.above_zero and amount == 0 else "negative"
            raise ValidationError(self.error_messages[code], code=code)
        if amount > self.maximum:
            raise ValidationError(self.error_messages["max"], code="max", params={"max": f"{self.maximum:,}"})
        if amount != round(amount, self.places):
            raise ValidationError(
                self.error_messages["places"], code="places", params={"places": self.places}
            )
        return round(amount, self.places)


class Form(forms.Form):
    """Base of every form: no colon after labels, control characters refused in every text."""

    sentences: Mapping[str, Text] = {}
    # Fields of text that the page shows as a select.
    chosen: Collection[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            empty = (
                "not_chosen" if isinstance(field, forms.ChoiceField) or name in self.chosen else "required"
            )
            field.error_messages["required"] = cast("Any", SENTENCES[empty])
            if isinstance(field, forms.CharField) and refuse_control_characters not in field.validators:
                field.validators.insert(0, refuse_control_characters)


def submission_key() -> str:
    """Return a new key for a form's hidden input: the same key twice is the same submission."""
    return secrets.token_urlsafe(24)


def given_key(data: Mapping[str, Any]) -> str:
    """Return the key a form came with, or a new one when it is missing or malformed."""
    key = str(data.get(KEY_FIELD) or "")
    return key if _KEY.fullmatch(key) else submission_key()


def sentence(problem: Problem, extra: Mapping[str, Text] | None = None) -> str:
    """Return the sentence for a problem, with its numbers filled in."""
    text = str(
        (extra or {}).get(problem.code) or SENTENCES.get(problem.code) or gettext("입력 내용을 확인해 주세요")
    )
    params = {
        name: number(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value
        for name, value in problem.params.items()
    }
    try:
        return text % params if params else text
    except (KeyError, TypeError, ValueError):
        return text


def problems_to_form(
    problems: Iterable[Problem],
    forms_by_path: Mapping[str, forms.BaseForm] | forms.BaseForm,
    sentences: Mapping[str, Text] | None = None,
) -> list[Problem]:
    """Put each problem on the field it is about, and return those that belong to no field.

    forms_by_path  one form, or forms by the start of the path: {"": head, "lines.0": first line}
    """
    by_path = forms_by_path if isinstance(forms_by_path, Mapping) else {"": forms_by_path}
    left: list[Problem] = []
    for problem in problems:
        parts = problem.path.split(".") if problem.path else []
        for cut in range(len(parts), -1, -1):
            form = by_path.get(".".join(parts[:cut]))
            if form is None:
                continue
            name = parts[cut] if cut < len(parts) else None
            words = sentence(problem, {**getattr(form, "sentences", {}), **(sentences or {})})
            if problem.code == "required" and isinstance(form, Form) and name in form.fields:
                # The field knows whether it is typed or chosen.
                words = str(form.fields[name].error_messages["required"])
            _full_clean_once(form)
            form.add_error(name if name in form.fields else None, words)
            break
        else:
            left.append(problem)
    return left


def _full_clean_once(form: forms.BaseForm) -> None:
    """Make sure that the form has been validated: errors can only be added afterwards."""
    form.errors  # noqa: B018 - reading it validates
    if not hasattr(form, "cleaned_data"):
        form.cleaned_data = {}


def error_count(all_forms: Sequence[forms.BaseForm]) -> int:
    """Return how many fields of the forms have errors."""
    return sum(len(form.errors) for form in all_forms)
