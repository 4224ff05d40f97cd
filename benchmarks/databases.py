"""Databases to measure on: filled once, kept for the next run where that is possible, copied at will."""

import copy
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from psycopg import sql

import rocket3pl
from benchmarks.data import Size, fill
from rocket3pl.shared.tenancy import operator_scope

PACKAGE = Path(rocket3pl.__file__).resolve().parent
HERE = Path(__file__).resolve().parent


def opened(name: str) -> BaseDatabaseWrapper:
    """Return a new connection to the database of that name, set up as the product's own is."""
    settings: dict[str, Any] = copy.deepcopy(connections.settings[DEFAULT_DB_ALIAS])
    settings["NAME"] = name
    found: BaseDatabaseWrapper = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, DEFAULT_DB_ALIAS)
    found.ensure_connection()
    return found


def use(connection: BaseDatabaseWrapper) -> None:
    """Make the product work on that connection from now on."""
    connections[DEFAULT_DB_ALIAS] = connection


def _contents() -> str:
    """Return a key of everything that decides what is in a filled database."""
    paths = [HERE / "data.py", HERE / "bulk.py", PACKAGE / "shared" / "grams.py"]
    digest = hashlib.sha256()
    for path in paths + sorted(PACKAGE.glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _make(name: str, size: Size | None) -> None:
    connection = opened(name)
    try:
        use(connection)
        call_command("migrate", verbosity=0, interactive=False)
        if size:
            with operator_scope():
                fill(size)
    finally:
        connection.close()


class SqliteDatabases:
    """Files. Filled ones are kept in the folder as long as what fills them stays the same."""

    def __init__(self, folder: Path) -> None:
        self._kept = folder / f"sqlite-{_contents()}"
        for other in folder.glob("sqlite-*"):
            if other != self._kept:
                shutil.rmtree(other)
        self._kept.mkdir(parents=True, exist_ok=True)

    def filled(self, size: Size) -> str:
        """Return the name of a database with so much in it, which nobody must change."""
        path = self._kept / f"{size.skus}-{size.outbounds}.sqlite3"
        if not path.exists():
            making = path.with_suffix(".making")
            self._remove("*.making*")
            _make(str(making), size)
            making.rename(path)
        return str(path)

    @contextmanager
    def migrated(self, count: int) -> Iterator[list[str]]:
        """Yield the names of new databases with nothing in them; they are gone afterwards."""
        empty = self._kept / "empty.sqlite3"
        self._remove("empty.sqlite3*")
        _make(str(empty), None)
        with self.copied(str(empty), count) as names:
            yield names

    @contextmanager
    def copied(self, name: str, count: int) -> Iterator[list[str]]:
        """Yield the names of fresh copies; they are gone afterwards."""
        paths = [self._kept / f"copy-{n}.sqlite3" for n in range(count)]
        self._remove("copy-*")
        for path in paths:
            shutil.copyfile(name, path)
        try:
            yield [str(path) for path in paths]
        finally:
            self._remove("copy-*")

    def _remove(self, pattern: str) -> None:
        """Remove files, with the journals that belong to them: a stale one would spoil its successor."""
        for path in self._kept.glob(pattern):
            path.unlink()


class PostgresDatabases:
    """Databases of one server, which is there for the length of the run."""

    def __init__(self) -> None:
        settings = connections.settings[DEFAULT_DB_ALIAS]
        self._address = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(**self._address, dbname="postgres", autocommit=True) as server:
            server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def filled(self, size: Size) -> str:
        """Return the name of a database with so much in it, which nobody must change."""
        name = f"bench_{size.skus}_{size.outbounds}"
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._run("CREATE DATABASE {}", name)
        _make(name, size)
        return name

    @contextmanager
    def migrated(self, count: int) -> Iterator[list[str]]:
        """Yield the names of new databases with nothing in them; they are gone afterwards."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", "bench_empty")
        self._run("CREATE DATABASE {}", "bench_empty")
        _make("bench_empty", None)
        with self.copied("bench_empty", count) as names:
            yield names

    @contextmanager
    def copied(self, name: str, count: int) -> Iterator[list[str]]:
        """Yield the names of fresh copies; they are gone afterwards."""
        names = [f"{name}_copy_{n}" for n in range(count)]
        for copied in names:
            self._run("CREATE DATABASE {} TEMPLATE {}", copied, name)
        try:
            yield names
        finally:
            for copied in names:
                self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", copied)


Databases = SqliteDatabases | PostgresDatabases
