"""What several tests look at: stock as dictionaries, business rows as a whole, scopes by name."""

import io
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from rocket3pl.cli.digest import business_models, rows_of
from rocket3pl.inventory.audit import audit_stock
from rocket3pl.inventory.enums import STORED
from rocket3pl.inventory.models import StockLevel
from rocket3pl.owners.models import User
from rocket3pl.shared import finding
from rocket3pl.shared.spreadsheet import read_rows
from rocket3pl.shared.tenancy import operator_scope, owner_scope

# What the fixture `writing` gives: opens the database for what a whole file of tests begins with.
Writing = Callable[[], AbstractContextManager[Any]]


def storages(folder: Path) -> dict[str, Any]:
    """Return settings that keep uploaded files in a folder."""
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": folder}}
    return {**settings.STORAGES, "default": default}


def acting(person: User) -> AbstractContextManager[Any]:
    """Open the scope of a person, as a request of theirs would."""
    if person.owner_id is None:
        scope: AbstractContextManager[Any] = operator_scope(actor=person.actor)
    else:
        scope = owner_scope(person.owner_id, actor=person.actor)
    return scope


def make_common(
    monkeypatch: pytest.MonkeyPatch,
    cap: int,
    *,
    walk: int = 10_000,
    short: int = 0,
    wide: int | None = None,
    latest: Sequence[int] = (),
    lines: int = 3,
    few: int = 1_000,
    single: int = 300,
) -> None:
    """Make every search with more hits than `cap` a common one.

    None is tried wider, nor looked up among the latest documents, unless asked for.
    """
    caps = {"SEARCH_CAP": cap, "WIDE_CAP": cap if wide is None else wide}
    goods = {"FEW_GOODS": few, "SINGLE_GOODS": single}
    lengths = {"SHORT_WALK": short, "WALK_LENGTH": walk, "LENGTHS": latest}
    for name, value in {**caps, **lengths, "LINES_EACH": lines, **goods}.items():
        monkeypatch.setattr(finding, name, value)


def levels(sku_id: int) -> dict[str, int]:
    """Return the parts of a product's stock that are not zero."""
    with operator_scope():
        row: Any = StockLevel.objects.filter(sku_id=sku_id).values().first() or {}
    return {s.value: row[s.value] for s in STORED if row.get(s.value)}


def everything(*, but: tuple[str, ...] = ()) -> dict[str, list[dict[str, Any]]]:
    """Return all business rows by table; two equal answers mean that nothing changed."""
    return {m._meta.db_table: list(rows_of(m)) for m in business_models() if m._meta.db_table not in but}


def changed(before: dict[str, list[dict[str, Any]]]) -> set[str]:
    """Return the tables that differ from a former `everything()`."""
    after = everything()
    return {table for table in after if after[table] != before[table]}


def assert_books_hold() -> None:
    """Run the auditor over everything."""
    with operator_scope():
        assert {f.code: f.rows for f in audit_stock() if not f.holds} == {}


def body(response: Any) -> bytes:
    """Return all bytes of an answer, and let go of its files.

    Not by response.close(): that tells Django that the request is over, and it closes the connection
    that the test's transaction lives in.
    """
    data = b"".join(response.streaming_content) if response.streaming else bytes(response.content)
    for close in response._resource_closers:
        close()
    response._resource_closers.clear()
    return data


def sheet(response: Any) -> list[list[Any]]:
    """Return the rows of an answer that is an Excel file, its header line first."""
    return list(read_rows(io.BytesIO(body(response))))
