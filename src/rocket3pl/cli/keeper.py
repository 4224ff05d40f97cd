"""Keeps a worker running beside the server: started again when it dies, ended when the server is gone.

Run as a process of its own (`python -m rocket3pl.cli.keeper PID`), so that the server's process needs to know
nothing of it.
"""

import os
import signal
import subprocess
import sys
import threading
from types import FrameType

# Seconds between two starts: a worker that cannot start must not use up the machine.
_PAUSE = 2.0
_LOOK = 1.0


def keep_worker_beside(pid: int) -> None:
    """Start the keeper of a worker that lives as long as the process of that id, which is our own.

    In a session of its own: Ctrl-C ends the server, and the keeper then ends the worker politely.
    """
    program = [sys.executable, "-m", "rocket3pl.cli.keeper", str(pid)]
    subprocess.Popen(program, start_new_session=True)  # noqa: S603 - our own interpreter and arguments


def main(parent: int) -> None:
    """Keep a worker running until the parent is gone or SIGTERM comes."""
    end = threading.Event()

    def _stop(_signal: int, _frame: FrameType | None) -> None:
        end.set()

    signal.signal(signal.SIGTERM, _stop)
    program = [sys.executable, "-m", "rocket3pl.cli.main", "worker", "--parent", str(os.getpid())]
    worker = subprocess.Popen(program)  # noqa: S603 - our own interpreter and arguments
    while not end.wait(_LOOK) and os.getppid() == parent:
        if worker.poll() is not None and not end.wait(_PAUSE):
            worker = subprocess.Popen(program)  # noqa: S603
    worker.terminate()
    worker.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]))
