"""A worker with topics of the tests: python -m tests.concurrency.worker [hang]. Says what it does."""

import sys
import threading

import django

django.setup()

from django.db import transaction

from rocket3pl.jobs.handlers import calls_out, handles
from rocket3pl.jobs.work import Stopped, is_stopping
from rocket3pl.jobs.worker import run_worker
from rocket3pl.shared.audit import Entry, record_many

HANGS = "hang" in sys.argv
_tell = threading.Lock()


def say(word, message):
    with _tell:
        sys.stdout.write(f"{word} {message.id}\n")
        sys.stdout.flush()


def effect(message, now):
    record_many([Entry(message.topic, "test", message.id, None)], now=now)


@handles("test.quick")
def quick(message, now):
    effect(message, now)
    transaction.on_commit(lambda: say("done", message))


@handles("test.slow")
def slow(message, now):
    """Do the effect and, in a worker that hangs, never come to the end of the transaction."""
    effect(message, now)
    if HANGS:
        say("hangs", message)
        threading.Event().wait()
    transaction.on_commit(lambda: say("done", message))


@calls_out("test.long")
def long(message, _now):
    """Work in steps until the worker is told to stop."""
    say("works", message)
    step = threading.Event()
    while not is_stopping():
        step.wait(0.01)
    raise Stopped


if __name__ == "__main__":
    run_worker(1)
