"""Stored files: handed out only inside the scope of who asks, and never as something that runs."""

from typing import IO, cast

from django.http import FileResponse, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from rocket3pl.documents.models import StoredFile
from rocket3pl.documents.operations import Upload, store
from rocket3pl.documents.queries import content, stored_file
from rocket3pl.shared.errors import Invalid, Problem
from rocket3pl.web.access import member, seller
from rocket3pl.web.formats import filesize
from rocket3pl.web.forms import sentence


def file_answer(file: StoredFile, *, thumbnail: bool = False) -> FileResponse:
    """Return the bytes of a file, or its small picture."""
    response = FileResponse(
        content(file, thumbnail=thumbnail),
        content_type="image/webp" if thumbnail else file.content_type,
        filename=file.name,
    )
    # Even if a check was fooled, the bytes run nothing in our name.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    # The address never changes its content; only this person's browser may keep it.
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


@member
@require_GET
def download(_request: HttpRequest, public_id: str) -> FileResponse:
    """Hand out a file of the scope."""
    return file_answer(stored_file(public_id), thumbnail=False)


@member
@require_GET
def thumbnail(_request: HttpRequest, public_id: str) -> FileResponse:
    """Hand out the small picture of a file of the scope."""
    return file_answer(stored_file(public_id), thumbnail=True)


@seller()
@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """Take one file in (`kind`, `file`) and say how a form refers to it; 422 says what is wrong."""
    given = request.FILES.get("file")
    try:
        if given is None:
            raise Invalid([Problem("file", "file_empty")])  # noqa: TRY301 - one answer for both
        file = store(
            request.POST.get("kind", ""),
            Upload(given.name or "", given.size or 0, cast("IO[bytes]", given.file)),
            now=timezone.now(),
        )
    except Invalid as error:
        return JsonResponse({"error": " ".join(sentence(p) for p in error.problems)}, status=422)
    return JsonResponse(
        {
            "id": str(file.public_id),
            "name": file.name,
            "size": filesize(file.size),
            "url": reverse("web:file", args=[file.public_id]),
            "thumbnail": reverse("web:thumbnail", args=[file.public_id]) if file.thumbnail_path else "",
        },
        status=201,
    )
