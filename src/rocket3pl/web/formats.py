"""How numbers, moments, money and names are written on screen."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext

from rocket3pl.shared.counting import COUNT_CAP
from rocket3pl.shared.listing import Page
from rocket3pl.shared.tenancy import SYSTEM

SEOUL = ZoneInfo("Asia/Seoul")

# Final consonants of the digits as Koreans read them: 영 일 이 삼 사 오 육 칠 팔 구.
_DIGIT_FINALS = {"0": 21, "1": 8, "2": 0, "3": 16, "4": 0, "5": 0, "6": 1, "7": 8, "8": 8, "9": 0}
_RIEUL = 8


def number(value: float | Decimal | None) -> str:
    """Return a number with thousands separators and without idle zeros: 1,284, 0.33. None is "-"."""
    if value is None:
        return "-"
    return f"{value.normalize():,f}" if isinstance(value, Decimal) else f"{value:,}"


def counted(page: Page, tab: str | None = None) -> str:
    """Return how many rows a list has in all, or in a tab, as far as they were counted.

    1,284, or 100+ where counting stopped.
    """
    n = page.total if tab is None else page.counts[tab]
    more = page.at_least or n > COUNT_CAP or tab in page.beyond
    return number(min(n, COUNT_CAP)) + ("+" if more else "")


def in_seoul(value: dt.datetime) -> dt.datetime:
    """Return the moment on the warehouse's clock."""
    return value.astimezone(SEOUL) if value.tzinfo else value.replace(tzinfo=SEOUL)


def date(value: dt.date | dt.datetime | None) -> str:
    """Return YYYY-MM-DD, of a moment the day in Seoul. None is "-"."""
    if value is None:
        return "-"
    return f"{in_seoul(value) if isinstance(value, dt.datetime) else value:%Y-%m-%d}"


def datetime_short(value: dt.datetime | None) -> str:
    """Return MM-DD HH:MM in Seoul. None is "-"."""
    return "-" if value is None else f"{in_seoul(value):%m-%d %H:%M}"


def datetime_full(value: dt.datetime | None) -> str:
    """Return YYYY-MM-DD HH:MM in Seoul. None is "-"."""
    return "-" if value is None else f"{in_seoul(value):%Y-%m-%d %H:%M}"


def money(amount: Decimal | int | None, currency: str = "KRW") -> str:
    """Return an amount as readers of the language write it: 1,284,500원, ₩1,284,500, ¥12.50."""
    if amount is None:
        return "-"
    if currency == "KRW":
        whole = f"{Decimal(amount):,.0f}"
        language = get_language() or "ko"
        if language.startswith("en"):
            return f"₩{whole}"
        return whole + ("韩元" if language.startswith("zh") else "원")
    sign = {"CNY": "¥", "USD": "$"}.get(currency)
    text = f"{Decimal(amount):,.2f}"
    return f"{sign}{text}" if sign else f"{text} {currency}"


def josa(word: object, pair: str) -> str:
    """Return the word with its Korean particle: josa("니트", "을/를") is "니트를".

    pair is "after a consonant/after a vowel". A word that ends in neither Hangul nor a digit gets
    both: "ABC을(를)".
    """
    text = str(word)
    consonant, _, vowel = pair.partition("/")
    last = text.rstrip("\"')]〉》」』 ")[-1:]
    if "가" <= last <= "힣":
        final = (ord(last) - 0xAC00) % 28
    elif last in _DIGIT_FINALS and last:
        final = _DIGIT_FINALS[last]
    else:
        return f"{text}{consonant}({vowel})"
    if final == _RIEUL and consonant == "으로":
        final = 0
    return text + (consonant if final else vowel)


# Decimal prefixes, as file managers of today use.
_KILO, _MEGA = 1000, 1_000_000


def filesize(count: int | None) -> str:
    """Return a number of bytes for people: 812 B, 34 KB, 1.2 MB."""
    if count is None:
        return "-"
    if count < _KILO:
        return f"{count} B"
    if count < _MEGA:
        return f"{count / _KILO:.0f} KB"
    return f"{count / _MEGA:.1f} MB"


def pieces(count: int) -> str:
    """Return a number of pieces with its unit: 20개."""
    return gettext("%(n)s개") % {"n": number(count)}


def actor(name: str) -> str:
    """Return who did something: a person's name as it is, a word for the service itself."""
    return gettext("시스템") if name == SYSTEM.name else name
