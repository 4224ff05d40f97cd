"""The house's walls that the layer tool cannot see."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "rocket3pl"
DOMAIN = (
    "shared",
    "outside",
    "reference",
    "warehouses",
    "documents",
    "catalog",
    "inventory",
    "inbound",
    "outbound",
    "messages",
    "notices",
)
PAGES = ("django.http", "django.shortcuts", "django.template", "django.urls", "django.contrib.messages")
# Who may write the tables of the ledger: the writer, and the rooms beside it inside inventory.
LEDGER_TABLES = ("StockPosting", "StockEntry", "StockLevel", "BinStock")
WRITES = re.compile(r"\b(?:insert_rows|add_to_rows)\(\s*(\w+)")


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


@pytest.mark.parametrize("room", DOMAIN)
def test_domain_rooms_know_nothing_of_pages(room: str) -> None:
    found = {
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in (PACKAGE / room).rglob("*.py")
        for name in _imports(path)
        if name.startswith(PAGES)
    }
    assert found == set()


def test_the_ledger_is_the_only_writer_of_its_tables() -> None:
    writers: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for table in WRITES.findall(text):
            writers.setdefault(table, set()).add(str(path.relative_to(PACKAGE)))
        for table in LEDGER_TABLES:
            assert not re.search(rf"\b{table}\.objects[^\n]*\.(create|update|bulk_\w+)\(", text), path
    assert writers["StockPosting"] == {"inventory/ledger/claims.py"}
    assert writers["StockEntry"] == {"inventory/ledger/entries.py"}
    assert writers["StockLevel"] == {"inventory/ledger/levels.py"}
    # Allocating promises pieces of a bin without moving any: the one write beside the ledger.
    assert writers["BinStock"] == {"inventory/ledger/bins.py", "inventory/picking.py"}


def test_requirements_are_hashed_and_name_no_address() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text
        assert "index-url" not in text
        pinned = re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==", text, re.MULTILINE | re.IGNORECASE)
        blocks = re.split(r"\n(?=\S)", text)
        without = [b.split()[0] for b in blocks if re.match(r"[A-Za-z0-9]", b) and "--hash=" not in b]
        assert pinned
        assert without == []


def test_files_stay_small() -> None:
    """A file beyond 400 lines wants to be a folder."""
    long = {
        str(path.relative_to(PACKAGE)): lines
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_there_is_one_way_out() -> None:
    """Whoever speaks HTTP to others does it by outside/calls.py, where addresses are checked."""
    speakers = ("httpx", "httpcore", "requests", "urllib.request", "urllib3", "http.client", "aiohttp")
    found = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        for name in _imports(path)
        if name.startswith(speakers)
    }
    assert found == {"outside/calls.py"}


def test_one_place_reads_what_the_environment_says_of_the_platform() -> None:
    """Whoever reads past it forgets the settings page, or sends a secret to the wrong machine."""
    readers = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if re.search(r"\bsettings\.IMPORT1688_[A-Z]", path.read_text(encoding="utf-8"))
    }
    assert readers == {"outside/platform.py"}
