"""The whole suite: everything on SQLite and in the browser, then the domain and pages on PostgreSQL."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping

from tools.pg import cluster
from tools.system import chromium, has_postgres

# What the second pass leaves out, since it names its database itself or needs none.
_ONCE = "not browser and not race and not once"
# A file's tests stay together, since a walk through all pages or a race is made once for its file; and
# files go out in their order, so that each worker starts one server and one browser. Groups of
# pytest-xdist 3.8 would say this better, but pytest 9.2 ignores them.
_WORKERS = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


def _pytest(*arguments: str, environment: Mapping[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", *_WORKERS, *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


def _environment(folder: str) -> dict[str, str]:
    """Return the environment of both passes.

    Where Python may not write its bytecode beside the sources, it writes it into a folder of this run:
    the tests start a hundred processes, and each would compile the whole product again.
    """
    found = dict(os.environ)
    if found.pop("PYTHONDONTWRITEBYTECODE", ""):
        found["PYTHONPYCACHEPREFIX"] = folder
    return found


def main() -> int:
    """Run both passes; return the worse exit status."""
    left_out = [] if chromium() else ["not browser"]
    if not has_postgres():
        left_out.append("not postgres")
    with tempfile.TemporaryDirectory(prefix="rocket3pl-bytecode-") as folder:
        environment = _environment(folder)
        chosen = ("-m", " and ".join(left_out)) if left_out else ()
        status = _pytest(*chosen, environment=environment)
        if has_postgres():
            print("Again, on PostgreSQL:", flush=True)
            with cluster() as url:
                again = _pytest("-m", _ONCE, environment={**environment, "DATABASE_URL": url})
            status = max(status, again)
    return status


if __name__ == "__main__":
    sys.exit(main())
