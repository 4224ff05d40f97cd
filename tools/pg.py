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
from collections.abc import Iterator, Sequence
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster() -> Iterator[str]:
    """Start a server on an empty database with a UTF-8 locale; yield its address.

    fsync stays on, so that a test of durability means something. Raises NoPostgres.
    """
    programs, user = binaries(), _service_user()
    folder = Path(tempfile.mkdtemp(prefix="rocket3pl-pg-"))
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(programs / program), *arguments],
            cwd=folder,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            message = f"{program} failed: {done.stderr.strip()}"
            raise NoPostgres(message)

    data, port = folder / "data", _free_port()
    try:
        run("initdb", "-D", str(data), "-U", "rocket3pl", "--auth=trust",
            "--locale=C.UTF-8", "--encoding=UTF8")  # fmt: skip
        run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"),
            "-o", f"-p {port} -h 127.0.0.1 -k {folder} -c max_connections=60", "start")  # fmt: skip
        try:
            yield f"postgresql://rocket3pl@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(arguments: Sequence[str]) -> int:
    """Run a command with DATABASE_URL set to a fresh server."""
    if list(arguments[:2]) != ["run", "--"] or len(arguments) < 3:  # noqa: PLR2004
        sys.stderr.write(f"{__doc__}\n")
        return 2
    with cluster() as url:
        return subprocess.run(arguments[2:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
