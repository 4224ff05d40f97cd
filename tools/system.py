"""What the tests need of the system: PostgreSQL's server programs and Chromium.

    python -m tools.system              # say what is there
    python -m tools.system --install    # install what is missing, where that is allowed (apt, root)

Exits with 1 when something is missing and CI=true: there nothing may be left out.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from tools.pg import NoPostgres, binaries

# The headless shell is the same Chromium without the windows that nobody sees: a third less work.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Return the path of a Chromium on this machine, None when there is none."""
    given = os.environ.get("CHROMIUM")
    return given or next((found for n in CHROMIUM_NAMES if (found := shutil.which(n))), None)


def has_postgres() -> bool:
    """Say whether PostgreSQL's server programs are on this machine."""
    try:
        binaries()
    except NoPostgres:
        return False
    return True


# Debian's newer releases have it.
SHELL = "chromium-headless-shell"
# (Debian package, is it there, which tests need it)
NEEDS: tuple[tuple[str, Callable[[], bool], str], ...] = (
    ("postgresql", has_postgres, "the tests on PostgreSQL (mark: postgres)"),
    ("chromium", lambda: chromium() is not None, "the tests in a browser (mark: browser)"),
)


def missing() -> list[tuple[str, str]]:
    """Return (package, which tests need it) of what is not there."""
    return [(package, tests) for package, there, tests in NEEDS if not there()]


def install(packages: list[str]) -> None:
    """Install Debian packages, when we may."""
    if not packages or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}

    def apt(*command: str) -> bool:
        return not subprocess.run(
            ["apt-get", "-yqq", *command], env=quiet, check=False, stdout=subprocess.DEVNULL
        ).returncode

    apt("update")
    for package in packages:
        shell = package == "chromium" and apt("install", "--no-install-recommends", SHELL)
        if not shell:
            apt("install", "--no-install-recommends", package)


def main() -> int:
    """Install if asked, then say what is left out; return the exit status."""
    if "--install" in sys.argv[1:]:
        install([package for package, _tests in missing()])
    left_out = missing()
    for package, tests in left_out:
        print(f"LEFT OUT: {tests}. To run them: sudo apt-get install {package}")
    return 1 if left_out and os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
