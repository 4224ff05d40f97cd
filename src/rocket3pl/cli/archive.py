"""Backup and restore: one zip with every row as JSON lines and every uploaded file.

The format knows no database: an archive of SQLite restores into PostgreSQL and back.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction

from rocket3pl import __version__
from rocket3pl.cli.digest import business_models, digest, rows_of
from rocket3pl.outside.sealed import SealedTextField, Secret
from rocket3pl.shared.rows import insert_rows

_BATCH = 1000
# Second factors belong to people; without them a restored manager could not log in as before.
_MORE = (
    "jobs.Job",
    "otp_totp.TOTPDevice",
    "otp_static.StaticDevice",
    "otp_static.StaticToken",
)


class BrokenArchive(ValueError):  # noqa: N818
    """The file is no archive of this product, or not a whole one."""


def _models() -> list[type[models.Model]]:
    return [*business_models(), *(apps.get_model(name) for name in _MORE)]


def _files_folder() -> Path:
    default: Any = settings.STORAGES["default"]
    return Path(default["OPTIONS"]["location"])


@transaction.atomic
def backup(target: Path) -> str:
    """Write the archive beside its final name first, then move it there; return a line to print."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    partial = target.with_name(target.name + ".partial")
    rows = 0
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for model in _models():
            with archive.open(f"rows/{model._meta.label_lower}.jsonl", "w", force_zip64=True) as out:
                for row in rows_of(model):
                    out.write(json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n")
                    rows += 1
        files = 0
        folder = _files_folder()
        for path in sorted(folder.rglob("*")) if folder.exists() else ():
            if path.is_file():
                archive.write(path, f"files/{path.relative_to(folder)}")
                files += 1
        told = {"version": __version__, "rows": rows, "files": files, "digest": digest()}
        archive.writestr("manifest.json", json.dumps(told, indent=1))
    partial.replace(target)
    return f"{rows:,} rows, {files:,} files, digest {told['digest']}"


@transaction.atomic
def restore(source: Path) -> str:
    """Load an archive into empty tables and prove that the digest is the same.

    Raises BrokenArchive, then nothing is left behind; OSError when the file cannot be read.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            told = json.loads(archive.read("manifest.json"))
            files = _checked_files(archive)
            for model in _models():
                _load(archive, model)
            _reset_sequences()
            found = digest()
            if found != told["digest"]:
                message = f"the digest is {found}, the archive says {told['digest']}"
                raise BrokenArchive(message)
            for name, path in files.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(archive.read(name))
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, DatabaseError, ValidationError) as error:
        message = f"{source} is no whole archive: {error}"
        raise BrokenArchive(message) from error
    return f"{told['rows']:,} rows, {told['files']:,} files, digest {told['digest']}"


def _load(archive: zipfile.ZipFile, model: type[models.Model]) -> None:
    columns = [str(f.column) for f in model._meta.concrete_fields]
    by_attname = {f.attname: f for f in model._meta.concrete_fields}
    batch: list[list[Any]] = []
    with archive.open(f"rows/{model._meta.label_lower}.jsonl") as raw:
        for line in io.TextIOWrapper(raw, encoding="utf-8"):
            row = json.loads(line)
            batch.append([_value(by_attname[f.attname], row) for f in model._meta.concrete_fields])
            if len(batch) == _BATCH:
                insert_rows(model, columns, batch)
                batch = []
    insert_rows(model, columns, batch)


def _value(field: models.Field[Any, Any], row: dict[str, Any]) -> Any:
    value = row.get(field.attname, field.get_default() if field.has_default() else None)
    if isinstance(field, SealedTextField):
        return field.get_prep_value(value and Secret(value))
    return value if isinstance(field, models.JSONField) else field.to_python(value)


def _reset_sequences() -> None:
    statements = connection.ops.sequence_reset_sql(no_style(), _models())
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def _checked_files(archive: zipfile.ZipFile) -> dict[str, Path]:
    """Return where each file of the archive goes. Raises BrokenArchive for one outside the folder."""
    folder = _files_folder().resolve()
    found = {}
    for name in archive.namelist():
        if not name.startswith("files/") or name.endswith("/"):
            continue
        path = (folder / name.removeprefix("files/")).resolve()
        if not path.is_relative_to(folder):
            message = f"{name} leaves the folder"
            raise BrokenArchive(message)
        found[name] = path
    return found
