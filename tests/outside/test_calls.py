"""Calls: what leaves us, what may come back, and where we never go."""

import gzip
import itertools
import socket
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from rocket3pl.outside.addresses import is_global
from rocket3pl.outside.calls import Answer, Call, call, through
from rocket3pl.outside.errors import NotSent, Unknown
from tests.outside.conftest import Server

pytestmark = pytest.mark.once


def get(url: str, **kwargs: Any) -> Call:
    return Call(service="test", method="GET", url=url, **kwargs)


def code_of(error: type[Exception], request: Call, **kwargs: Any) -> str:
    with pytest.raises(error) as caught:
        call(request, **kwargs)
    assert str(caught.value) == f"test: {caught.value.code}"  # type: ignore[attr-defined]
    return caught.value.code  # type: ignore[attr-defined, no-any-return]


def test_an_answer_comes_back_whole(server: Server) -> None:
    answer = call(
        get(server.url + "/a", params={"q": "가 b"}, headers={"X-Key": "s3cret"}), inside_allowed=True
    )
    assert answer == Answer(
        service="test", status=200, headers={"content-length": "2", "x-kind": "Test"}, body=b"ok"
    )
    head = server.heard[0].decode().split("\r\n")
    assert head[0] == "GET /a?q=%EA%B0%80+b HTTP/1.1"
    assert f"Host: 127.0.0.1:{server.port}" in head
    assert "X-Key: s3cret" in head


def test_a_query_given_as_text_is_sent_as_it_stands() -> None:
    seen: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.url.raw_path.decode())
        return httpx2.Response(200)

    with through(httpx2.MockTransport(handle)):
        call(get("https://example.com/p", params="b=2&a=1%2C3"))
    assert seen == ["/p?b=2&a=1%2C3"]


@pytest.mark.parametrize("status", [204, 301, 302, 307, 404, 429, 500])
def test_every_status_is_an_answer_and_no_redirect_is_followed(server: Server, status: int) -> None:
    server.says(f"HTTP/1.1 {status} X\r\nLocation: {server.url}/b\r\nContent-Length: 0\r\n\r\n".encode())
    assert call(get(server.url + "/a"), inside_allowed=True).status == status
    assert len(server.heard) == 1


INSIDE = [
    "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.0.1", "198.18.0.1", "192.88.99.1",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:1::1",
    "2001:db8::1", "not an address",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_inside_addresses_are_refused(address: str) -> None:
    assert not is_global(address)
    request = get("https://innocent.example/")
    assert code_of(NotSent, request, resolve=lambda h, p: [address]) == "inside_address"


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "1.1.1.1", "100.128.0.1"])
def test_addresses_of_the_world_are_allowed(address: str) -> None:
    assert is_global(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "LOCALHOST", "localhost.", "2130706433", "0x7f000001", "0x7f.1",
        "0177.0.0.1", "017700000001", "127.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
        "0", "0.0.0.0", "[::]", "[0:0:0:0:0:0:0:1]",
    ],
)  # fmt: skip
def test_every_spelling_of_ourselves_is_refused(host: str) -> None:
    assert code_of(NotSent, get(f"http://{host}/")) in {"inside_address", "no_such_host", "bad_address"}


def test_full_width_spellings_are_refused() -> None:
    for host in ("１２７.0.0.1", "①②⑦.0.0.1", "127。0。0。1"):
        assert code_of(NotSent, get(f"http://{host}/")) in {"inside_address", "no_such_host", "bad_address"}


def test_one_inside_address_among_many_refuses_the_host() -> None:
    request = get("https://two.example/")
    assert code_of(NotSent, request, resolve=lambda h, p: ["8.8.8.8", "10.0.0.1"]) == "inside_address"


def test_a_name_is_asked_for_once_and_the_checked_address_is_called(server: Server) -> None:
    """A name server that answers "outside" to the check and "inside" to the connection gets nothing."""
    asked: list[str] = []
    answers: Iterator[str] = itertools.chain(["127.0.0.1"], itertools.repeat("127.0.0.99"))

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return [next(answers)]

    url = f"http://rebinding.example:{server.port}/"
    assert call(get(url), inside_allowed=True, resolve=resolve).body == b"ok"
    assert asked == ["rebinding.example"]
    assert f"Host: rebinding.example:{server.port}" in server.heard[0].decode().split("\r\n")


def test_the_name_not_the_address_is_what_tls_asks_for(server: Server) -> None:
    url = f"https://named.example:{server.port}/"
    assert code_of(NotSent, get(url), inside_allowed=True, resolve=lambda h, p: ["127.0.0.1"]) == (
        "no_connection"
    )
    assert b"named.example" in server.heard[0]  # in the hello of TLS


def test_the_next_address_is_tried_when_nobody_answers_at_the_first(server: Server) -> None:
    url = f"http://two.example:{server.port}/"
    addresses = ["::1", "127.0.0.1"]
    assert call(get(url), inside_allowed=True, resolve=lambda h, p: addresses).status == 200


@pytest.mark.parametrize("port", [22, 3306, 6379, 8080])
def test_other_ports_are_refused(port: int) -> None:
    request = get(f"http://world.example:{port}/")
    assert code_of(NotSent, request, resolve=lambda h, p: ["8.8.8.8"]) == "inside_address"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "//example.com/", "",
        "http://", "http://user:pw@example.com/", "http://[::1", "http://0177.0.0.1.:x/",
        "javascript:alert(1)",
    ],
)  # fmt: skip
def test_odd_addresses_are_refused(url: str) -> None:
    assert code_of(NotSent, get(url), resolve=lambda h, p: ["8.8.8.8"]) == "bad_address"


def test_a_name_nobody_knows() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror

    assert code_of(NotSent, get("https://nobody.example/"), resolve=resolve) == "no_such_host"
    assert code_of(NotSent, get("https://nobody.example/"), resolve=lambda h, p: []) == "no_such_host"


def test_no_connection_is_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert code_of(NotSent, get(f"http://127.0.0.1:{port}/"), inside_allowed=True) == "no_connection"


def test_too_much_is_not_read(server: Server) -> None:
    server.says(b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n" + b"x" * 11)
    assert code_of(Unknown, get(server.url, max_bytes=10), inside_allowed=True) == "too_large"
    assert call(get(server.url, max_bytes=11), inside_allowed=True).body == b"x" * 11


def test_a_packed_bomb_is_not_unpacked(server: Server) -> None:
    packed = gzip.compress(b"0" * 1_000_000)
    server.says(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed
    )
    assert code_of(Unknown, get(server.url, max_bytes=50_000), inside_allowed=True) == "too_large"
    assert call(get(server.url), inside_allowed=True).body == b"0" * 1_000_000


def test_an_answer_that_never_comes_is_unknown(server: Server) -> None:
    server.answer = lambda s: server.done.wait()
    request = Call(service="test", method="POST", url=server.url, json={"a": 1}, read_s=0.05)
    assert code_of(Unknown, request, inside_allowed=True) == "timeout"
    assert server.heard[0].endswith(b'{"a":1}')


def test_dripping_bytes_do_not_prolong_a_call(server: Server) -> None:
    """The clock of the test runs ten seconds at each look, the server sends byte after byte."""
    seconds = itertools.count(0, 10)

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        while not server.done.is_set():
            connection.sendall(b"x")

    server.answer = drip
    request = get(server.url, timeout_s=100, max_bytes=2_000_000_000)
    assert code_of(Unknown, request, inside_allowed=True, clock=lambda: next(seconds)) == "timeout"


def test_a_call_that_is_over_before_it_began_sends_nothing(server: Server) -> None:
    seconds = itertools.count(0, 10)
    request = get(server.url, timeout_s=5)
    code = code_of(NotSent, request, inside_allowed=True, clock=lambda: next(seconds))
    assert (code, server.heard) == ("no_connection", [])


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "키"])
def test_headers_that_cannot_be_sent_are_not(server: Server, value: str) -> None:
    request = get(server.url, headers={"X-Key": value})
    assert code_of(NotSent, request, inside_allowed=True) == "bad_request"
    assert [h for h in server.heard if h] == []


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx",
    ],
)  # fmt: skip
def test_broken_answers_are_unknown(server: Server, raw: bytes) -> None:
    server.says(raw)
    assert code_of(Unknown, get(server.url), inside_allowed=True) == "broken_answer"


def test_proxies_of_the_environment_are_not_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert call(get(server.url), inside_allowed=True).body == b"ok"
    assert server.heard[0].startswith(b"GET / HTTP/1.1")


def test_secrets_are_in_no_text() -> None:
    request = Call(
        service="test", method="POST", url="https://u.example/?key=s3cret", headers={"A": "s3cret"},
        params="k=s3cret", json={"a": "s3cret"},
    )  # fmt: skip
    answer = Answer(service="test", status=200, headers={"a": "s3cret"}, body=b"s3cret")
    assert "s3cret" not in repr(request) + str(request) + repr(answer)


def test_json_of_an_answer() -> None:
    answer = Answer(service="test", status=200, headers={}, body='{"가": 1}'.encode())
    assert answer.json() == {"가": 1}
    with pytest.raises(Unknown):
        Answer(service="test", status=200, headers={}, body=b"<html>").json()
