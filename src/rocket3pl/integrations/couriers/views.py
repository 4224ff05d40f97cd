"""택배 송장: the file for the courier's program, and the numbers that come back."""

import io
import tempfile
from typing import IO, Any, cast

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from rocket3pl.integrations.couriers.numbers import (
    MAX_ROWS,
    Given,
    apply_numbers,
    check_numbers,
    read_numbers,
)
from rocket3pl.integrations.couriers.profiles import PROFILES
from rocket3pl.integrations.couriers.waiting import MAX_PARCELS, waiting, write_waybill_file
from rocket3pl.integrations.couriers.words import FILE, REFUSED, ROW_STATE, WARNINGS
from rocket3pl.reference.queries import couriers
from rocket3pl.shared.errors import Invalid
from rocket3pl.shared.rights import Right
from rocket3pl.shared.spreadsheet import SpreadsheetError, SpreadsheetTooLarge, SpreadsheetTooManyRows
from rocket3pl.warehouses.queries import open_warehouses
from rocket3pl.web.access import staff
from rocket3pl.web.exports import XLSX
from rocket3pl.web.forms import SENTENCES, Form, problems_to_form
from rocket3pl.web.list_page import today
from rocket3pl.web.list_spec import clean_text


def _named(thing: Any) -> str:
    language = (get_language() or "ko").split("-")[0]
    return str(getattr(thing, f"name_{language}", "") or thing.name_ko)


class FileForm(Form):
    """Which parcels, in which layout."""

    profile = forms.ChoiceField(label=_("양식"))
    state = forms.ChoiceField(
        label=_("대상"),
        choices=[("ready", _("출고대기")), ("packing", _("패킹중 + 출고대기"))],
        initial="ready",
    )
    warehouse = forms.ChoiceField(label=_("창고"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {c.code: c for c in couriers()}
        profile: Any = self.fields["profile"]
        profile.choices = [(p.code, _named(known[p.courier])) for p in PROFILES if p.courier in known]
        warehouse: Any = self.fields["warehouse"]
        warehouse.choices = [("", _("전체")), *((w.code, _named(w)) for w in open_warehouses())]


class UploadForm(Form):
    """The courier's file and the courier it is of."""

    sentences = FILE
    courier = forms.ChoiceField(label=_("택배사"))
    file = forms.FileField(
        label=_("엑셀 파일"), error_messages={"empty": cast("Any", SENTENCES["file_empty"])}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages["required"] = cast("Any", SENTENCES["file_empty"])
        courier: Any = self.fields["courier"]
        courier.choices = [("", _("선택해 주세요")), *((c.code, _named(c)) for c in couriers())]


def _page(
    request: HttpRequest,
    *,
    file_form: FileForm | None = None,
    upload: UploadForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user: Any = request.user
    context = {
        "file_form": file_form or FileForm(auto_id="file-%s"),
        "upload": upload or UploadForm(auto_id="upload-%s"),
        "may_export": user.may(Right.SEE_PERSONAL_DATA),
        "counts": {"ready": waiting("ready").count(), "packing": waiting("packing").count()},
        "max_parcels": MAX_PARCELS,
        "max_rows": MAX_ROWS,
        "here": "integrations:waybills",
    }
    return render(request, "integrations/waybills.html", context, status=status)


@staff(Right.FULFIL)
@require_safe
def waybills(request: HttpRequest) -> HttpResponse:
    """택배 송장: both forms."""
    return _page(request)


@staff(Right.SEE_PERSONAL_DATA)
@require_POST
def waybill_file(request: HttpRequest) -> HttpResponseBase:
    """Give the file for the courier's program. A POST, since every parcel in it is recorded."""
    form = FileForm(request.POST, auto_id="file-%s")
    if not form.is_valid():
        return _page(request, file_form=form, status=422)
    chosen = form.cleaned_data
    file = cast("IO[bytes]", tempfile.TemporaryFile())  # noqa: SIM115 - the response closes it
    try:
        count, layout = write_waybill_file(
            file,
            chosen["profile"],
            state=chosen["state"],
            warehouse=chosen["warehouse"],
            now=timezone.now(),
        )
    except BaseException:
        file.close()
        raise
    if not count:
        file.close()
        messages.warning(request, gettext("송장을 기다리는 택배가 없습니다"))
        return redirect("integrations:waybills")
    file.seek(0)
    name = f"waybill_{layout.code}_{today():%Y%m%d}.xlsx"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    response["Cache-Control"] = "private, no-store"
    return response


def _file_error(error: SpreadsheetError) -> str:
    if isinstance(error, SpreadsheetTooLarge):
        return str(SENTENCES["file_too_large"]) % {"max": 10}
    if isinstance(error, SpreadsheetTooManyRows):
        return gettext("한 번에 %(max)s행까지 올릴 수 있습니다. 파일을 나눠 주세요") % {"max": MAX_ROWS}
    return str(SENTENCES["file_type"]) % {"formats": ".xlsx"}


@staff(Right.FULFIL)
@require_POST
def waybill_numbers(request: HttpRequest) -> HttpResponse:
    """Show what a courier's file would do; nothing is changed yet."""
    form = UploadForm(request.POST, request.FILES, auto_id="upload-%s")
    if not form.is_valid():
        return _page(request, upload=form, status=422)
    try:
        given = read_numbers(io.BytesIO(form.cleaned_data["file"].read()))
    except SpreadsheetError as error:
        form.add_error("file", _file_error(error))
    except Invalid as error:
        problems_to_form(error.problems, form)
    else:
        return _preview(request, given, form.cleaned_data["courier"])
    return _page(request, upload=form, status=422)


def _preview(request: HttpRequest, given: list[Given], courier: str) -> HttpResponse:
    rows = check_numbers(given, courier)
    context = {
        "rows": rows,
        "courier": courier,
        "courier_name": dict(UploadForm().fields["courier"].choices).get(courier, courier),  # type: ignore[attr-defined]
        "ready": sum(row.state == "ready" for row in rows),
        "states": ROW_STATE,
        "refused": REFUSED,
        "warnings": WARNINGS,
        "here": "integrations:waybills",
    }
    return render(request, "integrations/waybill_numbers.html", context)


@staff(Right.FULFIL)
@require_POST
def waybill_apply(request: HttpRequest) -> HttpResponse:
    """출고완료 of the ticked rows; every row comes back as "EO…|number"."""
    rows = []
    for line, text in enumerate(request.POST.getlist("row")[:MAX_ROWS], start=1):
        number, _bar, tracking = clean_text(text, 80).partition("|")
        rows.append(Given(line, number, tracking))
    applied = apply_numbers(rows, clean_text(request.POST.get("courier", ""), 20), now=timezone.now())
    if shipped := len(applied.shipped):
        words = ngettext("%(n)s건을 출고완료했습니다", "%(n)s건을 출고완료했습니다", shipped)
        messages.success(request, words % {"n": shipped})
    if done := len(applied.done):
        words = ngettext("%(n)s건은 이미 반영되어 있습니다", "%(n)s건은 이미 반영되어 있습니다", done)
        messages.success(request, words % {"n": done})
    for row in applied.refused[:10]:
        messages.warning(request, f"{row.number or '-'}: {REFUSED[row.code]}")
    if not rows:
        messages.warning(request, gettext("출고할 행을 1개 이상 선택해 주세요"))
    return redirect("integrations:waybills")
