"""Reads of stored files."""

import uuid
from collections.abc import Sequence
from typing import IO

from django.core.files.storage import default_storage

from rocket3pl.documents.models import StoredFile
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.public_ids import by_public_id
from rocket3pl.shared.queries import uuids


def stored_file(public_id: str) -> StoredFile:
    """Return a file of the scope. Raises NotFound, for a foreign one too."""
    return by_public_id(StoredFile.objects.all(), public_id)


def stored_files(public_ids: Sequence[str]) -> list[StoredFile]:
    """Return those of the files that are there for the scope, in the order asked."""
    wanted = [uuid.UUID(text) for text in uuids(tuple(str(p) for p in public_ids))]
    rows = {f.public_id: f for f in StoredFile.objects.filter(public_id__in=wanted)}
    return [rows[w] for w in dict.fromkeys(wanted) if w in rows]


def content(file: StoredFile, *, thumbnail: bool = False) -> IO[bytes]:
    """Open a file's bytes, or its small picture. Raises NotFound when they are gone."""
    path = file.thumbnail_path if thumbnail else file.path
    if not path:
        raise NotFound(file.public_id)
    try:
        return default_storage.open(path)
    except FileNotFoundError:
        raise NotFound(file.public_id) from None


def pictures_named(names: Sequence[str]) -> dict[str, str]:
    """Return the public ids of the scope's product pictures by file name; of several the latest."""
    rows = StoredFile.objects.filter(kind="product_image", name__in=set(names)).order_by("id")
    return {name: str(public) for name, public in rows.values_list("name", "public_id")}
