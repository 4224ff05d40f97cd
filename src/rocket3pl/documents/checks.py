"""What a file is, found from its bytes: names and announced types are not believed.

Limits guard against bombs: bytes, pixels and pages are counted before anything is unpacked.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from rocket3pl.shared.errors import Invalid, Problem

MAX_PIXELS = 40_000_000
MAX_SIDE = 12_000
MAX_PAGES = 500
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}


@dataclass(frozen=True, slots=True)
class Kind:
    """What may be uploaded for one purpose: formats by content, and at most so many bytes."""

    name: str
    formats: tuple[str, ...]
    max_bytes: int


PRODUCT_IMAGE = Kind("product_image", ("PNG", "JPEG", "WEBP"), 10 * 1024 * 1024)
COUPANG_LABEL = Kind("coupang_label", ("PDF", "PNG", "JPEG"), 20 * 1024 * 1024)
KINDS = {k.name: k for k in (PRODUCT_IMAGE, COUPANG_LABEL)}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that passed: its type, and its picture when it is one."""

    content_type: str
    image: Image.Image | None


def refuse(code: str, **params: object) -> Invalid:
    """Return the refusal of a file."""
    return Invalid([Problem("file", code, dict(params))])


def check(data: bytes, kind: Kind) -> Checked:
    """Return what the bytes are.

    Raises Invalid (file_empty, file_too_large with "max" MB, file_type with "formats",
    file_broken, file_locked, image_too_large, too_many_pages with "max").
    """
    if not data:
        raise refuse("file_empty")
    if len(data) > kind.max_bytes:
        raise refuse("file_too_large", max=kind.max_bytes // (1024 * 1024))
    if data.startswith(b"%PDF-") and "PDF" in kind.formats:
        _check_pdf(data)
        return Checked("application/pdf", None)
    image = _picture(data, kind)
    return Checked(_TYPES[str(image.format)], image)


def _formats(kind: Kind) -> str:
    return ", ".join("JPG" if f == "JPEG" else f for f in kind.formats)


def _picture(data: bytes, kind: Kind) -> Image.Image:
    formats = [f for f in kind.formats if f in _TYPES]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=formats)
            if image.width * image.height > MAX_PIXELS or max(image.size) > MAX_SIDE:
                raise refuse("image_too_large")
            image.load()
    except UnidentifiedImageError:
        raise refuse("file_type", formats=_formats(kind)) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise refuse("image_too_large") from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError):
        raise refuse("file_broken") from None
    return image


def _check_pdf(data: bytes) -> None:
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise refuse("file_locked")
        pages = len(reader.pages)
    except Invalid:
        raise
    # A hostile file may make the reader fail in any way; all of them mean the same to the sender.
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError,
            RecursionError, OSError, AssertionError, NotImplementedError):  # fmt: skip
        raise refuse("file_broken") from None
    if not pages:
        raise refuse("file_broken")
    if pages > MAX_PAGES:
        raise refuse("too_many_pages", max=MAX_PAGES)
