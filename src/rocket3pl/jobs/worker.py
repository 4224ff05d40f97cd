"""The worker's process: huey's consumer with threads, which looks into the outbox every second."""

import contextlib
import logging
import os
import signal
import socket
from typing import Any

from django.db import Error, connections
from django.utils import timezone
from huey.consumer import Consumer, Scheduler, Worker

from rocket3pl.jobs import schedules
from rocket3pl.jobs.engine import Engine

_log = logging.getLogger(__name__)

# Seconds a job may go on after the worker was told to stop; then it is broken off and taken up again later.
PATIENCE = 30


class _Threads(Worker):  # type: ignore[misc]
    """A thread that gives its connections back when it ends."""

    def shutdown(self) -> None:
        super().shutdown()
        connections.close_all()


def _consumer(engine: Engine, threads: int, parent: int | None) -> Consumer:
    class Looking(Scheduler):  # type: ignore[misc]
        """The library's scheduler, which also looks for messages that are due, and for its parent."""

        def loop(self, now: Any = None) -> None:
            if parent is not None and os.getppid() != parent:
                os.kill(os.getpid(), signal.SIGTERM)
            # Without the database there is nothing to look into; the next second may be better.
            with contextlib.suppress(Error):
                engine.nudge(threads)
            super().loop(now)

        def shutdown(self) -> None:
            super().shutdown()
            connections.close_all()

    class Working(Consumer):  # type: ignore[misc]
        worker_class = _Threads
        scheduler_class = Looking

    made = Working(
        engine.queue,
        workers=threads,
        initial_delay=0.1,
        max_delay=0.5,
        graceful_signal="TERM",
        shutdown_timeout=PATIENCE,
    )
    # Ctrl-C at a terminal ends it as politely.
    made._signal_actions[signal.SIGINT] = (False, True)  # noqa: SLF001 - no option for both
    return made


def run_worker(threads: int, *, parent: int | None = None) -> None:
    """Work until SIGTERM, or until the parent process is gone.

    What is begun is ended, or given back when it takes longer than PATIENCE.
    """
    engine = Engine(f"{socket.gethostname()}:{os.getpid()}", threads)
    consumer = _consumer(engine, threads, parent)
    engine.stopping = consumer.stop_flag.is_set
    schedules.announce_due(now=timezone.now())
    # Another process must not think that these connections are its own.
    connections.close_all()
    consumer.run()
