"""What all tests share: no way out to the network, and the named people."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories import World, make_world

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
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return folder


@pytest.fixture
def world(db: None) -> World:
    """Ara and Bom of one owner, their rival Chae, Dan and Eun of the warehouse, Bill of billing."""
    return make_world()
