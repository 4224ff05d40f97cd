"""What each command of `rocket3pl` does; each returns the exit status."""

import argparse
import getpass
import json
import os
import socket
import sys

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from rocket3pl.cli import archive, sample
from rocket3pl.cli import digest as digests
from rocket3pl.cli.keeper import keep_worker_beside
from rocket3pl.cli.resealing import reseal_all
from rocket3pl.integrations.import1688.fake import run as run_fake
from rocket3pl.integrations.import1688.stories import STORIES
from rocket3pl.inventory.audit import audit_stock
from rocket3pl.jobs.worker import run_worker
from rocket3pl.owners.models import User
from rocket3pl.owners.people import NewPerson, add_person
from rocket3pl.reference.loading import load_reference
from rocket3pl.shared.errors import Invalid
from rocket3pl.shared.rights import Role
from rocket3pl.shared.tenancy import operator_scope

WHAT_IS_PROVED = {
    "A1": "every level equals the sum of its entries",
    "A2": "what lies in bins equals what the levels say",
    "A3": "reserved equals the open reservations",
    "A4": "what bins have promised equals the open picks",
    "A5": "owners of postings, entries, levels and products agree",
    "A6": "what came in less what went out equals what is there",
    "A7": "no posting without entries, no entry without posting",
}


def _say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _migrate() -> None:
    settings.DATA.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)


def _is_taken(host: str, port: int) -> bool:
    """Say whether somebody serves there: the server would share the port, and two would answer in turn."""
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((host, port))
            taken = False
        except OSError:
            taken = True
    return taken


def serve(options: argparse.Namespace) -> int:
    """Migrate, gather static files, and serve until a signal ends it; 1 if the port is taken."""
    if _is_taken(options.host, options.port):
        _say(f"Port {options.port} is in use: stop what serves there, or choose another with PORT=.")
        return 1
    _migrate()
    load_reference()
    call_command("collectstatic", verbosity=0, interactive=False)
    if options.demo:
        seed(options)
        if sample.is_sample():
            os.environ["ROCKET3PL_DEMO"] = "1"
    if not options.no_worker:
        keep_worker_beside(os.getpid())
    _say(f"http://{'localhost' if options.host == '127.0.0.1' else options.host}:{options.port}")
    program = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        options.host,
        "--port",
        str(options.port),
        "--workers",
        str(options.workers),
        "--blocking-threads",
        str(options.threads),
        "--no-ws",
        "--log-level",
        "warning",
        "rocket3pl.wsgi:application",
    ]
    # The server takes this process's place, so that signals reach it directly.
    return os.execv(sys.executable, program)  # noqa: S606 - our own interpreter, our own arguments


def worker(options: argparse.Namespace) -> int:
    """Work off messages, jobs and schedules until SIGTERM."""
    if options.parent is None:
        _migrate()  # beside a server, that has done it
    run_worker(options.threads, parent=options.parent)
    return 0


def fake(options: argparse.Namespace) -> int:
    """Stand in for another service until interrupted; 1 if there is no such story."""
    if options.play and options.play not in STORIES:
        _say(f"No such story: {options.play}. There are: {', '.join(STORIES)}")
        return 1
    run_fake(
        port=options.port,
        wms=options.wms.rstrip("/"),
        secret=options.secret,
        story=options.play,
        seller=options.seller,
        keys=sample.platform_keys(),
    )
    return 0


def seed(options: argparse.Namespace) -> int:
    """Fill an empty database with sample data; leave one that has people in it alone.

    With --json say nothing but the keys of the API, made anew; 1 if the data are not the sample.
    """
    as_json = getattr(options, "json", False)
    _migrate()
    if User.objects.exists():
        if not as_json:
            _say("The database already has data: nothing was added.")
    else:
        if not as_json:
            _say("Making sample data ...")
        sample.fill(now=timezone.now())
    if as_json:
        if not sample.is_sample():
            sys.stderr.write("The database holds other data than the sample: no keys were made.\n")
            return 1
        _say(json.dumps(sample.make_keys(now=timezone.now()), ensure_ascii=False, indent=2))
        return 0
    if sample.is_sample():
        _say()
        for line in sample.logins():
            _say(line)
        _say()
    return 0


def manager(options: argparse.Namespace) -> int:
    """Add a warehouse manager: the first one has nobody who could do it on a screen."""
    _migrate()
    asked = sys.stdin.isatty()
    password = getpass.getpass("Password: ") if asked else sys.stdin.readline().rstrip("\n")
    person = NewPerson(options.login, options.name, Role.MANAGER, password=password)
    try:
        with operator_scope():
            add_person(person)
    except Invalid as error:
        _say(f"Refused: {error}")
        return 1
    _say(f"{options.login} can log in at /login/staff/")
    return 0


def audit(_: argparse.Namespace) -> int:
    """Prove the books and print what was proved; 1 when something does not agree."""
    with operator_scope():
        findings = audit_stock()
    for f in findings:
        verdict = "ok" if f.holds else f"{f.violations} DISAGREE"
        _say(f"{f.code}  {verdict:<12} {f.examined:>9,} rows  {WHAT_IS_PROVED[f.code]}")
        for row in f.rows[:10]:
            _say("      " + ", ".join(f"{k}={v}" for k, v in row.items()))
    return 0 if all(f.holds for f in findings) else 1


def digest(_: argparse.Namespace) -> int:
    """Print the hash of all business data: equal on two databases that hold the same."""
    _say(digests.digest())
    return 0


def backup(options: argparse.Namespace) -> int:
    """Write database and files into one archive, in one consistent view."""
    _say(archive.backup(options.archive))
    return 0


def restore(options: argparse.Namespace) -> int:
    """Restore an archive; refuses when the database is not empty."""
    _migrate()
    if User.objects.exists():
        _say("Refused: the database is not empty. Restore into a new DATA folder or database.")
        return 1
    try:
        _say(archive.restore(options.archive))
    except (archive.BrokenArchive, OSError) as error:
        _say(f"Refused: {error}. Nothing was restored.")
        return 1
    return 0


def reseal(_options: argparse.Namespace) -> int:
    """Seal every stored secret with the first key; 1 if some could not be opened by any."""
    done, lost = reseal_all()
    _say(f"{done:,} secrets sealed with the first key, {lost:,} that no key opens")
    return 1 if lost else 0
