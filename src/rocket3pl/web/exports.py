"""Excel files of lists: written while one waits when they are short, in the background when they are long."""

import datetime as dt
import importlib
import pickle
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import IO, Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from rocket3pl.jobs import work
from rocket3pl.jobs.models import Job
from rocket3pl.jobs.operations import job_kind, start_job
from rocket3pl.jobs.progress import Progress, Result
from rocket3pl.jobs.queries import open_twin
from rocket3pl.owners.api_keys import require_key
from rocket3pl.shared.counting import COUNT_CAP
from rocket3pl.shared.errors import Invalid, NotFound, Problem
from rocket3pl.shared.listing import ListQuery, Row, Source
from rocket3pl.shared.rights import Right
from rocket3pl.shared.spreadsheet import Kind as SheetKind
from rocket3pl.shared.spreadsheet import SheetColumn, write
from rocket3pl.shared.tenancy import current_scope, require
from rocket3pl.web.formats import in_seoul
from rocket3pl.web.list_choices import Choice, applied, choice_of
from rocket3pl.web.list_spec import Column, ListSpec, Tag, parse
from rocket3pl.web.words import NAME_LANGUAGES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# More rows than that nobody waits for at a page.
MOST_DIRECT = 5_000
KIND = "list_export"
_SHEET_KINDS: dict[str, SheetKind] = {"num": "number", "date": "date", "datetime": "datetime"}


@dataclass(frozen=True, slots=True)
class Offered:
    """A list that can be had as a file, by a name that jobs remember; whose page needs the right.

    The name of a seller's list begins with "portal.".
    """

    name: str
    spec: ListSpec
    source: Source
    right: Right

    @property
    def of_sellers(self) -> bool:
        """Say whether it is the sellers' page; else it is the warehouse's."""
        return self.name.startswith("portal.")


_OFFERED: dict[str, Offered] = {}


def offer(name: str, spec: ListSpec, source: Source, *, right: Right) -> None:
    """Let a list be written in the background. Raises RuntimeError for a name that is taken."""
    if name in _OFFERED:
        message = f"two lists are offered as {name}"
        raise RuntimeError(message)
    _OFFERED[name] = Offered(name, spec, source, right)


def name_of(spec: ListSpec, source: Source) -> str:
    """Return the name under which a list is offered, "" when it is not."""
    return next((o.name for o in _OFFERED.values() if o.spec is spec and o.source is source), "")


def offered() -> dict[str, Offered]:
    """Return all lists that can be had as files, by name."""
    # Lists stand beside the views of the rooms above, which the addresses bring in: a worker has none open.
    importlib.import_module(settings.ROOT_URLCONF)
    return dict(_OFFERED)


def needed_right(found: Job) -> Right | None:
    """Return the right without which the file of a job is not handed out, None for other kinds of job."""
    if found.kind != KIND:
        return None
    known = offered().get(str(found.params.get("list")))
    # A list that there is no more: only who manages the people of the side may have its file.
    return known.right if known else Right.MANAGE_OWN_STAFF if found.owner_id else Right.MANAGE_USERS


def sheet_columns(spec: ListSpec) -> list[SheetColumn]:
    """Return the file's columns: the page's, in its order and words, a product's names apart."""
    found: list[SheetColumn] = []
    for column in _columns(spec):
        if column.kind == "name":
            found += [SheetColumn(str(label), width=column.width or 36) for _code, label in NAME_LANGUAGES]
        else:
            kind = _SHEET_KINDS.get(column.kind, "text")
            found.append(SheetColumn(str(column.label), kind, column.width))
    return found


def _columns(spec: ListSpec) -> list[Column]:
    return [column for column in spec.columns if column.excel and column.kind != "image"]


def _cells(column: Column, row: Row) -> Iterator[object]:
    """Yield what the file says for the column: three names for a product, else one value."""
    if column.kind == "name":
        for code, _label in NAME_LANGUAGES:
            yield row.get(f"{column.key}_{code}")
    elif column.kind == "tag":
        found: Tag | None = column.tag(row)
        yield str(found.label) if found else None
    else:
        yield column.read(row)


def _lines(spec: ListSpec, rows: Iterable[Row]) -> Iterator[list[object]]:
    written = _columns(spec)
    return ([cell for column in written for cell in _cells(column, row)] for row in rows)


def _file_name(spec: ListSpec) -> str:
    return f"{spec.filename}_{in_seoul(timezone.now()):%Y%m%d}.xlsx"


def export_xlsx(spec: ListSpec, rows: Iterable[Row]) -> FileResponse:
    """Return the rows as an Excel file, called after the list and the day.

    The file is complete before the answer begins, so that an error half-way is an error page and
    every row is read inside the request's scope.
    """
    file = cast("IO[bytes]", tempfile.TemporaryFile())  # noqa: SIM115 - the response closes it
    try:
        write(sheet_columns(spec), _lines(spec, rows), file, title=str(spec.caption))
        file.seek(0)
    except BaseException:
        file.close()
        raise
    response = FileResponse(file, as_attachment=True, filename=_file_name(spec), content_type=XLSX)
    response["Cache-Control"] = "private, no-store"
    return response


def answer(request: HttpRequest, spec: ListSpec, source: Source, query: ListQuery) -> HttpResponseBase:
    """Answer 엑셀다운로드: with the file, or for a long list by starting a job and showing 작업 내역."""
    known = _OFFERED.get(name_of(spec, source))
    if known is None:
        return export_xlsx(spec, source.every(query))
    choice = choice_of(request.user, known.name)
    spec = applied(spec, choice)
    if query.ids:
        return export_xlsx(spec, source.every(query))
    page = source.page(replace(query, page=1, size=1))
    counted = not page.at_least and page.total <= COUNT_CAP
    if page.total <= MOST_DIRECT:
        # A search stops counting early: then only reading tells.
        rows = list(islice(source.every(query), None if counted else MOST_DIRECT + 1))
        if len(rows) <= MOST_DIRECT or counted:
            return export_xlsx(spec, rows)
    if request.method == "GET":
        _start(known, choice, query, total=page.total if counted else 0)
        messages.success(request, gettext("엑셀 파일을 만들고 있습니다"))
    return redirect("portal:jobs" if current_scope().owner_id is not None else "console:jobs")


def list_on_offer(name: str) -> Offered:
    """Return a list that whoever is in scope may have as a file. Raises Invalid (unknown), NotPermitted."""
    known = offered().get(name)
    if known is None or known.of_sellers != (current_scope().owner_id is not None):
        raise Invalid([Problem("list", "unknown")])
    require(known.right)
    return known


@dataclass(frozen=True, slots=True)
class ByKey:
    """The key (its prefix) that asks for a file, and the area of it that the list is about."""

    prefix: str
    area: str


def start_export(known: Offered, asked: Mapping[str, str], by: ByKey) -> uuid.UUID:
    """Have the file of a list made for a program; return the job's public id.

    asked  what it is asked for, as the address of its page says it: tab, q, from, to, sort, …
    """
    data = QueryDict(mutable=True)
    data.update(asked)
    return _start(known, Choice(), parse(data, known.spec), total=0, by=by)


def _start(
    known: Offered, choice: Choice, query: ListQuery, *, total: int, by: ByKey | None = None
) -> uuid.UUID:
    """Start the job, unless the same one is open: a button pressed twice makes one file."""
    params = {"list": known.name, "query": _kept(query), "choice": choice.as_json()}
    if by is not None:
        params["by"] = asdict(by)
    if twin := open_twin(KIND, params):
        return twin
    title = gettext("%(name)s 엑셀 파일") % {"name": known.spec.caption}
    now = timezone.now()
    return start_job(KIND, title=title, params=params, now=now, total=total, filename=_file_name(known.spec))


def _kept(query: ListQuery) -> dict[str, Any]:
    """Return a query as JSON keeps it; where a page starts says nothing about a file."""
    values = asdict(replace(query, page=1, size=20, to_the_end=False))
    days = {key: day.isoformat() if (day := values[key]) else None for key in ("since", "until")}
    return {**values, **days, "ids": list(query.ids), "where": dict(query.where)}


def _query(kept: dict[str, Any]) -> ListQuery:
    days = {key: dt.date.fromisoformat(day) if (day := kept[key]) else None for key in ("since", "until")}
    return ListQuery(**{**kept, **days, "ids": tuple(kept["ids"])})


@job_kind(KIND)
def run_export(found: Job, progress: Progress) -> Result:
    """Write a list's file. Raises NotFound for a list that there is no more, NotPermitted.

    What a program asked for is written while its key opens the list, and the person who made it may read it.
    """
    known = offered().get(found.params["list"])
    if known is None:
        raise NotFound(found.params["list"])
    require(known.right)
    if by := found.params.get("by"):
        require_key(by["prefix"], by["area"], known.right, now=timezone.now())
    spec = applied(known.spec, Choice.of_json(found.params.get("choice")))
    query = _query(found.params["query"])
    with tempfile.TemporaryFile() as spool:
        count = _read(_lines(spec, known.source.every(query)), spool)
        progress.expect(count)

        def written(file: IO[bytes]) -> int:
            lines = progress.over(_spooled(spool, count))
            write(sheet_columns(spec), lines, file, title=str(spec.caption))
            return count

        return progress.keep(".xlsx", written)


def _read(lines: Iterable[list[object]], spool: IO[bytes]) -> int:
    """Put all lines into the spool and return how many they are.

    Nothing is written to the database meanwhile: on SQLite a connection that reads an old state cannot
    begin to write while others do, so how far a job is can only be told after the reading has ended.
    """
    count = 0
    for count, line in enumerate(lines, 1):  # noqa: B007 - the last one counts
        pickle.dump(line, spool, protocol=pickle.HIGHEST_PROTOCOL)
        if work.is_stopping():
            raise work.Stopped
    spool.seek(0)
    return count


def _spooled(spool: IO[bytes], count: int) -> Iterator[list[object]]:
    for _ in range(count):
        yield pickle.load(spool)  # noqa: S301 - written a moment ago by ourselves, into a file without a name
