"""Measure the product against bare SQL: python -m benchmarks [NAME …] [--times 10] [--engine …].

Every engine gets a process of its own. Results go to standard output and to
build/benchmarks/results.json.
"""

import argparse
import json
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

from benchmarks.figures import Figure, table
from tools.pg import cluster
from tools.system import has_postgres

NAMES = ("lists", "submit", "orders", "intake", "excel", "ledger")
ENGINES = ("sqlite", "postgresql")
ROOT = Path(__file__).resolve().parents[1]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)} (default: all)")
    parser.add_argument("--times", type=int, default=1, help="lists: also with so many times the rows")
    parser.add_argument("--engine", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--quick", action="store_true", help="a few hundred rows: figures mean nothing")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "benchmarks")
    options = parser.parse_args()
    unknown = set(options.names) - set(NAMES)
    if unknown:
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    options.names = [n for n in NAMES if n in options.names] or list(NAMES)
    options.folder = options.folder.resolve()
    return options


def _measured(engine: str, options: argparse.Namespace) -> list[Figure]:
    """Run one engine's process and return what it found."""
    folder = options.folder
    out = folder / f"{engine}.json"
    with cluster() if engine == "postgresql" else nullcontext(f"sqlite:///{folder / 'none.sqlite3'}") as url:
        command = [sys.executable, "-m", "benchmarks.engine", engine, str(folder), str(options.times)]
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "rocket3pl.settings",
            "DATABASE_URL": url,
            "DATA": str(folder / "data"),
        }
        if options.quick:
            command.append("--quick")
        subprocess.run([*command, *options.names], env=environment, cwd=ROOT, check=True)
    return [Figure.of_json(found) for found in json.loads(out.read_text(encoding="utf-8"))]


def main() -> int:
    """Measure, print, and write down; return 0 whether limits are kept or not."""
    options = _options()
    options.folder.mkdir(parents=True, exist_ok=True)
    engines = list(ENGINES) if options.engine == "both" else [options.engine]
    if options.engine == "both" and not has_postgres():
        engines.remove("postgresql")
        print("PostgreSQL's server programs are missing: SQLite only.", flush=True)
    figures = [figure for engine in engines for figure in _measured(engine, options)]
    print(table(figures))
    missed = [f for f in figures if not all(c.holds for c in f.checks)]
    print(f"\n{len(figures)} cases, {len(missed)} of them beyond a limit.")
    (options.folder / "results.json").write_text(
        json.dumps([f.as_json() for f in figures], ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
