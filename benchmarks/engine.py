"""The process of one engine: python -m benchmarks.engine ENGINE FOLDER TIMES [--quick] NAME …"""

import argparse
import json
import sys
from pathlib import Path

import django

django.setup()

from django.core.management import call_command

from benchmarks import excel, intake, ledger, lists, orders, submit
from benchmarks.databases import PostgresDatabases, SqliteDatabases
from benchmarks.setup import Setup

MEASURES = {
    "lists": lists.measure,
    "submit": submit.measure,
    "orders": orders.measure,
    "intake": intake.measure,
    "excel": excel.measure,
    "ledger": ledger.measure,
}


def main() -> int:
    """Measure what is named and leave the figures in the folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("engine")
    parser.add_argument("folder", type=Path)
    parser.add_argument("times", type=int)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("names", nargs="+")
    options = parser.parse_args()
    # Pages name their style sheets by what is in them, so these have to be gathered.
    call_command("collectstatic", verbosity=0, interactive=False)
    postgres = options.engine == "postgresql"
    setup = Setup(
        engine=options.engine,
        databases=PostgresDatabases() if postgres else SqliteDatabases(options.folder),
        times=options.times,
        quick=options.quick,
    )
    figures = [figure for name in options.names for figure in MEASURES[name](setup)]
    (options.folder / f"{options.engine}.json").write_text(
        json.dumps([f.as_json() for f in figures], ensure_ascii=False), encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
