"""작업 내역 of the warehouse's people."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rocket3pl.web.access import staff
from rocket3pl.web.jobs import JobsPage

_PAGE = JobsPage("console:jobs", "console:job_cancel", "console:job_file")


@staff()
@never_cache
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """작업 내역: the list."""
    return _PAGE.show(request)


@staff()
@require_POST
def job_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """작업 취소."""
    return _PAGE.cancel(request, public_id)


@staff()
@require_safe
def job_file(request: HttpRequest, public_id: str) -> FileResponse:
    """다운로드."""
    return _PAGE.download(request, public_id)
