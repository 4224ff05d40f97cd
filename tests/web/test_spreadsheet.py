"""Excel files: nothing changes on the way, nothing hostile is opened."""

import contextlib
import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest

from rocket3pl.shared.spreadsheet import (
    SheetColumn,
    SpreadsheetError,
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


@pytest.mark.parametrize("name", ["content.xml", "xl/workbook.bin", "XL/Workbook.BIN"])
def test_other_kinds_of_sheets_are_refused(name: str) -> None:
    """The reader would take them, and nobody has looked how far their cells reach."""
    file = _file([SheetColumn("a")], [["x"]])
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, "x")
    with pytest.raises(SpreadsheetUnreadable):
        read_rows(file)


def test_an_archive_behind_another_file_is_refused() -> None:
    with pytest.raises(SpreadsheetUnreadable):
        read_rows(io.BytesIO(b"\xd0\xcf\x11\xe0" + _file([SheetColumn("a")], [["x"]]).getvalue()))


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


SHEET = "xl/worksheets/sheet1.xml"
CELL = "<c><v>1</v></c>"


def _with_sheet(rows: str, name: str = SHEET) -> io.BytesIO:
    """Return a file whose only sheet is called so and holds these rows."""
    target, told = io.BytesIO(), name.removeprefix("xl/").encode()
    with zipfile.ZipFile(_file([SheetColumn("a")], [])) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            if member != SHEET:
                new.writestr(member, old.read(member).replace(b"worksheets/sheet1.xml", told))
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        new.writestr(name, f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>')
    return target


def test_cells_need_not_say_where_they_are() -> None:
    assert read_rows(_with_sheet(f'<row>{CELL * 2}</row><row r="3">{CELL}</row>')) == [[1, 1], [1, None]]


@pytest.mark.parametrize(
    "rows",
    [
        f'<row>{CELL}</row><row r="1048576">{CELL}</row>',
        f'<row>{CELL}</row><row r="0001048576">{CELL}</row>',
        f"<row>{CELL * 257}</row>",
        f"<row>{CELL * 200}<!--<row>-->{CELL * 200}</row>",
        '<row r="1"><c r="XFD1"><v>1</v></c></row>',
        '<row r="1"><c r="A0001048576"><v>1</v></c></row>',
        f"{'<row/>' * 10_001}<row>{CELL}</row>",
    ],
    ids=lambda rows: rows[:24],
)
@pytest.mark.parametrize("name", [SHEET, "xl/elsewhere/picture.png"])
def test_a_few_bytes_do_not_become_a_sheet_without_end(rows: str, name: str) -> None:
    with pytest.raises(SpreadsheetTooManyRows):
        read_rows(_with_sheet(rows, name))


def test_a_sheet_of_nothing_but_elements_is_refused() -> None:
    most = 4 * 11 * 256
    # The sheet itself and its head are two of them.
    assert read_rows(_with_sheet("<x/>" * (most - 2)), max_rows=10) == []
    with pytest.raises(SpreadsheetTooManyRows):
        read_rows(_with_sheet("<x/>" * (most - 1)), max_rows=10)


@pytest.mark.parametrize(
    "rows", ['<row r="x"/>', '<row r=""/>', '<row r="A1"/>', '<row><c r="1"/></row>', "<row>"]
)
def test_a_sheet_that_makes_no_sense_is_refused(rows: str) -> None:
    with pytest.raises(SpreadsheetUnreadable):
        read_rows(_with_sheet(rows))


def test_a_sheet_that_declares_words_of_its_own_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        new.writestr(SHEET, '<!DOCTYPE a [<!ENTITY b "c">]><a><sheetData/></a>')
    with pytest.raises(SpreadsheetUnreadable):
        read_rows(target)


def test_a_file_with_damaged_bytes_is_refused() -> None:
    """Wherever the damage is, it is a refusal and no failure of ours."""
    whole = _file([SheetColumn("a"), SheetColumn("b")], [["x", "y"]] * 20).getvalue()
    for at in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[at] ^= 0xFF
        with contextlib.suppress(SpreadsheetError):
            read_rows(io.BytesIO(bytes(damaged)))


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
