"""A small server on this machine that answers as a test wants."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Kind: Test\r\n\r\nok"


@dataclass
class Server:
    """Speaks raw bytes: whatever `answer` sends. `heard` are the requests, head and body."""

    port: int
    answer: Callable[[Any], None] = field(default=lambda s: s.sendall(ANSWER))
    heard: list[bytes] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def says(self, raw: bytes) -> None:
        self.answer = lambda s: s.sendall(raw)


def _request(connection: socket.socket) -> bytes:
    """Read a request: its head, and as much body as it announces (or whatever first came)."""
    heard = connection.recv(65536)
    if b"\r\n\r\n" not in heard:
        return heard
    head, _, body = heard.partition(b"\r\n\r\n")
    found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    while found and len(body) < int(found[1]):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def server() -> Iterator[Server]:
    listener = socket.create_server(("127.0.0.1", 0))
    it = Server(port=listener.getsockname()[1])

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                it.heard.append(_request(connection))
                try:
                    it.answer(connection)
                except OSError:
                    continue

    thread = threading.Thread(target=serve)
    thread.start()
    yield it
    it.done.set()
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()
