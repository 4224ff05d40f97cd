"""Orders in an Excel file: the template, and the rows of a filled one as cards of 출고신청.

Rows with the same 주문번호 are one order. An order with a row that makes no sense is left out as a
whole, and every such row is named with what to do about it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rocket3pl.inventory.pickable import by_codes
from rocket3pl.outbound.queries import milkrun_destination
from rocket3pl.portal.lines import new_key
from rocket3pl.portal.outbounds.cards import centre_choices
from rocket3pl.reference.queries import centres, regions
from rocket3pl.shared.numbers import parcel_po_number
from rocket3pl.shared.spreadsheet import Cell, SheetColumn, as_text, read_rows, write
from rocket3pl.web.forms import PiecesField, normal_digits
from rocket3pl.web.list_spec import clean_text
from rocket3pl.web.middleware import LANGUAGE_NAMES
from rocket3pl.web.words import METHOD

MAX_ROWS = 3_000
MAX_ORDERS = 300
_LIMIT = 500
_REPRESENTATIVE = 8

# Field of a card, or "product" and "quantity" of its lines; heading; width in characters.
COLUMNS: tuple[tuple[str, Any, int], ...] = (
    ("order_no", _("주문번호"), 20),
    ("method", _("운송방식"), 12),
    ("po_no", _("발주번호"), 18),
    ("product", _("Seller Sku 또는 바코드"), 24),
    ("quantity", _("수량"), 10),
    ("centre", _("쿠팡창고"), 16),
    ("recipient", _("받는 분 이름"), 16),
    ("phone", _("연락처"), 18),
    ("region", _("시/도"), 16),
    ("city", _("도시명"), 16),
    ("postcode", _("우편번호"), 10),
    ("address", _("주소"), 40),
    ("memo", _("메모"), 24),
)
_OF_LINES = ("product", "quantity")
_NEEDED = ("order_no", "method", "product", "quantity")


def template(file: IO[bytes], goods: Sequence[str]) -> None:
    """Write the template: headings and two examples, with the seller's own product if there is one."""
    product = goods[0] if goods else "D118024465402"
    milkrun, parcel = str(METHOD["milkrun"].label), str(METHOD["parcel"].label)
    centre = next((row.name for row in centres()), "")
    rows: list[list[object]] = [
        ["MR-0001", milkrun, "129640835", product, 10, centre, *[""] * 7],
        ["SS-0001", parcel, "", product, 1, "", "홍길동", "010-1234-5678", "서울특별시", "강남구", "06236",
         "테헤란로 152", ""],
    ]  # fmt: skip
    columns = [
        SheetColumn(str(label), "number" if name == "quantity" else "text", width)
        for name, label, width in COLUMNS
    ]
    write(columns, rows, file, title=gettext("출고신청"))


@dataclass(slots=True)
class Orders:
    """What a file says: the fields of cards as a form would send them, and what is wrong by row."""

    fields: QueryDict
    count: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Order:
    values: dict[str, str]
    lines: dict[str, int] = field(default_factory=dict)
    broken: bool = False


def _headings() -> dict[str, str]:
    """Return the field of every heading, in any of the languages, folded."""
    found: dict[str, str] = {}
    for language in LANGUAGE_NAMES:
        with translation.override(language):
            found |= {_folded(str(label)): name for name, label, _width in COLUMNS}
    return found


def _folded(text: str) -> str:
    return "".join(text.split()).strip("*").casefold()


def _methods() -> dict[str, str]:
    found = {code: code for code in METHOD}
    for language in LANGUAGE_NAMES:
        with translation.override(language):
            found |= {_folded(str(tag.label)): code for code, tag in METHOD.items()}
    return found


def _typed(name: str, cell: Cell) -> str:
    """Return a cell as a person would have typed it; Excel drops zeros in front of numbers."""
    text = clean_text(normal_digits(as_text(cell)), _LIMIT)
    if isinstance(cell, int) and not isinstance(cell, bool):
        # 1577-7011 begins with 1 too, but has eight digits.
        if name == "phone" and len(text) > _REPRESENTATIVE:
            return f"0{text}"
        if name == "postcode":
            return text.zfill(5)
    return text


class _Reader:
    """Reads the rows of one file into orders."""

    def __init__(self, rows: Sequence[Sequence[Cell]], names: Sequence[str]) -> None:
        self.names = names
        self.rows = [
            {name: _typed(name, cell) for name, cell in zip(names, row, strict=False) if name} for row in rows
        ]
        self.notes: list[str] = []
        self.orders: dict[str, _Order] = {}
        self.methods = _methods()
        self.goods = by_codes([row.get("product", "") for row in self.rows])
        self.centres = {_folded(t): code for code, shown in centre_choices() for t in (code, shown)}
        self.regions: dict[str, str] = {}
        for region in regions():
            spellings = (region.name_ko, region.name_zh, region.name_en, region.short_ko)
            aliases = region.aliases.split("|")
            self.regions |= {_folded(t): region.name_ko for t in (*spellings, *aliases) if t}

    def note(self, row: int, order: _Order | None, words: str) -> None:
        """Keep what is wrong with a row; its order will be left out."""
        self.notes.append(gettext("%(row)s행: %(words)s") % {"row": row, "words": words})
        if order is not None:
            order.broken = True

    def read(self) -> None:
        """Gather the rows into orders."""
        for number, row in enumerate(self.rows, start=2):
            if not row.get("order_no"):
                self.note(number, None, gettext("주문번호를 입력해 주세요"))
                continue
            order = self._order(number, row)
            self._line(number, row, order)

    def _normal(self, row: Mapping[str, str]) -> dict[str, str]:
        """Return a row's fields of the order, in the words that the form uses."""
        values = {name: text for name, text in row.items() if name not in _OF_LINES}
        for name, words in (("method", self.methods), ("region", self.regions), ("centre", self.centres)):
            if text := values.get(name):
                values[name] = words.get(_folded(text), text)
        return values

    def _order(self, number: int, row: Mapping[str, str]) -> _Order:
        values = self._normal(row)
        order = self.orders.get(row["order_no"])
        if order is not None:
            self._agree(number, order, values)
            return order
        order = self.orders[row["order_no"]] = _Order(values)
        if values.get("method") not in METHOD:
            self.note(number, order, gettext("운송방식은 밀크런 또는 택배로 입력해 주세요"))
        centre = values.get("centre", "")
        if centre and centre not in self.centres.values():
            words = gettext("쿠팡창고를 찾을 수 없습니다: %(name)s. 출고신청 화면의 이름으로 입력해 주세요")
            self.note(number, order, words % {"name": centre[:40]})
        return order

    def _agree(self, number: int, order: _Order, values: Mapping[str, str]) -> None:
        """Take what a further row of an order adds; it may not say anything else than the first."""
        for name, text in values.items():
            if text and order.values.get(name) and text != order.values[name]:
                label = next(label for n, label, _w in COLUMNS if n == name)
                words = gettext(
                    "같은 주문번호의 앞 행과 값이 다릅니다: %(field)s. 같게 고치거나 주문을 나눠 주세요"
                )
                self.note(number, order, words % {"field": label})
            elif text:
                order.values[name] = text

    def _line(self, number: int, row: Mapping[str, str], order: _Order) -> None:
        code = row.get("product", "")
        found = self.goods.get(code, [])
        try:
            quantity = PiecesField(required=False).clean(row.get("quantity", ""))
        except ValidationError:
            quantity = None
        if not code:
            self.note(number, order, gettext("Seller Sku 또는 바코드를 입력해 주세요"))
        elif not found:
            words = gettext(
                "승인된 상품을 찾을 수 없습니다: %(code)s. 상품정보목록의 Seller Sku나 바코드를 입력해 주세요"
            )
            self.note(number, order, words % {"code": code[:64]})
        elif len(found) > 1:
            words = gettext("여러 옵션이 쓰는 Seller Sku입니다: %(code)s. 바코드를 입력해 주세요")
            self.note(number, order, words % {"code": code[:64]})
        if not quantity:
            self.note(number, order, gettext("수량은 1 이상의 정수로 입력해 주세요"))
        if found and quantity:
            order.lines[found[0]] = order.lines.get(found[0], 0) + quantity


def _fill(order: _Order, today: dt.date) -> dict[str, str]:
    """Return the card's fields, with what the form would have filled in by itself."""
    values = dict(order.values)
    if values["method"] == "parcel":
        values["po_no"] = values.get("po_no") or parcel_po_number(today)
    elif values.get("centre"):
        for name, text in milkrun_destination(values["centre"]).items():
            values[name] = values.get(name) or text
    return values


def read_orders(file: IO[bytes], today: dt.date) -> Orders:
    """Return the orders of a filled template.

    Raises SpreadsheetError for a file that cannot be taken.
    """
    rows = read_rows(file, max_rows=MAX_ROWS)
    known = _headings()
    names = [known.get(_folded(as_text(cell)), "") for cell in rows[0]] if rows else []
    found = Orders(QueryDict(mutable=True))
    missing = [str(label) for name, label, _w in COLUMNS if name in _NEEDED and name not in names]
    if missing:
        words = gettext("첫 행에 다음 제목이 없습니다: %(names)s. 양식을 다시 받아 입력해 주세요")
        found.notes.append(words % {"names": ", ".join(missing)})
        return found
    reader = _Reader(rows[1:], names)
    reader.read()
    found.notes = reader.notes
    good = [order for order in reader.orders.values() if not order.broken]
    if len(good) > MAX_ORDERS:
        words = gettext("한 번에 %(max)s건까지 불러올 수 있습니다. 파일을 나눠 주세요")
        found.notes.append(words % {"max": MAX_ORDERS})
        good = []
    for order in good:
        _add(found.fields, _fill(order, today), order.lines)
    found.count = len(good)
    return found


def _add(fields: QueryDict, values: Mapping[str, str], lines: Mapping[str, int]) -> None:
    key = new_key()
    fields.appendlist("card", key)
    for name, text in values.items():
        fields[f"{key}-{name}"] = text
    for product, quantity in lines.items():
        line = new_key()
        fields.appendlist(f"{key}-line", line)
        fields[f"{key}-{line}-product"] = product
        fields[f"{key}-{line}-quantity"] = str(quantity)
