"""Reads of reference data."""

import re

from rocket3pl.reference.models import CoupangCentre, Courier, GlossaryTerm, HsExample, Region
from rocket3pl.shared.errors import NotFound


def regions() -> list[Region]:
    """Return the regions in use, in their official order."""
    return list(Region.objects.filter(active=True))


def region_of_postcode(postcode: str) -> str:
    """Return the 시/도 that a postcode lies in, "" when none does."""
    for region in regions():
        if region.zip_from <= postcode[:2] <= region.zip_to:
            return region.name_ko
    return ""


def couriers() -> list[Courier]:
    """Return the couriers in use."""
    return list(Courier.objects.filter(active=True))


def number_fits(courier_code: str, tracking_no: str) -> bool:
    """Say whether a tracking number has the courier's shape; True when no shape is known.

    It only warns: couriers use numbers that nobody has told us of.
    """
    row = Courier.objects.filter(code=courier_code).values_list("number_pattern", flat=True).first()
    try:
        return not row or re.search(row, tracking_no[:40]) is not None
    except re.error:
        return True


def centres() -> list[CoupangCentre]:
    """Return the Coupang centres in use, by name."""
    return list(CoupangCentre.objects.filter(active=True))


def centre(code: str) -> CoupangCentre:
    """Return a Coupang centre in use. Raises NotFound."""
    found = CoupangCentre.objects.filter(code=code, active=True).first()
    if found is None:
        raise NotFound(code)
    return found


def hs_examples() -> list[HsExample]:
    """Return the HS examples, by code."""
    return list(HsExample.objects.filter(active=True))


def glossary() -> dict[str, tuple[str, str]]:
    """Return the glossary in use: Chinese word to (Korean, English)."""
    rows = GlossaryTerm.objects.filter(active=True).values_list("zh", "ko", "en")
    return {zh: (ko, en) for zh, ko, en in rows}
