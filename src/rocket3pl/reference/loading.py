"""The first rows of the reference tables, from files inside the package.

Only empty tables are filled: what an operator has edited or removed stays as it is.
"""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import models, transaction

from rocket3pl.reference.models import CoupangCentre, Courier, GlossaryTerm, HsExample, Region

FOLDER = Path(__file__).resolve().parent / "data"
_Row = dict[str, str]


def read(name: str) -> Iterator[_Row]:
    """Yield the rows of a data file; lines that begin with # tell of its source."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            yield {key: (value or "").strip() for key, value in row.items() if key}


def _region(row: _Row) -> Region:
    return Region(
        code=row["code"],
        name_ko=row["ko"],
        name_zh=row["zh"],
        name_en=row["en"],
        short_ko=row["ko_short"],
        zip_from=row["zip_prefix_from"],
        zip_to=row["zip_prefix_to"],
        aliases=row["aliases"],
    )


def _courier(row: _Row) -> Courier:
    return Courier(
        code=row["code"],
        name_ko=row["ko"],
        name_zh=row["zh"] or row["en"],
        name_en=row["en"] or row["ko"],
        coupang_code=row["coupang_mp"],
        sweettracker_code=row["sweettracker"],
        tracker_delivery_id=row["tracker_delivery"],
        number_pattern=row["number_regex"],
        source=row["status"],
    )


def city_of(address: str) -> str:
    """Return 도시명 (시·군·구) of a Korean address: "경기도 고양시 덕양구 …" is "고양시 덕양구"."""
    words = address.split()[1:3]
    if not words:
        return ""
    second = words[1] if len(words) > 1 and words[0].endswith("시") and words[1].endswith("구") else ""
    return f"{words[0]} {second}".strip()


def _centre(row: _Row) -> CoupangCentre:
    return CoupangCentre(
        code=row["name"],
        name=row["name"],
        bracket_code=row["code2"],
        fc_code=row["fc_code"],
        region=row["sido"],
        city=city_of(row["address"]),
        address=row["address"],
        postcode=row["zip"],
        phone=row["phone"].replace("-", ""),
        milkrun_basic_krw=int(row["milkrun_basic_krw"]) if row["milkrun_basic_krw"] else None,
        milkrun_over_krw=int(row["milkrun_over_krw"]) if row["milkrun_over_krw"] else None,
        source=row["source"],
        note=row.get("status", ""),
    )


def _hs_example(row: _Row) -> HsExample:
    return HsExample(
        code=row["hs6"],
        name_ko=row["ko"],
        name_zh=row["zh"],
        name_en=row["en"],
        has_battery=row["battery"] == "Y",
        kc=row["kc"],
    )


def _term(row: _Row) -> GlossaryTerm:
    return GlossaryTerm(zh=row["zh"], ko=row["ko"], en=row["en"], category=row["category"])


_FILES: tuple[tuple[str, type[models.Model], Callable[[_Row], models.Model]], ...] = (
    ("sido", Region, _region),
    ("couriers", Courier, _courier),
    ("coupang_centers", CoupangCentre, _centre),
    ("hs_examples", HsExample, _hs_example),
    ("glossary_zh_ko_en", GlossaryTerm, _term),
)


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Fill the reference tables that are empty; return the number of rows added per file."""
    added = {}
    for name, model, make in _FILES:
        rows = [] if model._base_manager.exists() else [make(row) for row in read(name)]
        model._base_manager.bulk_create(rows)
        added[name] = len(rows)
    return added
