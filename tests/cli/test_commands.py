"""The console script: sample data, audit, digest, backup and restore, as a person would run them."""

import json
import os
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.pg import cluster

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]


def rocket3pl(
    data: Path, *arguments: str, url: str = "", stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the command in a DATA folder."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SECRET_KEY", "SEAL_KEYS")}
    environment = {**kept, "DATA": str(data), "PYTHONPATH": str(ROOT / "src")}
    environment["DJANGO_SETTINGS_MODULE"] = "rocket3pl.settings"
    if url:
        environment["DATABASE_URL"] = url
    return subprocess.run(
        [sys.executable, "-m", "rocket3pl.cli.main", *arguments],
        env=environment, cwd=data, input=stdin, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def sample(sample_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DATA folder with the sample data in it, which a server has made in an empty one."""
    said = (sample_made / "log").read_text(encoding="utf-8")
    assert "Making sample data ..." in said
    for login in ("tester", "hanbit", "mirae", "manager", "worker"):
        assert login in said
    return Path(shutil.copytree(sample_made / "data", tmp_path_factory.mktemp("sample") / "data"))


@pytest.fixture(scope="module")
def archive(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the sample."""
    path = tmp_path_factory.mktemp("backup") / "all.zip"
    assert rocket3pl(sample, "backup", str(path)).returncode == 0
    return path


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A DATA folder with a database without rows, and its digest: a restore of no file leaves one."""
    data = tmp_path_factory.mktemp("nothing")
    assert rocket3pl(data, "restore", str(data / "missing.zip")).returncode == 1
    return data, rocket3pl(data, "digest").stdout


@pytest.fixture
def empty(nothing: tuple[Path, str], tmp_path: Path) -> Path:
    """Return a copy of it: to make the tables takes longer than what most commands do with them."""
    return Path(shutil.copytree(nothing[0], tmp_path / "empty"))


@pytest.fixture(scope="module")
def postgres(migrated_cluster: Path) -> Iterator[str]:
    with cluster(migrated_cluster) as url:
        yield url


def test_the_books_of_the_sample_hold(sample: Path) -> None:
    done = rocket3pl(sample, "audit")
    assert done.returncode == 0
    lines = [line for line in done.stdout.splitlines() if line]
    assert [line.split()[0] for line in lines] == ["A1", "A2", "A3", "A4", "A5", "A6", "A7"]
    assert all(line.split()[1] == "ok" for line in lines)
    # Every check had rows to look at, or it proved nothing.
    assert all(int(line.split()[2].replace(",", "")) > 0 for line in lines)


def test_seeding_again_adds_nothing(sample: Path) -> None:
    before = rocket3pl(sample, "digest").stdout
    done = rocket3pl(sample, "seed")
    assert done.returncode == 0
    assert "nothing was added" in done.stdout
    assert rocket3pl(sample, "digest").stdout == before


def test_seed_json_prints_keys_that_work(sample: Path, tmp_path: Path) -> None:
    # That it fills an empty database first, tests/blackbox sees.
    copy = Path(shutil.copytree(sample, tmp_path / "copy"))
    first = rocket3pl(copy, "seed", "--json")
    assert first.returncode == 0, first.stderr[-3000:]
    again = rocket3pl(copy, "seed", "--json")
    told, later = json.loads(first.stdout), json.loads(again.stdout)
    tokens = [*(o.pop("token") for o in told["owners"].values())]
    tokens += [w.pop("token") for w in told["warehouse"].values()]
    assert told == {
        "base": "/api/v1",
        "canary": "Canarel",
        "owners": {
            "A": {"code": "I41QC9GU", "name": "테스터"},
            "B": {"code": "H72KD3PW", "name": "한빛상사"},
        },
        "warehouse": {"manager": {}, "worker": {}},
    }
    fresh = [
        *(o["token"] for o in later["owners"].values()),
        *(w["token"] for w in later["warehouse"].values()),
    ]
    script = (
        "import json, sys\n"
        "from django.test import Client\n"
        "found = []\n"
        "for token in json.load(sys.stdin):\n"
        "    headers = {'authorization': 'Bearer ' + token}\n"
        "    me = Client().get('/api/v1/me', headers=headers)\n"
        "    page = ''.join(\n"
        "        Client().get('/api/v1/products?limit=200' + more, headers=headers).content.decode()\n"
        "        for more in ('', '&q=Canarel')\n"
        "    )\n"
        "    found.append([me.status_code, me.json().get('role'), 'Canarel' in page])\n"
        "print(json.dumps(found))\n"
    )
    asked = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{script}"],
        env={
            **os.environ, "DATA": str(copy), "DJANGO_SETTINGS_MODULE": "rocket3pl.settings",
            "PYTHONPATH": str(ROOT / "src"), "ALLOWED_HOSTS": "testserver",
        },
        input=json.dumps(tokens + fresh), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert json.loads(asked.stdout) == [
        # What the first call printed was taken back by the second.
        *[[401, None, False]] * 4,
        [200, "owner_admin", True],
        [200, "owner_admin", False],
        [200, "manager", True],
        [200, "worker", True],
    ], asked.stderr[-2000:]


def test_seed_json_leaves_other_data_alone(empty: Path) -> None:
    assert rocket3pl(empty, "manager", "dan", "단", stdin="a good long pass phrase\n").returncode == 0
    before = rocket3pl(empty, "digest").stdout
    done = rocket3pl(empty, "seed", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert rocket3pl(empty, "digest").stdout == before


def test_generated_secrets_are_made_once_and_readable_by_their_owner_only(sample: Path) -> None:
    paths = [sample / name for name in ("secret_key", "seal_key")]
    assert [oct(p.stat().st_mode & 0o777) for p in paths] == ["0o600", "0o600"]
    before = [p.read_text() for p in paths]
    done = rocket3pl(sample, "reseal")
    assert (done.returncode, done.stdout) == (0, "0 secrets sealed with the first key, 0 that no key opens\n")
    assert [p.read_text() for p in paths] == before


def test_backup_and_restore_keep_everything(sample: Path, archive: Path, tmp_path: Path) -> None:
    digest = rocket3pl(sample, "digest").stdout
    other = tmp_path / "other"
    other.mkdir()
    done = rocket3pl(other, "restore", str(archive))
    assert done.returncode == 0, done.stderr[-3000:]
    assert rocket3pl(other, "digest").stdout == digest
    assert rocket3pl(other, "audit").returncode == 0

    def files(data: Path) -> dict[str, bytes]:
        folder = data / "files"
        return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    assert files(other) == files(sample)
    again = rocket3pl(other, "restore", str(archive))
    assert again.returncode == 1
    assert "not empty" in again.stdout
    assert rocket3pl(other, "digest").stdout == digest


@pytest.mark.postgres
def test_an_archive_moves_to_postgresql_and_the_next_number_is_free(
    sample: Path, archive: Path, tmp_path: Path, postgres: str
) -> None:
    done = rocket3pl(tmp_path, "restore", str(archive), url=postgres)
    assert done.returncode == 0, done.stderr[-3000:]
    assert rocket3pl(tmp_path, "digest", url=postgres).stdout == rocket3pl(sample, "digest").stdout
    audit = rocket3pl(tmp_path, "audit", url=postgres)
    assert audit.returncode == 0, audit.stdout
    # The sequences go on behind the restored rows.
    script = (
        "from rocket3pl.shared.tenancy import operator_scope\n"
        "from rocket3pl.warehouses.operations import WarehouseDetails, open_warehouse\n"
        "with operator_scope():\n"
        "    print(open_warehouse(code='ICN2', details=WarehouseDetails('二', '이', 'Two')).pk)\n"
    )
    added = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{script}"],
        env={
            **os.environ, "DATABASE_URL": postgres, "DATA": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "rocket3pl.settings", "PYTHONPATH": str(ROOT / "src"),
        },
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert added.stdout.strip() == "2", added.stderr[-2000:]


@pytest.mark.parametrize("damage", ["cut", "other file", "changed row", "leaves the folder"])
def test_a_broken_archive_leaves_nothing_behind(
    archive: Path, tmp_path: Path, nothing: tuple[Path, str], empty: Path, damage: str
) -> None:
    broken = tmp_path / "broken.zip"
    if damage == "cut":
        broken.write_bytes(archive.read_bytes()[:-2000])
    elif damage == "other file":
        broken.write_bytes(b"no archive at all")
    else:
        with zipfile.ZipFile(archive) as old, zipfile.ZipFile(broken, "w") as new:
            for name in old.namelist():
                data = old.read(name)
                if damage == "changed row" and name == "rows/owners.owner.jsonl":
                    data = data.replace("테스터".encode(), "바뀜".encode())
                new.writestr(name, data)
            if damage == "leaves the folder":
                new.writestr("files/../../escaped.txt", b"x")
    done = rocket3pl(empty, "restore", str(broken))
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "escaped.txt").exists()
    assert rocket3pl(empty, "digest").stdout == nothing[1]
    assert not list((empty / "files").rglob("*"))


def test_the_archive_holds_no_key_in_the_clear(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        rows = b"".join(opened.read(n) for n in opened.namelist() if n.startswith("rows/"))
        told = json.loads(opened.read("manifest.json"))
    assert told["rows"] > 1000
    for secret in (b"tester-1688-api-key", b"rocket-manager-26"):
        assert secret not in rows


def test_the_first_manager(empty: Path) -> None:
    def add(password: str) -> subprocess.CompletedProcess[str]:
        return rocket3pl(empty, "manager", "dan", "단", stdin=password + "\n")

    short = add("short")
    assert (short.returncode, "password_too_short" in short.stdout) == (1, True)
    assert add("a good long pass phrase").returncode == 0
    again = add("a good long pass phrase")
    assert (again.returncode, "code_taken" in again.stdout) == (1, True)


def test_commands_explain_themselves(tmp_path: Path) -> None:
    help_text = rocket3pl(tmp_path, "--help").stdout
    for command in ("serve", "seed", "manager", "audit", "digest", "backup", "restore"):
        assert command in help_text
    assert rocket3pl(tmp_path, "nonsense").returncode == 2
    assert not list(tmp_path.iterdir())


def test_a_port_in_use_is_not_shared(tmp_path: Path) -> None:
    """Two servers on one port would answer in turn, each from its own database."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = rocket3pl(tmp_path, "serve", "--port", str(port))
    assert done.returncode == 1
    assert done.stdout.startswith(f"Port {port} is in use")
    assert not list(tmp_path.glob("*.sqlite3")), "refused before anything is made"
