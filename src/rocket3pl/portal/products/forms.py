"""The form of one product: a block of 신규상품정보등록, and the popup 상품정보수정."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rocket3pl.catalog.codes import Codes
from rocket3pl.catalog.operations import Application, ProductFacts
from rocket3pl.owners.low_stock import MAX_THRESHOLD
from rocket3pl.shared import validators
from rocket3pl.shared.errors import Problem
from rocket3pl.web.forms import SENTENCES, Form, MoneyField, TextField, sentence

Text = str | Promise

PRODUCT_SENTENCES: Mapping[str, Text] = {
    "fnsku_taken": _("이미 등록된 Fnsku입니다: %(value)s"),
    "seller_sku_taken": _("같은 Seller sku와 옵션의 상품이 이미 있습니다: %(value)s"),
    "nothing_to_apply": _("상품을 1개 이상 추가해 주세요"),
    "nothing_ticked": _("삭제할 상품을 선택해 주세요"),
    "no_english_word": _("영문 단어를 넣어 입력해 주세요. 예: Round-neck knit"),
    "not_english": _("통관 서류에는 한글·한자를 쓸 수 없습니다. 영문으로 바꿔 주세요: %(value)s"),
}
CURRENCIES = (("USD", "USD"), ("CNY", "CNY"), ("KRW", "KRW"))
BATTERY = (("yes", _("포함")), ("no", _("포함안함")))
# Where goods of these sellers come from, the usual ones first.
ORIGINS: Mapping[str, Text] = {
    "CN": _("중국"),
    "KR": _("대한민국"),
    "VN": _("베트남"),
    "JP": _("일본"),
    "TW": _("대만"),
    "HK": _("홍콩"),
    "TH": _("태국"),
    "ID": _("인도네시아"),
    "MY": _("말레이시아"),
    "PH": _("필리핀"),
    "KH": _("캄보디아"),
    "MM": _("미얀마"),
    "BD": _("방글라데시"),
    "IN": _("인도"),
    "PK": _("파키스탄"),
    "TR": _("튀르키예"),
    "US": _("미국"),
    "DE": _("독일"),
    "FR": _("프랑스"),
    "IT": _("이탈리아"),
    "ES": _("스페인"),
    "GB": _("영국"),
    "AU": _("호주"),
}
_ABOVE_ZERO = _("0보다 큰 숫자로 입력해 주세요")


def facts_text(name: str, value: Any) -> str:
    """Return a fact as the form holds it."""
    if name == "has_battery":
        return "yes" if value else "no"
    if isinstance(value, bool):
        return "1" if value else ""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


class _Checked(TextField):
    """A text that a validator of the domain brings into its normal form."""

    def __init__(self, *, check: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._check = check

    def clean(self, value: Any) -> str:
        """Return the normal form. Raises ValidationError."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return self._check(text)
        except validators.BadValue as bad:
            problem = Problem("", bad.code, dict(bad.params))
            raise ValidationError(sentence(problem, PRODUCT_SENTENCES), code=bad.code) from None


def _picture_id(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise validators.BadValue("unknown_file") from None


def _amount(label: Text, places: int, maximum: str) -> MoneyField:
    return MoneyField(
        label=label,
        places=places,
        maximum=Decimal(maximum),
        above_zero=True,
        error_messages={"number": _ABOVE_ZERO, "negative": _ABOVE_ZERO},
    )


class ProductForm(Form):
    """Everything the manual asks of a product. Without `warehouses` it is the form of an edit."""

    sentences = PRODUCT_SENTENCES

    fnsku = _Checked(label=_("Fnsku"), max_length=32, check=validators.fnsku)
    image = _Checked(label=_("상품이미지"), max_length=36, check=_picture_id, widget=forms.HiddenInput)
    warehouse = forms.ChoiceField(label=_("입고창고"))
    seller_sku = _Checked(label=_("Seller sku"), max_length=64, check=validators.seller_sku)
    platform_sku = TextField(label=_("플랫폼SKU"), max_length=64, required=False)
    name_zh = TextField(label=_("중문상품명"), max_length=300)
    name_en = _Checked(label=_("영문상품명"), max_length=300, check=validators.english_name)
    name_ko = TextField(label=_("한글상품명"), max_length=300, required=False)
    name_en_draft = forms.BooleanField(required=False, widget=forms.HiddenInput)
    name_ko_draft = forms.BooleanField(required=False, widget=forms.HiddenInput)
    origin = forms.ChoiceField(label=_("원산지"), required=False)
    declared_price = _amount(_("세관신고가격"), 2, "9999999999.99")
    declared_currency = forms.ChoiceField(label=_("통화"), choices=CURRENCIES, initial="USD")
    hs_code = _Checked(label=_("hscode"), max_length=20, check=validators.hs_code, required=False)
    option_text = TextField(label=_("옵션"), max_length=300, required=False)
    product_url = _Checked(label=_("상품URL"), max_length=2000, check=validators.web_address, required=False)
    color = TextField(label=_("색상"), max_length=60, required=False)
    description = TextField(label=_("설명"), max_length=2000, required=False)
    weight_kg = _amount(_("무게"), 3, "99999.999")
    width_cm = _amount(_("가로"), 1, "99999.9")
    depth_cm = _amount(_("세로"), 1, "99999.9")
    height_cm = _amount(_("높이"), 1, "99999.9")
    has_battery = forms.ChoiceField(
        label=_("배터리포함여부"), choices=BATTERY, initial="no", widget=forms.RadioSelect
    )

    def __init__(
        self, *args: Any, warehouses: Sequence[tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if warehouses is None:
            del self.fields["warehouse"]
        else:
            choose = cast("forms.ChoiceField", self.fields["warehouse"])
            choose.choices = [("", _("창고선택")), *warehouses]
        origin = cast("forms.ChoiceField", self.fields["origin"])
        origin.choices = [("", _("선택 안 함")), *((c, f"{name} ({c})") for c, name in ORIGINS.items())]
        for name, field in self.fields.items():
            # Codes that are no one's in this form never came from its selects.
            field.error_messages["invalid_choice"] = cast("Any", SENTENCES["unknown"])
            field.error_messages["max_length"] = cast("Any", _("%(limit_value)s자 이하로 입력해 주세요"))
            if name == "image":
                field.error_messages["required"] = cast("Any", SENTENCES["image_missing"])

    def untranslated(self) -> str:
        """Return the parts of the English name that are to be translated, unless an error names them."""
        return "" if self.is_bound else ", ".join(validators.not_english(str(self["name_en"].value() or "")))

    def facts(self) -> ProductFacts:
        """Return what was typed, in the normal form of each value."""
        values = {k: v for k, v in self.cleaned_data.items() if k != "warehouse"}
        return ProductFacts(**{**values, "has_battery": values["has_battery"] == "yes"})

    def codes(self) -> Codes:
        """Return the codes that make sense, whatever else does not."""
        self.is_valid()
        good = self.cleaned_data
        option = good.get("option_text")
        # Without its option a Seller sku says not yet which product is meant.
        seller_sku = good.get("seller_sku", "") if option is not None else ""
        return Codes(good.get("fnsku", ""), seller_sku, option or "")

    def application(self) -> Application:
        """Return the block as an application."""
        return Application(self.cleaned_data["warehouse"], self.facts())


def initial_of(facts: ProductFacts) -> dict[str, str]:
    """Return the values of a form that shows a product."""
    return {name: facts_text(name, getattr(facts, name)) for name in ProductFacts.__dataclass_fields__}


class OwnLowStockForm(Form):
    """From which number on this one product counts as 재고부족; empty for the number of all products."""

    threshold = MoneyField(
        label=_("이 상품의 재고 부족 기준 개수"), places=0, maximum=Decimal(MAX_THRESHOLD), required=False
    )
