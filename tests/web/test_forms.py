"""Fields read what people type, and problems land on their fields."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from rocket3pl.shared.errors import Problem
from rocket3pl.web.forms import (
    Form,
    MoneyField,
    PiecesField,
    TextField,
    given_key,
    problems_to_form,
    sentence,
    submission_key,
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("1", 1), (" 20 ", 20), ("1,284", 1284), ("１２", 12), ("007", 7), ("1000000", 1_000_000), (5, 5)],
)
def test_pieces(typed: object, read: int) -> None:
    assert PiecesField().clean(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "0",
        "-1",
        "1.5",
        "1e3",
        "NaN",
        "inf",
        "0x10",
        "1_000",
        "12,34",
        "1000001",
        "9" * 50,
        "한",
        "1 2",
        "²",
        "٣",
        "",
        None,
        True,
    ],
)
def test_not_pieces(typed: object) -> None:
    with pytest.raises(ValidationError):
        PiecesField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "read"), [("12.5", "12.50"), ("1,284,500", "1284500"), ("０.5", "0.5"), ("0", "0")]
)
def test_money(typed: str, read: str) -> None:
    assert MoneyField().clean(typed) == Decimal(read)


@pytest.mark.parametrize("typed", ["-1", "NaN", "1e5", "1.234", "Infinity", "1.2.3", "9" * 25, "1,2"])
def test_not_money(typed: str) -> None:
    with pytest.raises(ValidationError):
        MoneyField().clean(typed)


class _Line(Form):
    name = TextField(label="이름")
    quantity = PiecesField(label="수량")


def test_control_characters_are_refused_and_spaces_trimmed() -> None:
    assert "name" in _Line({"name": "a\x00b", "quantity": "1"}).errors
    good = _Line({"name": "  니트 ", "quantity": "1"})
    assert good.is_valid()
    assert good.cleaned_data["name"] == "니트"


class _Choice(Form):
    warehouse = forms.ChoiceField(choices=[("", "창고선택"), ("ICN1", "인천창고")])
    centre = TextField()
    memo = TextField()
    chosen = ("centre",)


def test_what_is_chosen_is_not_asked_to_be_typed() -> None:
    form = _Choice({})
    assert {name: list(said) for name, said in form.errors.items()} == {
        "warehouse": ["선택해 주세요"],
        "centre": ["선택해 주세요"],
        "memo": ["입력해 주세요"],
    }
    form = _Choice({"warehouse": "ICN1", "centre": "고양1", "memo": "a"})
    missing = [Problem(name, "required") for name in ("warehouse", "centre", "memo")]
    assert problems_to_form(missing, form) == []
    assert {name: list(said) for name, said in form.errors.items()} == {
        "warehouse": ["선택해 주세요"],
        "centre": ["선택해 주세요"],
        "memo": ["입력해 주세요"],
    }


def test_numbers_in_sentences_have_separators() -> None:
    assert sentence(Problem("", "not_enough", {"available": 1490})) == "출고가능수량 1,490개를 초과했습니다"
    # What is text stays as it was given.
    assert sentence(Problem("", "code_taken", {"value": "12345"})) == "이미 사용 중인 값입니다: 12345"


def test_problems_land_on_their_fields() -> None:
    head, line = _Line({"name": "a", "quantity": "1"}), _Line({"name": "b", "quantity": "9"})
    left = problems_to_form(
        [
            Problem("orders.0.quantity", "not_enough", {"available": 2}),
            Problem("name", "duplicate"),
            Problem("", "x"),
        ],
        {"": head, "orders.0": line},
    )
    assert left == []
    assert line.errors["quantity"] == ["출고가능수량 2개를 초과했습니다"]
    assert head.errors["name"] == ["이미 등록되어 있습니다"]
    assert head.non_field_errors() == ["입력 내용을 확인해 주세요"]


def test_submission_keys() -> None:
    key = submission_key()
    assert given_key({"submission_key": key}) == key
    assert given_key({"submission_key": "<b>"}) != "<b>"
