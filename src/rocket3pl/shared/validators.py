"""Checks and normal forms of what people type: codes, phones, postcodes, addresses; and masking.

Every function takes text and returns its normal form, or raises BadValue with a problem code that
the interface has a sentence for. They know nothing of forms, so that screens, files and programs
are held to the same rules.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import phonenumbers

from rocket3pl.shared.errors import Problem

# The unit barcode (Fnsku) as the warehouse accepts it: 4 to 32 of A-Z 0-9 - _ .
FNSKU = re.compile(r"[A-Z0-9][A-Z0-9\-_.]{3,31}")
SELLER_SKU = re.compile(r"[A-Za-z0-9가-힣][A-Za-z0-9가-힣\-_./]{0,63}")
POSTCODE = re.compile(r"[0-9]{5}")
# What names a warehouse or a courier in addresses and files.
CODE = re.compile(r"[A-Za-z0-9_.-]+")
# Coupang's 발주번호 is 8 to 10 digits where it was seen; other shapes are only warned about.
COUPANG_PO = re.compile(r"[0-9]{8,10}")
# Chinese signs and Korean letters, those of old texts too: what customs papers in English cannot hold.
_HAN_OR_HANGUL = re.compile(
    "[\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc]+"
)
_OLD_POSTCODE = re.compile(r"[0-9]{3}-?[0-9]{3}")
_PUNCTUATION = re.compile(r"[\s.\-\u2010-\u2015]")
_REPRESENTATIVE = re.compile(r"1[568][0-9]{6}")
# Most numbers are these, and all of them valid: the library takes long to say so, for each of many orders.
_MOBILE = re.compile(r"010-?[0-46-9][0-9]{3}-?[0-9]{4}")


class BadValue(ValueError):  # noqa: N818 - says what it is
    """The text does not make sense; `code` is the problem's word."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def bare(text: str) -> str:
    """Return a number as it is kept, however it is set: half-width, no spaces, points and hyphens."""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text))


def normal_code(text: str) -> str:
    """Return a scanned or typed code: half-width, trimmed, in capitals."""
    return unicodedata.normalize("NFKC", text).strip().upper()


# Two-set Hangul keyboard: what a scanner "types" while the Korean input method is on.
_JAMO = dict(
    zip(
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ",
        "QWERTYUIOPASDFGHJKLZXCVBNMQWERTOP",
        strict=True,
    )
)
_PAIRS = {
    "ㅘ": "HK", "ㅙ": "HO", "ㅚ": "HL", "ㅝ": "NJ", "ㅞ": "NP", "ㅟ": "NL", "ㅢ": "ML",
    "ㄳ": "RT", "ㄵ": "SW", "ㄶ": "SG", "ㄺ": "FR", "ㄻ": "FA", "ㄼ": "FQ", "ㄽ": "FT",
    "ㄾ": "FX", "ㄿ": "FV", "ㅀ": "FG", "ㅄ": "QT",
}  # fmt: skip
_FIRST = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_MIDDLE = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_LAST = "_ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"


def scanned(text: str) -> str:
    """Return a scanned code as the barcode says it, whatever the keyboard made of it.

    Half-width and capitals; Hangul is turned back into the keys that were struck (ㅇ111 is D111).
    """
    keys = []
    for sign in unicodedata.normalize("NFKC", text).strip():
        if "가" <= sign <= "힣":
            n = ord(sign) - 0xAC00
            parts = [_FIRST[n // 588], _MIDDLE[n % 588 // 28], _LAST[n % 28]]
            keys += [_JAMO.get(p) or _PAIRS.get(p, "") for p in parts if p != "_"]
        else:
            jamo = _compatible(sign)
            keys.append(_JAMO.get(jamo) or _PAIRS.get(jamo) or sign)
    return "".join(keys).upper()


def _compatible(sign: str) -> str:
    """Return a conjoining Hangul letter (NFKC makes those) as the stand-alone one."""
    n = ord(sign)
    if 0x1100 <= n <= 0x1112:  # noqa: PLR2004 - the block of first consonants
        return _FIRST[n - 0x1100]
    if 0x1161 <= n <= 0x1175:  # noqa: PLR2004 - the block of vowels
        return _MIDDLE[n - 0x1161]
    if 0x11A8 <= n <= 0x11C2:  # noqa: PLR2004 - the block of final consonants
        return _LAST[n - 0x11A8 + 1]
    return sign


def fnsku(text: str) -> str:
    """Return a unit barcode in capitals. Raises BadValue (bad_fnsku)."""
    code = normal_code(text)
    if not FNSKU.fullmatch(code):
        raise BadValue("bad_fnsku")
    return code


def seller_sku(text: str) -> str:
    """Return the seller's own code, as typed. Raises BadValue (bad_seller_sku)."""
    code = unicodedata.normalize("NFKC", text).strip()
    if not SELLER_SKU.fullmatch(code):
        raise BadValue("bad_seller_sku")
    return code


def english_draft(text: str) -> str:
    """Return a name that holds at least one English word. Raises BadValue (no_english_word)."""
    if not re.search(r"[A-Za-z]{2}", text):
        raise BadValue("no_english_word")
    return text


def english_name(text: str) -> str:
    """Return a name that customs can read: an English word, and nothing in Chinese or Korean.

    Raises BadValue (no_english_word, or not_english with the parts as "value").
    """
    english_draft(text)
    if parts := not_english(text):
        raise BadValue("not_english", value=", ".join(parts))
    return text


def not_english(text: str) -> tuple[str, ...]:
    """Return the Chinese and Korean parts of a text, each once, in order."""
    return tuple(dict.fromkeys(_HAN_OR_HANGUL.findall(text)))


def hs_code(text: str) -> str:
    """Return 6 to 10 digits of an HS code; dots and hyphens are taken out. Raises BadValue."""
    digits = bare(text)
    if not re.fullmatch(r"[0-9]{6,10}", digits):
        raise BadValue("bad_hs_code")
    return digits


def postcode(text: str) -> str:
    """Return a five-digit postcode. Raises BadValue (old_postcode, bad_postcode)."""
    digits = unicodedata.normalize("NFKC", text).strip()
    if POSTCODE.fullmatch(digits):
        return digits
    raise BadValue("old_postcode" if _OLD_POSTCODE.fullmatch(digits) else "bad_postcode")


def phone(text: str) -> str:
    """Return the digits of a Korean phone number, the safe numbers 050x of marketplaces included.

    Raises BadValue (bad_phone).
    """
    typed = unicodedata.normalize("NFKC", text).strip()
    if re.search(r"[^0-9+()\s.\-]", typed):
        raise BadValue("bad_phone")
    digits = re.sub(r"[^0-9]", "", typed)
    if _REPRESENTATIVE.fullmatch(digits) or _MOBILE.fullmatch(typed):
        return digits
    try:
        number = phonenumbers.parse(typed, "KR")
    except phonenumbers.NumberParseException:
        raise BadValue("bad_phone") from None
    if number.country_code != 82 or not phonenumbers.is_valid_number(number):  # noqa: PLR2004 - Korea
        raise BadValue("bad_phone")
    return "0" + str(number.national_number)


def phone_text(digits: str) -> str:
    """Return a stored phone number with its hyphens: 010-1234-5678."""
    if _REPRESENTATIVE.fullmatch(digits):
        return f"{digits[:4]}-{digits[4:]}"
    if digits.startswith("050") and len(digits) in (11, 12):
        return f"{digits[:4]}-{digits[4:-4]}-{digits[-4:]}"
    head = 2 if digits.startswith("02") else 3
    if len(digits) < head + 7:
        return digits
    return f"{digits[:head]}-{digits[head:-4]}-{digits[-4:]}"


def web_address(text: str) -> str:
    """Return an http(s) address of a public-looking host. Raises BadValue (bad_url).

    Nothing is ever fetched from it here; it is shown as a link, so script and data addresses, names
    and passwords in it, and addresses of inside machines are refused.
    """
    typed = unicodedata.normalize("NFC", text).strip()
    try:
        parts = urlsplit(typed)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise BadValue("bad_url") from None
    inside = not host or "." not in host or host == "localhost" or _is_address(host)
    if parts.scheme not in ("http", "https") or parts.username or inside or re.search(r"\s", typed):
        raise BadValue("bad_url")
    return typed


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def tracking_no(text: str) -> str:
    """Return a tracking number without spaces and hyphens, in capitals. Raises BadValue."""
    code = bare(text).upper()
    if not re.fullmatch(r"[0-9A-Z]{5,40}", code):
        raise BadValue("bad_tracking_no")
    return code


def business_no(text: str) -> str:
    """Return the ten digits of a 사업자등록번호. Raises BadValue (bad_business_no).

    Check digit: weights 1 3 7 1 3 7 1 3 5, plus the tens of the ninth product.
    """
    digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))
    d = [int(c) for c in digits]
    if len(d) != 10:  # noqa: PLR2004 - ten digits
        raise BadValue("bad_business_no")
    total = sum(a * b for a, b in zip(d[:9], (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=True)) + d[8] * 5 // 10
    if (10 - total % 10) % 10 != d[9]:
        raise BadValue("bad_business_no")
    return digits


def mask_name(name: str) -> str:
    """Return a person's name with its middle hidden: 홍*동, 이*, J***n. Organisations are masked too."""
    if len(name) <= 1:
        return "*" * len(name)
    if len(name) == 2:  # noqa: PLR2004 - two signs: the second is hidden
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_phone(digits: str) -> str:
    """Return a phone number with its middle hidden: 010-****-5678."""
    parts = phone_text(digits).split("-")
    if len(parts) == 1:
        return "*" * max(0, len(digits) - 4) + digits[-4:]
    middle = parts[1:-1] or parts[:1]
    return "-".join("*" * len(p) if p in middle else p for p in parts)


def mask_address(address: str) -> str:
    """Return an address cut after its street's name: numbers tell the house, so they go."""
    words = address.split()
    kept = [w for w in words if not re.search(r"[0-9]", w)][:2]
    return " ".join([*kept, "***"]) if words else ""


def normal_texts(
    thing: object, lengths: Mapping[str, int], checks: Mapping[str, Callable[[str], str]]
) -> tuple[dict[str, str], list[Problem]]:
    """Return the checked texts of a thing in their normal form, and what is wrong with its texts.

    The problems are too_long with "max", and those of the checks; an empty text is always right.
    """
    normal: dict[str, str] = {}
    found = [
        Problem(name, "too_long", {"max": most})
        for name, most in lengths.items()
        if len(getattr(thing, name)) > most
    ]
    for name, check in checks.items():
        text = getattr(thing, name)
        try:
            normal[name] = check(text) if text else ""
        except BadValue as bad:
            found.append(Problem(name, bad.code, dict(bad.params)))
    return normal, found
