"""What all tests share: no way out to the network, and the named people."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from rocket3pl.integrations.import1688 import setup
from rocket3pl.shared.commonness import COMMON_GRAMS
from rocket3pl.shared.counting import FULL
from rocket3pl.shared.finding import COMMON
from tests.factories import World, make_world
from tests.once import made_once, make_migrated, make_migrated_cluster, make_sample
from tests.support import Writing, storages

_connect = socket.socket.connect


def _only_here(self: socket.socket, address: Any) -> None:
    host = address[0] if isinstance(address, tuple) else "local"
    if host not in ("127.0.0.1", "localhost", "::1", "local"):
        message = f"a test tried to reach {host}"
        raise RuntimeError(message)
    _connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", _only_here)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def files_folder(settings: Any, tmp_path: Path) -> Path:
    """Give every test a folder of its own for uploads, and return it."""
    folder = tmp_path / "files"
    settings.STORAGES = storages(folder)
    return folder


@pytest.fixture(autouse=True)
def _platform_read_anew() -> None:
    """Let no test see how 1688상품관 was set up in another: a process keeps that for some seconds."""
    setup.forget()


@pytest.fixture(autouse=True)
def _lists_found_anew() -> None:
    """Let no test know the common searches and full tabs of another: their rows are gone."""
    COMMON.forget()
    COMMON_GRAMS.forget()
    FULL.forget()


@pytest.fixture
def world(db: None) -> World:
    """Ara and Bom of one owner, their rival Chae, Dan and Eun of the warehouse, Bill of billing."""
    return make_world()


@pytest.fixture(scope="module")
def writing(django_db_setup: None, django_db_blocker: Any) -> Iterator[Writing]:
    """Let fixtures of a whole file write what its tests begin with: `with writing(): …`.

    Everything happens in one transaction, which is undone after the file. Each test's own transaction
    is a savepoint in it, so no test sees what another has changed. To make many rows anew for every
    test takes longer than to test them.
    """
    with django_db_blocker.unblock():
        around = transaction.atomic()
        # Like the transaction of Django's own test cases: what must be outermost may be inside it.
        around._from_testcase = True
        around.__enter__()
    yield django_db_blocker.unblock
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(scope="session")
def sample_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the sample in data/, and what the server said that made it in log."""
    return made_once(tmp_path_factory, "sample", make_sample)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file with all tables and no rows, to be copied."""
    return made_once(tmp_path_factory, "migrated", make_migrated) / "migrated.sqlite3"


@pytest.fixture(scope="session")
def migrated_cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of PostgreSQL with all tables and no rows, for cluster(kept=…)."""
    return made_once(tmp_path_factory, "migrated-cluster", make_migrated_cluster) / "data"
