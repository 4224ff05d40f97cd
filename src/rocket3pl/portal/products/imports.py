"""엑셀 업로드: rows of a file become blocks of 신규상품정보등록, to be looked at and then sent."""

import io
import tempfile
from collections.abc import Iterator
from typing import IO, Any, cast

from django import forms
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from rocket3pl.documents.queries import pictures_named, stored_files
from rocket3pl.portal.products.apply import language, page
from rocket3pl.portal.products.blocks import MAX_BLOCKS, posted, prefix, warehouse_choices
from rocket3pl.portal.products.forms import BATTERY, ORIGINS, ProductForm
from rocket3pl.shared.rights import Right
from rocket3pl.shared.spreadsheet import (
    Cell,
    SheetColumn,
    SpreadsheetError,
    SpreadsheetTooLarge,
    SpreadsheetTooManyRows,
    as_text,
    read_rows,
    write,
)
from rocket3pl.warehouses.queries import open_warehouses
from rocket3pl.web.access import seller
from rocket3pl.web.exports import XLSX
from rocket3pl.web.forms import SENTENCES, Form

COLUMNS = tuple(n for n in ProductForm.base_fields if n not in ("name_en_draft", "name_ko_draft"))
_YES = frozenset({"y", "yes", "true", "1", "o", "예", "있음", "是"})
_NO = frozenset({"", "n", "no", "false", "0", "x", "아니오", "없음", "否"})


def _label(name: str) -> str:
    return str(ProductForm.base_fields[name].label)


def _in_every_language(text: object) -> Iterator[str]:
    """Yield a word in the languages of the product, folded, for comparing with what people type."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield str(text).casefold()


@seller(Right.APPLY_PRODUCT)
@require_safe
def template(_request: HttpRequest) -> FileResponse:
    """Give the empty file to fill in: a column per field, required ones with *."""
    columns = [
        SheetColumn(("* " if ProductForm.base_fields[n].required else "") + _label(n), width=18)
        for n in COLUMNS
    ]
    file = cast("IO[bytes]", tempfile.TemporaryFile())  # noqa: SIM115 - the response closes it
    write(columns, [], file, title=gettext("신규상품정보등록"))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="products-template.xlsx", content_type=XLSX)


class ImportForm(Form):
    """The file, and a picture for rows that name none."""

    file = forms.FileField(label=_("엑셀 파일"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in ("required", "empty", "invalid", "missing"):
            self.fields["file"].error_messages[code] = cast("Any", SENTENCES["file_empty"])


def _columns_of(header: list[Cell]) -> dict[int, str]:
    """Return which field each column of the file holds, by the column's title in any language."""
    known = {
        word: name for name in COLUMNS for word in _in_every_language(ProductForm.base_fields[name].label)
    }
    titles = [as_text(cell).replace("*", "").strip().casefold() for cell in header]
    return {at: known[title] for at, title in enumerate(titles) if title in known}


def _choice(text: str, choices: dict[str, str]) -> str:
    """Return the code of what was typed; what is no choice stays, for the form to refuse."""
    return choices.get(text.casefold(), text)


def _warehouses() -> dict[str, str]:
    found = {}
    for w in open_warehouses():
        found.update({word.casefold(): w.code for word in (w.code, w.name_ko, w.name_zh, w.name_en)})
    if len(set(found.values())) == 1:
        found[""] = next(iter(found.values()))
    return found


def _rows(rows: list[list[Cell]], columns: dict[int, str], picture: str) -> QueryDict:
    """Return the rows as the form of as many blocks would be sent."""
    data = QueryDict(mutable=True)
    warehouses = _warehouses()
    origins = {
        w: code for code, name in ORIGINS.items() for w in (code.casefold(), *_in_every_language(name))
    }
    battery = dict.fromkeys(_YES, "yes") | dict.fromkeys(_NO, "no")
    battery |= {w: code for code, label in BATTERY for w in _in_every_language(label)}
    texts = [
        {name: as_text(row[at]).strip() for at, name in columns.items() if at < len(row)} for row in rows
    ]
    pictures = pictures_named([t["image"] for t in texts if t.get("image")])
    for index, typed in enumerate(texts):
        values = {
            **typed,
            "image": pictures.get(typed.get("image", ""), picture),
            "warehouse": _choice(typed.get("warehouse", ""), warehouses),
            "origin": _choice(typed.get("origin", ""), origins),
            "declared_currency": typed.get("declared_currency", "").upper() or "USD",
            "has_battery": _choice(typed.get("has_battery", ""), battery),
        }
        data.appendlist("block", str(index))
        for name, value in values.items():
            data[f"{prefix(index)}-{name}"] = value
    return data


def _refusal(error: SpreadsheetError) -> str:
    if isinstance(error, SpreadsheetTooManyRows):
        return gettext("한 번에 %(max)s행까지 올릴 수 있습니다. 파일을 나누어 올려 주세요") % {
            "max": MAX_BLOCKS
        }
    if isinstance(error, SpreadsheetTooLarge):
        return gettext("파일이 너무 큽니다. 10MB 이하의 파일을 선택해 주세요")
    return gettext("엑셀 파일(.xlsx)로 열 수 없습니다. 양식에 작성해 다시 선택해 주세요")


@seller(Right.APPLY_PRODUCT)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file in and show its rows as blocks, each problem at its field; nothing is stored yet."""
    if request.method != "POST":
        return _ask(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, form, status=422)
    try:
        rows = read_rows(io.BytesIO(form.cleaned_data["file"].read()), max_rows=MAX_BLOCKS)
    except SpreadsheetError as error:
        form.add_error("file", _refusal(error))
        return _ask(request, form, status=422)
    columns = _columns_of(rows[0]) if rows else {}
    missing = [
        _label(n) for n in COLUMNS if ProductForm.base_fields[n].required and n not in columns.values()
    ]
    # A picture, the one warehouse, the usual currency and no battery need not stand in the file.
    spared = {_label(n) for n in ("image", "warehouse", "declared_currency", "has_battery")}
    if lacking := [label for label in missing if label not in spared]:
        words = gettext("열이 없습니다: %(names)s. 양식의 첫 행을 그대로 두고 작성해 주세요")
        form.add_error("file", words % {"names": ", ".join(lacking)})
    elif len(rows) == 1:
        form.add_error("file", gettext("상품이 없습니다. 둘째 행부터 상품을 작성해 주세요"))
    if form.errors:
        return _ask(request, form, status=422)
    return _preview(request, _rows(rows[1:], columns, request.POST.get("image", "")))


def _preview(request: HttpRequest, data: QueryDict) -> HttpResponse:
    blocks = posted(data, warehouse_choices(language()))
    count = len(blocks.blocks)
    words = ngettext(
        "엑셀에서 상품 %(n)s건을 읽었습니다. 내용과 상품이미지를 확인한 뒤 신청해 주세요",
        "엑셀에서 상품 %(n)s건을 읽었습니다. 내용과 상품이미지를 확인한 뒤 신청해 주세요",
        count,
    ) % {"n": count}
    return page(request, blocks, notice=words)


def _ask(request: HttpRequest, form: ImportForm, *, status: int = 200) -> HttpResponse:
    given = request.POST.get("image", "")
    context = {"form": form, "pictures": stored_files([given] if given else []), "max_rows": MAX_BLOCKS}
    return render(request, "portal/products/import.html", context, status=status)
