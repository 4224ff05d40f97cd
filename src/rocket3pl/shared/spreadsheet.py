"""Excel files: written row by row in constant memory, read with limits against hostile files."""

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import IO, Any, Literal
from xml.parsers import expat
from zoneinfo import ZoneInfo

import python_calamine
import xlsxwriter

from rocket3pl.shared.errors import DomainError

Kind = Literal["text", "number", "date", "datetime"]
Cell = str | int | float | bool | dt.date | dt.datetime | None

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_MEMBERS = 500
MAX_ROWS = 10_000
MAX_COLUMNS = 256
MAX_WRITTEN_ROWS = 1_000_000

_SEOUL = ZoneInfo("Asia/Seoul")
_CELL_LIMIT = 32_767
_EXACT_DIGITS = 2**53
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"([A-Za-z]{0,9})([0-9]{1,18})", re.ASCII)
_BEGINNING = b"PK\x03\x04"
# What makes the reader take an archive for another kind of file, whose cells nobody has looked at.
_OTHER_KINDS = frozenset({"content.xml", "xl/workbook.bin"})
# A sheet is known by its own words, whatever its file is called: the workbook may name any.
_SHEET = b"sheetData"
_FORMATS: dict[str, str] = {
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "number": "#,##0.00##",
    "integer": "#,##0",
}


class SpreadsheetError(DomainError):
    """The file cannot be taken."""


class SpreadsheetTooLarge(SpreadsheetError):  # noqa: N818
    """More bytes than allowed, packed or unpacked."""


class SpreadsheetUnreadable(SpreadsheetError):  # noqa: N818
    """Not an Excel file of the .xlsx kind, damaged, or locked with a password."""


class SpreadsheetTooManyRows(SpreadsheetError):  # noqa: N818
    """More rows, or columns, than allowed."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column to write. width is in characters; 0 leaves it to the kind."""

    label: str
    kind: Kind = "text"
    width: int = 0


def _writable(value: object) -> str:
    return _UNWRITABLE.sub("", str(value))[:_CELL_LIMIT]


def _write_cell(sheet: Any, row: int, column: int, value: object, kind: Kind, styles: dict[str, Any]) -> None:
    """Write one value. Text is always written as text: no cell can become a formula."""
    if value is None or value == "":
        return
    if kind == "number" and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        exact = Decimal(value)
        if exact.is_finite() and abs(exact) < _EXACT_DIGITS:
            style = styles["integer" if exact == int(exact) else "number"]
            sheet.write_number(row, column, float(exact), style)
            return
    elif kind in {"date", "datetime"} and isinstance(value, dt.date):
        if isinstance(value, dt.datetime):
            local = value.astimezone(_SEOUL).replace(tzinfo=None) if value.tzinfo else value
            value = local.date() if kind == "date" else local
        sheet.write_datetime(row, column, value, styles[kind])
        return
    sheet.write_string(row, column, _writable(value))


def write(
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[object]],
    file: IO[bytes],
    *,
    title: str = "Sheet1",
) -> int:
    """Write rows below a bold header line and return how many there were.

    Moments are written on Seoul's clock. Memory does not grow with the number of rows.
    Raises SpreadsheetTooManyRows when one sheet cannot hold them.
    """
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or "Sheet1")
    header = book.add_format({"bold": True, "bg_color": "#EEF1F6", "bottom": 1})
    styles = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
    default_widths = {"text": 18, "number": 12, "date": 12, "datetime": 17}
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width or default_widths[column.kind])
        sheet.write_string(0, index, _writable(column.label), header)
    sheet.freeze_panes(1, 0)
    count = 0
    for row in rows:
        count += 1
        if count > MAX_WRITTEN_ROWS:
            message = f"more than {MAX_WRITTEN_ROWS} rows"
            raise SpreadsheetTooManyRows(message)
        for index, (column, value) in enumerate(zip(columns, row, strict=True)):
            _write_cell(sheet, count, index, value, column.kind, styles)
    if count:
        sheet.autofilter(0, 0, count, max(len(columns) - 1, 0))
    book.close()
    return count


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class _Sheets:
    """Refuses far-away cells of sheets: readers allocate the whole rectangle up to them.

    A cell need not say where it is: then it stands after the one before, in the row that its row says
    or in the one after the last.
    """

    def __init__(self, max_rows: int) -> None:
        self._max_rows, self._row, self._column = max_rows, 0, 0
        # A cell is written as up to four elements. Without a bound a few bytes take seconds.
        self._left = 4 * max_rows * MAX_COLUMNS

    def read(self, stream: IO[bytes]) -> None:
        """Read one sheet. Raises SpreadsheetTooManyRows, SpreadsheetUnreadable."""
        self._row = self._column = 0
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._begun
        parser.StartDoctypeDeclHandler = self._declared
        try:
            parser.ParseFile(stream)
        except expat.ExpatError as error:
            raise SpreadsheetUnreadable(str(error)) from error

    def _declared(self, *_: object) -> None:
        message = "a sheet that declares words of its own"
        raise SpreadsheetUnreadable(message)

    def _begun(self, name: str, attributes: dict[str, str]) -> None:
        self._left -= 1
        if self._left < 0:
            message = "more elements than cells can need"
            raise SpreadsheetTooManyRows(message)
        kind = name.rpartition(":")[2]
        if kind not in ("row", "c"):
            return
        where = attributes.get("r")
        found = _REFERENCE.fullmatch(where) if where is not None else None
        if where is not None and (found is None or bool(found[1]) != (kind == "c")):
            message = "a reference that names no place"
            raise SpreadsheetUnreadable(message)
        if kind == "row":
            self._row, self._column = int(found[2]) if found else self._row + 1, 0
        else:
            self._column = _column_number(found[1]) if found else self._column + 1
            row = int(found[2]) if found else self._row
            if row > self._max_rows or self._column > MAX_COLUMNS:
                message = f"cell {self._column} of row {row} is out of bounds"
                raise SpreadsheetTooManyRows(message)


def _is_sheet(stream: IO[bytes]) -> bool:
    """Say whether a member is a sheet, and read it to its end: a lie about its size fails the checksum."""
    found, tail = False, b""
    while chunk := stream.read(1 << 16):
        found = found or _SHEET in tail + chunk
        tail = chunk[-len(_SHEET) :]
    return found


def _check(file: IO[bytes], max_rows: int) -> None:
    """Look through the archive before anything is built from it."""
    file.seek(0, 2)
    if file.tell() > MAX_BYTES:
        message = f"more than {MAX_BYTES} bytes"
        raise SpreadsheetTooLarge(message)
    file.seek(0)
    # An archive may hang behind a file of another kind.
    if file.read(len(_BEGINNING)) != _BEGINNING:
        message = "not an archive from its first byte"
        raise SpreadsheetUnreadable(message)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if _OTHER_KINDS & {member.filename.lower() for member in members}:
                message = "another kind of file"
                raise SpreadsheetUnreadable(message)
            if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED_BYTES:
                message = f"unpacks to more than {MAX_UNPACKED_BYTES} bytes"
                raise SpreadsheetTooLarge(message)
            sheets = _Sheets(max_rows)
            for member in members:
                with archive.open(member) as stream:
                    is_sheet = _is_sheet(stream)
                if is_sheet:
                    with archive.open(member) as stream:
                        sheets.read(stream)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError,
    ) as error:  # fmt: skip
        raise SpreadsheetUnreadable(str(error)) from error
    file.seek(0)


def _plain(value: Any) -> Cell:
    """Return a cell's value; whole numbers as int, empty as None."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT_DIGITS:
        return int(value)
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, dt.time | dt.timedelta):
        return str(value)
    return value  # type: ignore[no-any-return]


def read_rows(file: IO[bytes], *, max_rows: int = MAX_ROWS) -> list[list[Cell]]:
    """Return the rows of the first sheet, its header line first; rows without values are left out.

    max_rows counts the rows below the header line.
    Raises SpreadsheetTooLarge, SpreadsheetUnreadable or SpreadsheetTooManyRows.
    """
    _check(file, max_rows + 1)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        if not book.sheet_names:
            message = "no sheet"
            raise SpreadsheetUnreadable(message)
        sheet = book.get_sheet_by_index(0)
        values = sheet.to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise SpreadsheetUnreadable(str(error)) from error
    rows = [
        cells for cells in ([_plain(v) for v in row] for row in values) if any(c is not None for c in cells)
    ]
    if len(rows) > max_rows + 1:
        message = f"more than {max_rows} rows"
        raise SpreadsheetTooManyRows(message)
    return rows


def as_text(cell: Cell) -> str:
    """Return a cell as the text a person would have typed: 1234567 and not 1234567.0."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        try:
            return format(Decimal(repr(cell)).normalize(), "f")
        except InvalidOperation:
            return str(cell)
    return str(cell)
