"""A throw-away PostgreSQL server for tests: real, local, gone afterwards.

with cluster() as url: ...
python -m tools.pg run -- pytest tests     # the command sees DATABASE_URL
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SERVICE_USERS = ("postgres", "nobody")


class NoPostgres(RuntimeError):  # noqa: N818 - says what is missing
    """No PostgreSQL server programs on this machine."""


def binaries() -> Path:
    """Return the folder of initdb and pg_ctl, the newest version first. Raises NoPostgres."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("initdb")
    if found:
        folders.append(Path(found).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    message = "PostgreSQL's server programs are missing (Debian: apt-get install postgresql)"
    raise NoPostgres(message)


def _service_user() -> pwd.struct_passwd | None:
    """Return whom to run the server as: nobody else when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in SERVICE_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    message = "no user to run PostgreSQL as: it refuses to run as root"
    raise NoPostgres(message)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Server:
    """The programs of one server in a folder of its own."""

    def __init__(self) -> None:
        self._programs, self._user = binaries(), _service_user()
        self.folder = Path(tempfile.mkdtemp(prefix="rocket3pl-pg-"))
        self.data, self._port = self.folder / "data", free_port()
        self._give(self.folder)
        self.url = f"postgresql://rocket3pl@127.0.0.1:{self._port}/postgres"

    def make(self) -> None:
        """Make an empty database with a UTF-8 locale."""
        self._run("initdb", "-D", str(self.data), "-U", "rocket3pl", "--auth=trust",
            "--locale=C.UTF-8", "--encoding=UTF8")  # fmt: skip

    def copy(self, kept: Path) -> None:
        """Begin with a data folder that another server has left."""
        shutil.copytree(kept, self.data)
        self.data.chmod(0o700)
        for path in (self.data, *self.data.rglob("*")):
            self._give(path)

    def start(self) -> None:
        """Start the server. fsync stays on, so that a test of durability means something."""
        self._run("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.folder / "log"), "-o",
            f"-p {self._port} -h 127.0.0.1 -k {self.folder} -c max_connections=60", "start")  # fmt: skip

    def stop(self, how: str) -> None:
        """Stop the server: immediate when its data are not needed any more, fast when they are."""
        self._run("pg_ctl", "-D", str(self.data), "-m", how, "-w", "stop")

    def _give(self, path: Path) -> None:
        if self._user:
            os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def _run(self, program: str, *arguments: str) -> None:
        user = self._user
        done = subprocess.run(
            [str(self._programs / program), *arguments],
            cwd=self.folder,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            message = f"{program} failed: {done.stderr.strip()}"
            raise NoPostgres(message)


@contextmanager
def cluster(kept: Path | None = None) -> Iterator[str]:
    """Start a server on an empty database, or on a copy of what keep() left; yield its address.

    Raises NoPostgres.
    """
    server = _Server()
    try:
        server.copy(kept) if kept else server.make()
        server.start()
        try:
            yield server.url
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(server.folder, ignore_errors=True)


def keep(folder: Path, fill: Callable[[str], None]) -> None:
    """Let fill(address) do something to an empty database, and leave what it made in a new folder.

    Raises NoPostgres.
    """
    server = _Server()
    try:
        server.make()
        server.start()
        try:
            fill(server.url)
        finally:
            server.stop("fast")
        shutil.copytree(server.data, folder)
    finally:
        shutil.rmtree(server.folder, ignore_errors=True)


def main(arguments: Sequence[str]) -> int:
    """Run a command with DATABASE_URL set to a fresh server."""
    if list(arguments[:2]) != ["run", "--"] or len(arguments) < 3:  # noqa: PLR2004
        sys.stderr.write(f"{__doc__}\n")
        return 2
    with cluster() as url:
        return subprocess.run(arguments[2:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
