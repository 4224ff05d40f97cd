"""Regions, couriers, Coupang centres, HS examples and the glossary: editable rows, none in code.

`source` says where a row came from; `verified_at` stays empty until a person has confirmed it.
"""

from typing import Any

from django.db import models


class _Reference(models.Model):
    source = models.CharField(max_length=200, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class Region(_Reference):
    """시/도: a first-level region. zip_from and zip_to are two-digit postcode prefixes, both included.

    aliases: other spellings seen in sellers' files, joined by "|".
    """

    code = models.CharField(max_length=2, unique=True)
    name_ko = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=20)
    name_en = models.CharField(max_length=40)
    short_ko = models.CharField(max_length=10)
    zip_from = models.CharField(max_length=2)
    zip_to = models.CharField(max_length=2)
    aliases = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name_ko


class Courier(_Reference):
    """택배사. number_pattern is a regular expression of tracking numbers; it warns, never refuses."""

    code = models.CharField(max_length=20, unique=True)
    name_ko = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    coupang_code = models.CharField(max_length=30, blank=True)
    sweettracker_code = models.CharField(max_length=10, blank=True)
    tracker_delivery_id = models.CharField(max_length=40, blank=True)
    number_pattern = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.code


class CoupangCentre(_Reference):
    """쿠팡창고: where a 밀크런 goes. bracket_code is the number in 동탄1(17), fc_code letters as DON1.

    Rates are KRW per pallet without VAT.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    bracket_code = models.CharField(max_length=10, blank=True)
    fc_code = models.CharField(max_length=10, blank=True)
    region = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=5, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    milkrun_basic_krw = models.PositiveIntegerField(null=True, blank=True)
    milkrun_over_krw = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class HsExample(_Reference):
    """An HS code of goods often imported: a help for finding, no ruling."""

    code = models.CharField(max_length=10, unique=True)
    name_ko = models.CharField(max_length=100)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200)
    has_battery = models.BooleanField(default=False)
    kc = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class GlossaryTerm(_Reference):
    """A Chinese word of product names with what it is called in Korean and English."""

    zh = models.CharField(max_length=60, unique=True)
    ko = models.CharField(max_length=100)
    en = models.CharField(max_length=100)
    category = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ("zh",)

    def __str__(self) -> str:
        return self.zh


def name_in(row: Any, language: str) -> str:
    """Return a row's name in the reader's language ("ko", "zh-hans", "en")."""
    return str(getattr(row, f"name_{language[:2]}", "") or row.name_ko)
