"""Entry point of `rocket3pl`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rocket3pl", description="Warehouse management for a Korean 3PL and its sellers."
    )
    commands = parser.add_subparsers(dest="command", required=True)

    serve = commands.add_parser("serve", help="migrate and serve on http://HOST:PORT")
    serve.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    serve.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    serve.add_argument("--workers", type=int, default=int(os.environ.get("WORKERS", "2")))
    serve.add_argument("--threads", type=int, default=int(os.environ.get("THREADS", "2")))
    serve.add_argument("--demo", action="store_true", help="fill an empty database with sample data first")

    serve.add_argument("--no-worker", action="store_true", help="leave background work to `rocket3pl worker`")

    worker = commands.add_parser("worker", help="do background work until SIGTERM; any number may run")
    worker.add_argument("--threads", type=int, default=int(os.environ.get("WORKER_THREADS", "3")))
    worker.add_argument("--parent", type=int, help="end when this process is no longer the parent")

    fake = commands.add_parser("fake", help="stand in for another service, for trying it without an account")
    fake.add_argument("service", choices=["import1688"])
    fake.add_argument("--port", type=int, default=8090)
    fake.add_argument("--wms", default="http://localhost:8000", help="where this product is served")
    fake.add_argument("--secret", default="whsec_demo", help="what its messages are signed with")
    fake.add_argument("--play", default="", help="send a story first: normal, duplicate, out_of_order, …")
    fake.add_argument("--seller", default="I41QC9GU", help="the 화주코드 that the story is about")

    seed = commands.add_parser("seed", help="migrate and fill an empty database with sample data")
    seed.add_argument("--json", action="store_true", help="print keys of the API for trying it, as JSON")
    manager = commands.add_parser("manager", help="add a warehouse manager; asks for the password")
    manager.add_argument("login")
    manager.add_argument("name")
    commands.add_parser("audit", help="prove the books (A1 to A7); exit 1 if they do not agree")
    commands.add_parser("digest", help="print one hash of all business data")
    commands.add_parser(
        "reseal", help="seal stored secrets with the first of SEAL_KEYS; exit 1 if any is lost"
    )

    backup = commands.add_parser("backup", help="write database and files into one archive")
    backup.add_argument("archive", type=Path)
    restore = commands.add_parser("restore", help="restore an archive into an empty installation")
    restore.add_argument("archive", type=Path)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rocket3pl.settings")
    import django  # noqa: PLC0415 - settings are read when it is set up

    django.setup()
    from rocket3pl.cli import commands  # noqa: PLC0415 - needs the set-up above

    command = getattr(commands, options.command)
    return int(command(options) or 0)


if __name__ == "__main__":
    sys.exit(main())
