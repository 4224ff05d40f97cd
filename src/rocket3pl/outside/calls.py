"""The one way out: every call to another service goes through `call`.

It follows no redirect, takes no proxy from the environment, connects only to an address that was
checked (see addresses.py), and stops at a size and at a time. What comes back is an Answer, NotSent
or Unknown: whoever writes to another service must know which of the three it was.
"""

import json
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpcore2
import httpx2

from rocket3pl.outside.addresses import Resolver, checked_addresses, system_addresses
from rocket3pl.outside.errors import NotSent, Unknown

CONNECT_S, READ_S, TOTAL_S = 3.0, 10.0, 30.0
MAX_BYTES = 5 * 1024 * 1024

Transport = httpx2.BaseTransport
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Call:
    """What is to be sent. Its repr keeps parameters, headers and bodies to itself.

    At most one of `json`, `form` and `content`. `params` may be a text: it is sent exactly so, which
    signatures over the query need. `timeout_s` bounds the whole call, `read_s` each wait for bytes.
    """

    service: str
    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] | str = field(default="", repr=False)
    json: Any = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    content: bytes | None = field(default=None, repr=False)
    timeout_s: float = TOTAL_S
    read_s: float = READ_S
    max_bytes: int = MAX_BYTES


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status; headers in lower case."""

    service: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """Return the body as JSON. Raises Unknown (broken_answer)."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise Unknown(service=self.service, code="broken_answer") from None


class _CheckedBackend(httpcore2.NetworkBackend):
    """Connects to the addresses that were checked, whatever the name means by now.

    Host header, SNI and the certificate still go by the name. Every wait ends with the whole call.
    """

    def __init__(self, addresses: list[str], *, ends_at: float, clock: Clock) -> None:
        self._addresses, self._ends_at, self._clock = addresses, ends_at, clock
        self._system = httpcore2.SyncBackend()

    def left(self, timeout: float | None, too_late: type[Exception]) -> float:
        """Return how long a step may wait; raise `too_late` when the whole call is over."""
        rest = self._ends_at - self._clock()
        if rest <= 0:
            raise too_late
        return rest if timeout is None else min(timeout, rest)

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - the checked address stands in its place
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        for address in self._addresses[:-1]:
            try:
                return _Bounded(self._connect(address, port, timeout, local_address, socket_options), self)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        last = self._addresses[-1]
        return _Bounded(self._connect(last, port, timeout, local_address, socket_options), self)

    def _connect(self, address: str, port: int, timeout: float | None, *rest: Any) -> Any:
        return self._system.connect_tcp(address, port, self.left(timeout, httpcore2.ConnectTimeout), *rest)


class _Bounded(httpcore2.NetworkStream):
    """A connection whose every wait is cut at the end of the call: bytes that drip do not prolong it."""

    def __init__(self, inner: httpcore2.NetworkStream, backend: _CheckedBackend) -> None:
        self._inner, self._backend = inner, backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._backend.left(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._backend.left(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        rest = self._backend.left(timeout, httpcore2.ConnectTimeout)
        return _Bounded(self._inner.start_tls(ssl_context, server_hostname, rest), self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


@cache
def _tls() -> ssl.SSLContext:
    """Return what verifies certificates: reading the authorities anew would cost every call 20 ms."""
    return httpx2.create_ssl_context(trust_env=False)


class _CheckedTransport(httpx2.HTTPTransport):
    """httpx2's own transport over the checked backend; certificates are verified as ever."""

    def __init__(self, backend: _CheckedBackend) -> None:
        super().__init__(verify=_tls(), trust_env=False, retries=0)
        self._pool = httpcore2.ConnectionPool(ssl_context=_tls(), network_backend=backend)


@dataclass(frozen=True, slots=True)
class Heard:
    """A call as the other side hears it; for stand-ins."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """Return the path and the query, as sent."""
        return "/" + self.url.split("/", 3)[3] if self.url.count("/") > 2 else "/"  # noqa: PLR2004

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


Said = tuple[int, Mapping[str, str], bytes]


def stand_in(answers: Callable[[Heard], Said]) -> Transport:
    """Return a transport by which a function answers: what the fakes of connectors are made into."""

    def handle(request: httpx2.Request) -> httpx2.Response:
        heard = Heard(request.method, str(request.url), dict(request.headers), request.read())
        status, headers, body = answers(heard)
        return httpx2.Response(status, headers=dict(headers), content=body)

    return httpx2.MockTransport(handle)


_instead: ContextVar[Transport | None] = ContextVar("transport", default=None)


@contextmanager
def through(transport: Transport) -> Iterator[None]:
    """Send every call of the block to a stand-in for the outside services. For tests."""
    token = _instead.set(transport)
    try:
        yield
    finally:
        _instead.reset(token)


def call(
    request: Call,
    *,
    inside_allowed: bool = False,
    transport: Transport | None = None,
    resolve: Resolver = system_addresses,
    clock: Clock = time.monotonic,
) -> Answer:
    """Send it once and return what came back, whatever its status.

    `inside_allowed` opens our own machines and all ports: only for base addresses from the operator's
    environment. A `transport` stands in for resolver and network. The system's resolver keeps its own
    time limit. Raises NotSent and Unknown.
    """
    service = request.service
    try:
        url = httpx2.URL(request.url)
        if request.params:
            query = request.params
            url = url.copy_with(
                query=query.encode() if isinstance(query, str) else str(httpx2.QueryParams(query)).encode()
            )
        host, port = url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80)
    except (httpx2.InvalidURL, UnicodeError, TypeError, ValueError):
        raise NotSent(service=service, code="bad_address") from None
    if url.scheme not in ("http", "https") or not host or url.userinfo:
        raise NotSent(service=service, code="bad_address")
    transport = transport or _instead.get()
    if transport is None:
        addresses = checked_addresses(
            host, port, service=service, inside_allowed=inside_allowed, resolve=resolve
        )
        backend = _CheckedBackend(addresses, ends_at=clock() + request.timeout_s, clock=clock)
        with _CheckedTransport(backend) as checked:
            return _send(request, url, checked, clock)
    return _send(request, url, transport, clock)


def _send(request: Call, url: httpx2.URL, transport: Transport, clock: Clock) -> Answer:
    """Send by a transport; turn its errors into ours. `from None`: theirs quote what was sent."""
    service, ends_at = request.service, clock() + request.timeout_s
    limits = httpx2.Timeout(request.read_s, connect=CONNECT_S)
    try:
        sent = httpx2.Request(
            request.method,
            url,
            headers={"Accept-Encoding": "gzip", "User-Agent": "rocket3pl", **request.headers},
            json=request.json,
            data=dict(request.form) if request.form is not None else None,
            content=request.content,
            extensions={"timeout": limits.as_dict()},
        )
    except (TypeError, ValueError):
        raise NotSent(service=service, code="bad_request") from None
    try:
        answer = transport.handle_request(sent)
        try:
            body = _body(answer, request=request, ends_at=ends_at, clock=clock)
        finally:
            answer.close()
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol):
        raise NotSent(service=service, code="no_connection") from None
    except httpx2.LocalProtocolError:
        raise NotSent(service=service, code="bad_request") from None
    except httpx2.TimeoutException:
        raise Unknown(service=service, code="timeout") from None
    except (httpx2.HTTPError, httpx2.StreamError, zlib.error):
        raise Unknown(service=service, code="broken_answer") from None
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(service=service, status=answer.status_code, headers=headers, body=body)


def _body(answer: httpx2.Response, *, request: Call, ends_at: float, clock: Clock) -> bytes:
    """Return the whole body, unpacked, within its limits of size and time."""
    found, most, came = bytearray(), request.max_bytes, False
    packed = answer.headers.get("content-encoding", "identity").strip().lower()
    if answer.is_stream_consumed:  # a stand-in's answer, in memory already
        chunks: Iterable[bytes] = [answer.content]
        packed = "identity"
    else:
        chunks = answer.iter_raw()
    if packed not in ("identity", "", "gzip"):
        raise Unknown(service=request.service, code="broken_answer")
    unpacker = zlib.decompressobj(wbits=31) if packed == "gzip" else None
    for chunk in chunks:
        came = True
        # One byte more than allowed is enough to know; a small bomb is not unpacked whole.
        found += unpacker.decompress(chunk, most + 1 - len(found)) if unpacker else chunk
        if len(found) > most:
            raise Unknown(service=request.service, code="too_large")
        if clock() > ends_at:
            raise Unknown(service=request.service, code="timeout")
    if unpacker and came and not unpacker.eof:
        raise Unknown(service=request.service, code="broken_answer")
    return bytes(found)
