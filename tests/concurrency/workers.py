"""Workers as real processes on a real database; `python -m tests.concurrency.workers` prints JSON."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading

import django

django.setup()

from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from rocket3pl.shared.models import AuditEvent, OutboxMessage
from rocket3pl.shared.outbox import announce

PATIENCE = 60


class Worker:
    """A worker's process and the lines it says."""

    def __init__(self, said, *arguments, **environment):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.concurrency.worker", *arguments],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.said = said
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.said.put(line.split())

    def end(self, by):
        self.process.send_signal(by)
        return self.process.wait(timeout=PATIENCE)


def hear(said, word, count):
    """Return the ids of the next `count` lines with that word; raises queue.Empty if they do not come."""
    found = []
    while len(found) < count:
        line = said.get(timeout=PATIENCE)
        if line[0] == word:
            found.append(int(line[1]))
    return found


def effects(topic):
    return list(AuditEvent.objects.filter(action=topic).order_by("id").values_list("subject_id", flat=True))


def write(topic, count):
    announce([(None, topic, {}) for _ in range(count)], now=timezone.now())
    return list(OutboxMessage.objects.filter(topic=topic).order_by("id").values_list("id", flat=True))


def open_rows():
    rows = OutboxMessage.objects.filter(done_at=None, topic__startswith="test.")
    return [list(r) for r in rows.order_by("id").values_list("topic", "claimed_by", "attempts")]


def two_share_the_work():
    """300 messages, two processes: each message once."""
    ids, said = write("test.quick", 300), queue.Queue()
    workers = [Worker(said), Worker(said)]
    heard = hear(said, "done", 300)
    codes = [w.end(signal.SIGTERM) for w in workers]
    return {
        "heard_once": sorted(heard) == ids,
        "effects_once": sorted(effects("test.quick")) == ids,
        "open": open_rows(),
        "exit": codes,
    }


def a_dead_workers_job_is_taken_up():
    """kill -9 in the middle of an effect: undone, and done once by the next when the lease has ended."""
    ids, said = write("test.slow", 1), queue.Queue()
    first = Worker(said, "hang")
    hear(said, "hangs", 1)
    code = first.end(signal.SIGKILL)
    between = effects("test.slow")
    second = Worker(said)
    heard = hear(said, "done", 1)
    attempts = OutboxMessage.objects.get(pk=ids[0]).attempts
    return {
        "killed": code == -signal.SIGKILL,
        "between": between,
        "once": heard == ids and effects("test.slow") == ids,
        "attempts": attempts,
        "exit": second.end(signal.SIGTERM),
    }


def sigterm_gives_back():
    """SIGTERM in the middle of long work: given back as it was, and the worker ends well."""
    write("test.long", 2)
    said = queue.Queue()
    worker = Worker(said)
    hear(said, "works", 1)
    code = worker.end(signal.SIGTERM)
    return {"exit": code, "open": open_rows()}


def main():
    call_command("migrate", verbosity=0)
    report = {
        f.__name__: f() for f in (two_share_the_work, a_dead_workers_job_is_taken_up, sigterm_gives_back)
    }
    connections.close_all()
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main()
