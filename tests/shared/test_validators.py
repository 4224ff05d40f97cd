"""What people type becomes its normal form, or is refused by name."""

from collections.abc import Callable

import phonenumbers
import pytest

from rocket3pl.shared import validators as v

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("check", "typed", "normal"),
    [
        (v.fnsku, " d1111536562010114 ", "D1111536562010114"),
        (v.fnsku, "Ｄ１１１１", "D1111"),
        (v.fnsku, "X00-AB_1.2", "X00-AB_1.2"),
        (v.seller_sku, " D118024465402 ", "D118024465402"),
        (v.seller_sku, "니트-화이트", "니트-화이트"),
        (v.english_name, "Round-neck knit, 50% wool (é, ™, 2.0)", "Round-neck knit, 50% wool (é, ™, 2.0)"),
        (v.english_draft, "加绒 knit", "加绒 knit"),
        (v.hs_code, "6110.30-0000", "6110300000"),
        (v.hs_code, "6110 30", "611030"),
        (v.postcode, "０６２３６", "06236"),
        (v.phone, "010-1234-5678", "01012345678"),
        (v.phone, "+82 10 1234 5678", "01012345678"),
        (v.phone, "02)123-4567", "021234567"),
        (v.phone, "0502-1234-5678", "050212345678"),
        (v.phone, "070-7730-9778", "07077309778"),
        (v.phone, "1588-1234", "15881234"),
        (
            v.web_address,
            "https://detail.1688.com/offer/1.html?a=1",
            "https://detail.1688.com/offer/1.html?a=1",
        ),
        (v.tracking_no, "6801-2345-6789 ", "680123456789"),
        (v.business_no, "120-88-00767", "1208800767"),
        (v.business_no, "124-81-00998", "1248100998"),
        (v.business_no, "220-81-62517", "2208162517"),
        (v.scanned, "ㅇ1111536562010114", "D1111536562010114"),
        (v.scanned, "ㄸㅐ655500308056", "EO655500308056"),
        (v.scanned, "때655500308056", "EO655500308056"),
        (v.scanned, "ｄ１１１\r\n", "D111"),
    ],
)
def test_normal_forms(check: Callable[[str], str], typed: str, normal: str) -> None:
    assert check(typed) == normal


@pytest.mark.parametrize(
    ("check", "typed", "code"),
    [
        (v.fnsku, "ABC", "bad_fnsku"),
        (v.fnsku, "A" * 33, "bad_fnsku"),
        (v.fnsku, "D111 222", "bad_fnsku"),
        (v.fnsku, "니트1234", "bad_fnsku"),
        (v.fnsku, "", "bad_fnsku"),
        (v.seller_sku, "", "bad_seller_sku"),
        (v.seller_sku, "=1+1", "bad_seller_sku"),
        (v.seller_sku, "x" * 65, "bad_seller_sku"),
        (v.english_name, "加绒", "no_english_word"),
        (v.english_draft, "니트", "no_english_word"),
        (v.english_name, "加绒 knit", "not_english"),
        (v.english_name, "knit 니트", "not_english"),
        (v.english_name, "knit ㅋ", "not_english"),
        (v.english_name, "knit \U00020000", "not_english"),
        (v.hs_code, "61103", "bad_hs_code"),
        (v.hs_code, "61103000001", "bad_hs_code"),
        (v.hs_code, "6110A0", "bad_hs_code"),
        (v.postcode, "123-456", "old_postcode"),
        (v.postcode, "123456", "old_postcode"),
        (v.postcode, "1234", "bad_postcode"),
        (v.postcode, "1234a", "bad_postcode"),
        (v.phone, "010-12", "bad_phone"),
        (v.phone, "+1 212 555 0100", "bad_phone"),
        (v.phone, "010-1234-5678 (엄마)", "bad_phone"),
        (v.phone, "", "bad_phone"),
        (v.web_address, "javascript:alert(1)", "bad_url"),
        (v.web_address, "http://127.0.0.1/x", "bad_url"),
        (v.web_address, "http://[::1]/x", "bad_url"),
        (v.web_address, "http://localhost/", "bad_url"),
        (v.web_address, "https://user:pw@1688.com/", "bad_url"),
        (v.web_address, "https://1688.com/a b", "bad_url"),
        (v.web_address, "https://[bad", "bad_url"),
        (v.tracking_no, "12", "bad_tracking_no"),
        (v.tracking_no, "680' OR 1=1", "bad_tracking_no"),
        (v.business_no, "101-81-00000", "bad_business_no"),
        (v.business_no, "123", "bad_business_no"),
    ],
)
def test_refusals(check: Callable[[str], str], typed: str, code: str) -> None:
    with pytest.raises(v.BadValue) as refused:
        check(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("digits", "shown", "masked"),
    [
        ("01012345678", "010-1234-5678", "010-****-5678"),
        ("0212345678", "02-1234-5678", "02-****-5678"),
        ("021234567", "02-123-4567", "02-***-4567"),
        ("050212345678", "0502-1234-5678", "0502-****-5678"),
        ("15881234", "1588-1234", "****-1234"),
    ],
)
def test_phones_are_shown_and_masked(digits: str, shown: str, masked: str) -> None:
    assert (v.phone_text(digits), v.mask_phone(digits)) == (shown, masked)


@pytest.mark.parametrize(
    ("name", "masked"), [("홍길동", "홍*동"), ("이영", "이*"), ("가", "*"), ("", ""), ("Johnson", "J*****n")]
)
def test_names_are_masked(name: str, masked: str) -> None:
    assert v.mask_name(name) == masked


def test_addresses_lose_their_house() -> None:
    assert v.mask_address("테헤란로 152 강남파이낸스센터 3층") == "테헤란로 강남파이낸스센터 ***"
    assert v.mask_address("") == ""


@pytest.mark.parametrize("typed", [f"010{sep}{n}000{sep}0001" for n in range(10) for sep in ("", "-")])
def test_mobile_numbers_are_what_the_library_says(typed: str) -> None:
    """Those that are known without the library are numbers to it as well."""
    number = phonenumbers.parse(typed, "KR")
    assert phonenumbers.is_valid_number(number)
    assert v.phone(typed) == f"0{number.national_number}" == typed.replace("-", "")
