"""Taking files in: checked, named by us, stored outside of every public address."""

import hashlib
import io
import re
import struct
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, ImageOps

from rocket3pl.documents.checks import COUPANG_LABEL, KINDS, PRODUCT_IMAGE, Checked, check, refuse
from rocket3pl.documents.models import StoredFile
from rocket3pl.shared.audit import record
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import current_scope, require_owner

THUMBNAIL_SIDE = 160
PICTURE_SIDE = 1600
_RIGHTS = {
    PRODUCT_IMAGE.name: Right.APPLY_PRODUCT,
    COUPANG_LABEL.name: Right.REQUEST_OUTBOUND,
}
_ENDINGS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
}
_HARMFUL = re.compile(r'[\x00-\x1f\x7f\ud800-\udfff<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]')


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived. `size` is what the sender's request held; `name` is theirs."""

    name: str
    size: int
    content: IO[bytes]


def clean_name(name: str, content_type: str) -> str:
    """Return a name that is safe to show and to save: no path, no control or direction signs.

    The ending tells what the bytes are, whatever it said before.
    """
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    base = _HARMFUL.sub("", base).strip(". ")
    stem = base.rsplit(".", 1)[0] if "." in base else base
    return (stem.strip(". ")[:120] or "file") + _ENDINGS[content_type]


def store(kind_name: str, upload: Upload, *, now: datetime) -> StoredFile:
    """Check a file and keep it for the owner in scope.

    Pictures of products are written anew (turned upright, at most 1600 px, without camera data), so
    that nothing but pixels is kept; papers are kept to the byte, as they are printed. Raises
    Invalid (unknown_kind, and as documents.checks.check), NotPermitted.
    """
    kind = KINDS.get(kind_name)
    if kind is None:
        raise refuse("unknown_kind")
    owner_id = require_owner(_RIGHTS[kind.name])
    if upload.size > kind.max_bytes:
        raise refuse("file_too_large", max=kind.max_bytes // (1024 * 1024))
    data = upload.content.read(kind.max_bytes + 1)
    checked = check(data, kind)
    content_type = checked.content_type
    thumbnail = b""
    if checked.image is not None:
        upright = _upright(checked.image)
        thumbnail = _webp(upright, THUMBNAIL_SIDE)
        if kind is PRODUCT_IMAGE:
            data, content_type = _webp(upright, PICTURE_SIDE), "image/webp"
    return _keep(owner_id, kind.name, upload.name, content_type, data, thumbnail, checked, now)


def _upright(image: Image.Image) -> Image.Image:
    """Return the picture turned as its camera data say; as it is where they cannot be read."""
    try:
        return ImageOps.exif_transpose(image)
    # Written by cameras, phones and whoever likes: broken, they may make the reader fail in any way.
    except (SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError,
            OverflowError, struct.error):  # fmt: skip
        return image


def _webp(image: Image.Image, side: int) -> bytes:
    """Return the picture as WebP, no side longer than asked."""
    small = image.convert("RGBA" if image.mode in ("RGBA", "LA", "P", "PA") else "RGB")
    small.thumbnail((side, side))
    out = io.BytesIO()
    small.save(out, "WEBP", quality=80, method=4)
    return out.getvalue()


@transaction.atomic
def _keep(
    owner_id: int,
    kind: str,
    name: str,
    content_type: str,
    data: bytes,
    thumbnail: bytes,
    checked: Checked,
    now: datetime,
) -> StoredFile:
    public_id = uuid.uuid4()
    # The shown name keeps the sender's format; what is stored may be another one.
    shown = clean_name(name, checked.content_type)
    folder = f"{public_id.hex[:2]}/{public_id.hex}"
    path = default_storage.save(folder + _ENDINGS[content_type], ContentFile(data))
    thumbnail_path = default_storage.save(f"{folder}-thumb.webp", ContentFile(thumbnail)) if thumbnail else ""
    file = StoredFile(
        owner_id=owner_id,
        public_id=public_id,
        kind=kind,
        name=shown,
        content_type=content_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        path=path,
        thumbnail_path=thumbnail_path,
        uploaded_by_id=current_scope().actor.user_id,
        created_at=now,
    )
    file.save()
    record("file.uploaded", file, owner_id=owner_id, after={"name": shown, "kind": kind}, now=now)
    return file
