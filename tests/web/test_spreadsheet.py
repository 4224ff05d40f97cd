"""Excel files: nothing changes on the way, nothing hostile is opened."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest

from rocket3pl.shared.spreadsheet import (
    SheetColumn,
    SpreadsheetTooLarge,
    SpreadsheetTooManyRows,
    SpreadsheetUnreadable,
    as_text,
    read_rows,
    write,
)

TEXTS = [
    "=1+1",
    "+82 10",
    "-5",
    "@SUM(A1)",
    "0012",
    "한글",
    "颜色:白色>尺码:均码",
    "https://x.example",
    "a\x00b",
    "\ud800",
]


def _file(columns: list[SheetColumn], rows: list[list[object]]) -> io.BytesIO:
    file = io.BytesIO()
    write(columns, rows, file)
    return file


def test_text_stays_text() -> None:
    file = _file([SheetColumn("값")], [[text] for text in TEXTS])
    sheet = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    assert [row[0] for row in read_rows(file)] == ["값", *TEXTS[:-2], "ab"]


def test_numbers_and_days() -> None:
    columns = [SheetColumn("n", "number"), SheetColumn("d", "date"), SheetColumn("t", "datetime")]
    moment = dt.datetime(2026, 11, 22, 20, 30, tzinfo=dt.UTC)
    rows = read_rows(_file(columns, [[1284, dt.date(2026, 11, 22), moment], [Decimal("12.5"), moment, None]]))
    assert rows[1] == [1284, dt.date(2026, 11, 22), dt.datetime(2026, 11, 23, 5, 30)]  # noqa: DTZ001
    assert rows[2][:2] == [12.5, dt.date(2026, 11, 23)]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**60, "many", True])
def test_what_is_no_exact_number_is_text(value: object) -> None:
    assert read_rows(_file([SheetColumn("n", "number")], [[value]]))[1] == [str(value)]


@pytest.mark.parametrize("content", [b"", b"PK", b"not a file", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(SpreadsheetUnreadable):
        read_rows(io.BytesIO(content))


def test_a_zip_of_something_else_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(SpreadsheetUnreadable):
        read_rows(file)


def test_big_files_are_refused() -> None:
    with pytest.raises(SpreadsheetTooLarge):
        read_rows(io.BytesIO(b"\0" * (10 * 1024 * 1024 + 1)))


def test_a_file_that_unpacks_to_too_much_is_refused() -> None:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/a.xml", "w") as out,
    ):
        for _ in range(101):
            out.write(b" " * 1024 * 1024)
    assert file.tell() < 1024 * 1024
    with pytest.raises(SpreadsheetTooLarge):
        read_rows(file)


def test_a_far_away_cell_is_refused() -> None:
    source, target = _file([SheetColumn("a")], [["x"]]), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b'r="A2"', b'r="XFD1048576"') if "sheet1" in name else content)
    with pytest.raises(SpreadsheetTooManyRows):
        read_rows(target)


def test_too_many_rows_are_refused() -> None:
    file = _file([SheetColumn("a")], [["x"]] * 12)
    assert len(read_rows(file, max_rows=12)) == 13
    with pytest.raises(SpreadsheetTooManyRows):
        read_rows(file, max_rows=11)


@pytest.mark.parametrize(
    ("cell", "text"), [(None, ""), (1234567, "1234567"), (0.1, "0.1"), (1e20, "1" + "0" * 20)]
)
def test_a_cell_as_text(cell: float | None, text: str) -> None:
    assert as_text(cell) == text
