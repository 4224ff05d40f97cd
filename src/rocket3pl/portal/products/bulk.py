"""Many products of one sheet, applied for in the background; rows that could not be are given back.

What was read waits in a file of the job. The job applies for a hundred rows at a time, each hundred once
under a key of its own: a worker that dies and begins anew doubles nothing.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import get_language, gettext

from rocket3pl.catalog.codes import check_codes
from rocket3pl.catalog.facts import apply_each
from rocket3pl.jobs.models import Job
from rocket3pl.jobs.operations import job_kind, start_job
from rocket3pl.jobs.progress import Progress, Result
from rocket3pl.jobs.queries import open_twin
from rocket3pl.portal.products.blocks import prefix, warehouse_choices
from rocket3pl.portal.products.forms import ProductForm
from rocket3pl.portal.products.sheet import columns_of, rows_as_typed
from rocket3pl.shared.errors import Problem
from rocket3pl.shared.idempotency import fingerprint
from rocket3pl.shared.rights import Right
from rocket3pl.shared.spreadsheet import SheetColumn, write
from rocket3pl.shared.tenancy import require_owner
from rocket3pl.web.formats import in_seoul, number
from rocket3pl.web.forms import problems_to_form

KIND = "product_import"
MAX_ROWS = 5_000
AT_ONCE = 100
Texts = list[list[str]]


def start_import(texts: Texts, picture: str, *, now: datetime) -> uuid.UUID:
    """Have the rows below the first one applied for; return the job's public id. Raises NotPermitted.

    Pressed twice it is one job: the second would only find that all its products are there.
    picture  public id of the picture of rows that name none, "" for none
    """
    require_owner(Right.APPLY_PRODUCT)
    params = {"picture": picture, "rows": fingerprint(texts)}
    if twin := open_twin(KIND, params):
        return twin
    kept = default_storage.save(
        f"imports/{uuid.uuid4()}.json", ContentFile(json.dumps(texts, ensure_ascii=False).encode())
    )
    return start_job(
        KIND,
        title=gettext("상품 엑셀 업로드"),
        params=params,
        now=now,
        total=len(texts) - 1,
        filename=gettext("신청하지_못한_상품") + f"_{in_seoul(now):%Y%m%d}.xlsx",
        source=kept,
    )


@dataclass
class _Outcome:
    """What became of the rows so far: how many were applied for, and the others with their reasons."""

    applied: int = 0
    refused: Texts = field(default_factory=list)


@job_kind(KIND)
def run_import(found: Job, progress: Progress) -> Result:
    """Apply for the rows of a job's file; leave a file of those that could not be. Raises NotPermitted."""
    require_owner(Right.APPLY_PRODUCT)
    with default_storage.open(found.source) as file:
        texts: Texts = json.load(file)
    titles, rows = texts[0], texts[1:]
    columns, outcome = columns_of(titles), _Outcome()
    for begin in range(0, len(rows), AT_ONCE):
        part = rows[begin : begin + AT_ONCE]
        forms = _forms(part, columns, found.params["picture"])
        _apply(forms, key=f"import:{found.public_id}:{begin}", now=found.requested_at)
        for row, form in zip(part, forms, strict=True):
            if form.errors:
                outcome.refused.append([*row, *[""] * (len(titles) - len(row)), reasons_of(form)])
            else:
                outcome.applied += 1
        progress.look(begin + len(part))
    words = gettext("상품 엑셀 업로드: %(applied)s건 신청, %(refused)s건 오류")
    counts = {"applied": number(outcome.applied), "refused": number(len(outcome.refused))}
    Job.objects.filter(pk=found.pk).update(title=words % counts)
    if not outcome.refused:
        return Result(count=len(rows))

    def written(file: IO[bytes]) -> int:
        heads = [SheetColumn(title, width=18) for title in (*titles, gettext("오류"))]
        write(heads, outcome.refused, file, title=gettext("신규상품정보등록"))
        return len(rows)

    return progress.keep(".xlsx", written)


def _forms(rows: Sequence[Sequence[str]], columns: dict[int, str], picture: str) -> list[ProductForm]:
    data = rows_as_typed(rows, columns, picture)
    warehouses = warehouse_choices(get_language() or "ko")
    return [ProductForm(data, prefix=prefix(i), warehouses=warehouses) for i in range(len(rows))]


def _apply(forms: Sequence[ProductForm], *, key: str, now: datetime) -> None:
    """Apply for every row that can be; of the others the form says why not."""
    fine = [form for form in forms if form.is_valid()]
    if fine:
        _apply_fine(fine, key=key, now=now)
    wrong = [form for form in forms if form not in fine]
    # Their codes are looked at too, so that nobody corrects a row twice.
    at = {str(i): form for i, form in enumerate(wrong)}
    problems_to_form(check_codes([form.codes() for form in wrong]), at)


def _apply_fine(fine: Sequence[ProductForm], *, key: str, now: datetime) -> None:
    for form, told in zip(fine, apply_each([f.application() for f in fine], key=key, now=now), strict=True):
        problems = [Problem(p["path"], p["code"], p["params"]) for p in told.get("problems", ())]
        for left in problems_to_form(problems, form):
            form.add_error(None, left.code)


def reasons_of(form: ProductForm) -> str:
    """Return what is wrong with a row, a sentence for each field, with the field's name before it."""
    found = []
    for name, errors in form.errors.items():
        label = f"{form.fields[name].label}: " if name in form.fields else ""
        found += [f"{label}{error}" for error in errors]
    return " / ".join(found)
