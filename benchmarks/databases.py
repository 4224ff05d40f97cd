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


def _migrate(name: str) -> None:
    connection = opened(name)
    try:
        use(connection)
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()


def _fill(name: str, size: Size) -> None:
    connection = opened(name)
    try:
        use(connection)
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
            shutil.copyfile(self._empty(), making)
            _fill(str(making), size)
            making.rename(path)
        return str(path)

    @contextmanager
    def migrated(self, count: int) -> Iterator[list[str]]:
        """Yield the names of new databases with nothing in them; they are gone afterwards."""
        with self.copied(self._empty(), count) as names:
            yield names

    def _empty(self) -> str:
        """Return the name of a database with tables and no rows, to be copied."""
        path = self._kept / "empty.sqlite3"
        if not path.exists():
            making = path.with_suffix(".making")
            self._remove("empty.making*")
            _migrate(str(making))
            making.rename(path)
        return str(path)

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
        self._has_empty = False

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(**self._address, dbname="postgres", autocommit=True) as server:
            server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def filled(self, size: Size) -> str:
        """Return the name of a database with so much in it, which nobody must change."""
        name = f"bench_{size.skus}_{size.outbounds}"
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._run("CREATE DATABASE {} TEMPLATE {}", name, self._empty())
        _fill(name, size)
        return name

    @contextmanager
    def migrated(self, count: int) -> Iterator[list[str]]:
        """Yield the names of new databases with nothing in them; they are gone afterwards."""
        with self.copied(self._empty(), count) as names:
            yield names

    def _empty(self) -> str:
        """Return the name of a database with tables and no rows, to be copied."""
        if not self._has_empty:
            self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", "bench_empty")
            self._run("CREATE DATABASE {}", "bench_empty")
            _migrate("bench_empty")
            self._has_empty = True
        return "bench_empty"

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
