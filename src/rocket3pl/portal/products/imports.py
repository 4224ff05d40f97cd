"""엑셀 업로드: rows of a file become blocks of 신규상품정보등록, to be looked at and then sent."""

import io
import tempfile
from typing import IO, Any, cast

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from rocket3pl.documents.queries import stored_files
from rocket3pl.portal.products.apply import language, page
from rocket3pl.portal.products.blocks import MAX_BLOCKS, posted, warehouse_choices
from rocket3pl.portal.products.bulk import MAX_ROWS, start_import
from rocket3pl.portal.products.forms import ProductForm
from rocket3pl.portal.products.sheet import COLUMNS, columns_of, label, lacking, rows_as_typed
from rocket3pl.shared.rights import Right
from rocket3pl.shared.spreadsheet import (
    SheetColumn,
    SpreadsheetError,
    SpreadsheetTooLarge,
    SpreadsheetTooManyRows,
    as_text,
    read_rows,
    write,
)
from rocket3pl.web.access import seller
from rocket3pl.web.exports import XLSX
from rocket3pl.web.forms import SENTENCES, Form


@seller(Right.APPLY_PRODUCT)
@require_safe
def template(_request: HttpRequest) -> FileResponse:
    """Give the empty file to fill in: a column per field, required ones with *."""
    columns = [
        SheetColumn(("* " if ProductForm.base_fields[n].required else "") + label(n), width=18)
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


def _refusal(error: SpreadsheetError) -> str:
    if isinstance(error, SpreadsheetTooManyRows):
        return gettext("한 번에 %(max)s행까지 올릴 수 있습니다. 파일을 나누어 올려 주세요") % {
            "max": f"{MAX_ROWS:,}"
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
        rows = read_rows(io.BytesIO(form.cleaned_data["file"].read()), max_rows=MAX_ROWS)
    except SpreadsheetError as error:
        form.add_error("file", _refusal(error))
        return _ask(request, form, status=422)
    texts = [[as_text(cell) for cell in row] for row in rows]
    columns = columns_of(texts[0]) if texts else {}
    if missing := lacking(columns):
        words = gettext("열이 없습니다: %(names)s. 양식의 첫 행을 그대로 두고 작성해 주세요")
        form.add_error("file", words % {"names": ", ".join(missing)})
    elif len(texts) == 1:
        form.add_error("file", gettext("상품이 없습니다. 둘째 행부터 상품을 작성해 주세요"))
    if form.errors:
        return _ask(request, form, status=422)
    picture = request.POST.get("image", "")
    if len(texts) - 1 > MAX_BLOCKS:
        return _in_background(request, texts, picture)
    return _preview(request, rows_as_typed(texts[1:], columns, picture))


def _in_background(request: HttpRequest, texts: list[list[str]], picture: str) -> HttpResponse:
    """Have the products applied for by a job: more than a page shows nobody looks through."""
    start_import(texts, picture, now=timezone.now())
    count = len(texts) - 1
    words = ngettext(
        "상품 %(n)s건을 신청하고 있습니다. 신청하지 못한 행은 이유와 함께 엑셀 파일로 돌려드립니다",
        "상품 %(n)s건을 신청하고 있습니다. 신청하지 못한 행은 이유와 함께 엑셀 파일로 돌려드립니다",
        count,
    )
    messages.success(request, words % {"n": f"{count:,}"})
    return redirect("portal:jobs")


def _preview(request: HttpRequest, data: QueryDict) -> HttpResponse:
    blocks = posted(data, warehouse_choices(language()))
    blocks.check_codes()
    count = len(blocks.blocks)
    words = ngettext(
        "엑셀에서 상품 %(n)s건을 읽었습니다. 내용과 상품이미지를 확인한 뒤 신청해 주세요",
        "엑셀에서 상품 %(n)s건을 읽었습니다. 내용과 상품이미지를 확인한 뒤 신청해 주세요",
        count,
    ) % {"n": count}
    return page(request, blocks, notice=words)


def _ask(request: HttpRequest, form: ImportForm, *, status: int = 200) -> HttpResponse:
    given = request.POST.get("image", "")
    context = {
        "form": form,
        "pictures": stored_files([given] if given else []),
        "max_shown": MAX_BLOCKS,
        "max_rows": MAX_ROWS,
    }
    return render(request, "portal/products/import.html", context, status=status)
