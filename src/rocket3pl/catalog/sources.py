"""불러오기: what another market's catalogue says of a product, for a form that is being filled in.

`Source` is the port that a connector fits; settings.PRODUCT_SOURCES names them, and the first that is
set up is asked. Nothing of it counts before a person has looked at it and applied.
"""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from rocket3pl.documents.operations import Upload, store
from rocket3pl.shared.errors import Invalid
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_owner


@dataclass(frozen=True, slots=True)
class Known:
    """What a catalogue says. "" where it says nothing; `options` are all that there are to choose from."""

    platform_sku: str
    name_ko: str = ""
    option_text: str = ""
    product_url: str = ""
    image_url: str = ""
    options: tuple[str, ...] = ()


class SourceFailed(Exception):  # noqa: N818 - says what happened
    """The catalogue gave nothing. Codes: bad_number, unknown_product, busy, unavailable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Source(Protocol):
    """What settings.PRODUCT_SOURCES names: another market's catalogue."""

    def is_set_up(self) -> bool:
        """Say whether it can be asked."""

    def find(self, text: str, *, now: datetime) -> Known:
        """Return what is said of a product, by its number or address. Raises SourceFailed."""

    def picture(self, known: Known) -> bytes:
        """Return the bytes of its picture. Raises SourceFailed."""


@dataclass(frozen=True, slots=True)
class Found:
    """A product that was found. `image` is the stored picture's public id, "" when none was asked for.

    picture_failed  there is a picture, but it could not be had
    """

    known: Known
    image: str = ""
    picture_failed: bool = False


def _source() -> Source | None:
    sources: list[Source] = [import_string(path) for path in settings.PRODUCT_SOURCES]
    return next((source for source in sources if source.is_set_up()), None)


def can_look_up() -> bool:
    """Say whether there is a catalogue to ask."""
    return _source() is not None


def look_up(text: str, *, with_picture: bool, now: datetime) -> Found:
    """Return what the catalogue says of a product; its picture is stored for the seller in scope.

    Speaks to others, so it must be called outside of any transaction. Raises SourceFailed, NotPermitted.
    """
    require_owner(Right.APPLY_PRODUCT)
    source = _source()
    if source is None:
        raise SourceFailed("unavailable")
    known = source.find(text, now=now)
    if not with_picture or not known.image_url:
        return Found(known)
    try:
        data = source.picture(known)
        upload = Upload(f"{known.platform_sku}.jpg", len(data), io.BytesIO(data))
        file = store("product_image", upload, now=now)
    except (SourceFailed, Invalid):
        return Found(known, picture_failed=True)
    return Found(known, image=str(file.public_id))
