"""What races are run on: real databases with all tables and no rows."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.pg import cluster


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def folder(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp(engine)


@pytest.fixture(scope="module")
def url(engine: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{shutil.copyfile(request.getfixturevalue('migrated'), folder / 'race.sqlite3')}"
    else:
        with cluster(request.getfixturevalue("migrated_cluster")) as address:
            yield address
