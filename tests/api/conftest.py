"""Programs that call the service over HTTP, each with a key of its own."""

import copy
import json
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from rocket3pl.owners.api_keys import AREAS, create_api_key
from rocket3pl.reference.models import Region
from rocket3pl.shared.rights import Role
from tests.factories import NOW, World, make_world
from tests.support import Writing, acting, everything, storages

PATH = "/api/v1"
_MAKERS = {"ara": "ara", "bom": "ara", "chae": "chae", "dan": "dan", "eun": "dan", "bill": "dan"}
_ROLES = {
    "ara": Role.OWNER_ADMIN,
    "bom": Role.OWNER_STAFF,
    "chae": Role.OWNER_ADMIN,
    "dan": Role.MANAGER,
    "eun": Role.WORKER,
    "bill": Role.BILLING,
}


@dataclass
class Program:
    """One program with one key."""

    token: str
    # Kept, since each new one sets the whole service up anew; the API gives it nothing to remember.
    client: Client = field(default_factory=Client, repr=False, compare=False)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Call the service; headers are named as in Python: if_match, idempotency_key."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            given.setdefault("authorization", f"Bearer {self.token}")
        data = body if isinstance(body, bytes) else (b"" if body is None else json.dumps(body).encode())
        return self.client.generic(method, PATH + path, data, content_type="application/json", headers=given)

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def upload(self, kind: str, name: str, data: bytes, **headers: str) -> Any:
        """Send a file."""
        given = {key.replace("_", "-"): value for key, value in headers.items()}
        given.setdefault("authorization", f"Bearer {self.token}")
        file = SimpleUploadedFile(name, data)
        return self.client.post(PATH + "/files", {"kind": kind, "file": file}, headers=given)

    def put(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("PUT", path, body, **headers)


Programs = Callable[..., Program]


@pytest.fixture(autouse=True)
def _fresh_counts(settings: Any, tmp_path: Path) -> None:
    settings.API_COUNTS = tmp_path / "counts"


@pytest.fixture(scope="module")
def people(writing: Writing) -> World:
    """The people of a whole file."""
    with writing():
        return make_world()


@pytest.fixture
def world(db: None, people: World) -> World:
    """Return the people as a test may change them."""
    return copy.deepcopy(people)


@pytest.fixture
def programs(world: World) -> Programs:
    """Return what makes the program of a person: programs("ara"), programs("ara", products="read")."""
    Region.objects.create(
        code="11",
        name_ko="서울특별시",
        name_zh="首尔",
        name_en="Seoul",
        short_ko="서울",
        zip_from="01",
        zip_to="09",
    )

    def make(who: str, **areas: str) -> Program:
        if not who:
            return Program("")
        given = areas or dict.fromkeys(AREAS, "write")
        with acting(world.people[_MAKERS[who]]):
            return Program(create_api_key(f"{who}'s", given, role=_ROLES[who], now=NOW))

    return make


def business() -> dict[str, Any]:
    """Return everything in the database but what calls leave behind about themselves."""
    return {
        name: rows for name, rows in everything().items() if name not in ("owners_apikey", "api_apianswer")
    }


def new_key() -> str:
    return uuid.uuid4().hex


@pytest.fixture(scope="module")
def belongings(writing: Writing, people: World, tmp_path_factory: Any) -> tuple[Any, Path]:
    """What Ara has in a whole file, and the folder of its pictures."""
    from tests.api.samples import make_things

    folder = tmp_path_factory.mktemp("belongings")
    with writing(), override_settings(STORAGES=storages(folder)):
        return make_things(people), folder


@pytest.fixture
def things(db: None, belongings: tuple[Any, Path], files_folder: Path) -> Any:
    """Return what Ara has: samples.Things."""
    found, pictures = belongings
    shutil.copytree(pictures, files_folder)
    return found
