"""Files that products and orders refer to: pictures, and labels of Coupang."""

from datetime import datetime
from typing import IO, Any, cast
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from rocket3pl.api.marks import reads, writes
from rocket3pl.api.v1.fields import Body, Code
from rocket3pl.documents.models import StoredFile
from rocket3pl.documents.operations import Upload, store
from rocket3pl.documents.queries import stored_file
from rocket3pl.web.views.files import file_answer

router = Router(tags=["files"])


class FileFacts(Body):
    """A stored file: what it is, found from its bytes."""

    id: UUID
    kind: str
    name: str
    content_type: str
    size: int
    created_at: datetime


def _shown(file: StoredFile) -> dict[str, Any]:
    return {name: getattr(file, name) for name in FileFacts.model_fields if name != "id"} | {
        "id": file.public_id
    }


@router.post("", response={201: FileFacts})
@writes("files")
def upload_file(request: HttpRequest, kind: Form[Code], file: File[UploadedFile]) -> Any:
    """Take one file in.

    A `product_image` is PNG, JPEG or WebP of at most 10 MB, a `coupang_label` PDF, PNG or JPEG of 20 MB.
    """
    upload = Upload(file.name or "", file.size or 0, cast("IO[bytes]", file))
    return Status(201, _shown(store(kind, upload, now=timezone.now())))


@router.get("/{public_id}", response={200: FileFacts})
@reads("files")
def get_file(request: HttpRequest, public_id: UUID) -> Any:
    """Return what a file is."""
    return _shown(stored_file(str(public_id)))


@router.get(
    "/{public_id}/content",
    response={200: None},
    openapi_extra={
        "responses": {
            200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
        }
    },
)
@reads("files")
def read_content(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Return a file's bytes."""
    return file_answer(stored_file(str(public_id)))
