"""How often programs and strangers may call: all processes together, and by where they come from."""

import ipaddress
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory

from rocket3pl.api.counts import Counts, counts
from rocket3pl.web.callers import caller
from tests.api.conftest import PATH, Program, Programs, business
from tests.factories import World

_MANY = """
import sys
from contextlib import nullcontext
from pathlib import Path
from rocket3pl.api.counts import Counts
if sys.argv[2] == "careless":
    Counts._alone = lambda self: nullcontext()
counts = Counts(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(20_000):
    counts.add("key 1", 7)
"""


def count_in_three_processes(path: Path, how: str) -> int:
    """Count 20,000 in each of three processes that begin together; return what was counted."""
    run = [sys.executable, "-c", _MANY, str(path), how]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(run, **pipes) for _ in range(3)]
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * 3
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    ended = [process.communicate() and process.returncode for process in processes]
    assert ended == [0, 0, 0]
    return Counts(path).of("key 1", 7)


def guess(program: Program, address: str = "10.0.0.1") -> Any:
    """Call as from an address."""
    headers = {"authorization": f"Bearer {program.token}"}
    return program.client.get(PATH + "/products", headers=headers, REMOTE_ADDR=address)


@pytest.mark.race
def test_processes_count_together(tmp_path: Path) -> None:
    assert count_in_three_processes(tmp_path / "counts", "as it is") == 60_000
    # The control: without the locks some are lost.
    assert count_in_three_processes(tmp_path / "careless", "careless") < 60_000


def test_names_and_minutes_are_counted_apart(tmp_path: Path) -> None:
    path = tmp_path / "counts"
    shared = Counts(path)
    assert [shared.add("key 1", 7), shared.add("key 1", 7)] == [1, 2]
    assert (shared.of("key 1", 8), shared.of("key 2", 7), shared.of("key 1", 7)) == (0, 0, 2)
    assert [shared.add("key 2", 8), shared.add("key 2", 8), shared.add("key 2", 9)] == [1, 2, 1]
    assert oct(path.stat().st_mode & 0o777) == "0o600"


def test_room_on_the_disk_is_taken_at_the_start(tmp_path: Path) -> None:
    """A hole in the file that a full disk cannot fill later ends the process that writes into it."""
    path = tmp_path / "counts"
    for _ in range(2):
        Counts(path)
        found = path.stat()
        assert found.st_blocks * 512 >= found.st_size == 65_536 * 16
    # One of before, which is all holes.
    path.unlink()
    with path.open("wb") as file:
        file.truncate(65_536 * 16)
    Counts(path)
    assert path.stat().st_blocks * 512 >= 65_536 * 16


def test_a_full_table_still_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More names than rows: a newcomer shares a row, which counts too much and never too little."""
    monkeypatch.setattr("rocket3pl.api.counts._ROWS", 32)
    small = Counts(tmp_path / "counts")
    names = [f"name {n}" for n in range(100)]
    assert all(small.add(name, 1) >= 1 for name in names)
    assert all(small.of(name, 1) >= 1 for name in names)
    assert all(small.add(name, 2) == 1 for name in names[:8])


def test_a_key_counts_over_all_processes(programs: Programs, settings: Any) -> None:
    """What one process counted, the next one knows."""
    settings.API_CALLS_PER_MINUTE = 2
    seller = programs("ara")
    assert seller.get("/products")["RateLimit-Remaining"] == "1"
    # As another process has it: the file opened anew.
    counts.cache_clear()
    assert [seller.get("/products").status_code for _ in range(2)] == [200, 429]


def test_strangers_are_slowed_down_by_where_they_come_from(
    world: World, programs: Programs, settings: Any
) -> None:
    settings.API_REFUSALS_PER_MINUTE = 3
    nobody, seller = Program("r3pl_0123456789_wrong"), programs("ara")
    before = business()
    answers = [guess(nobody) for _ in range(4)]
    assert [a.status_code for a in answers] == [401, 401, 401, 429]
    assert [a["RateLimit-Remaining"] for a in answers] == ["2", "1", "0", "0"]
    assert answers[3].json()["code"] == "too_many_requests"
    assert 1 <= int(answers[3]["Retry-After"]) <= 60
    # Without any key it is the same, and elsewhere they begin anew.
    assert guess(Program("")).status_code == 429
    assert guess(nobody, "10.0.0.2").status_code == 401
    # Who has a key goes on, at the same address too: behind one proxy all have the same.
    assert guess(seller).status_code == 200
    assert business() == before


def test_a_key_that_is_guessed_at_is_closed_to_the_guesser(programs: Programs, settings: Any) -> None:
    """Else the one right guess among many would be told from the wrong ones."""
    settings.API_REFUSALS_PER_MINUTE = 3
    seller, other = programs("ara"), programs("bom")
    prefix = seller.token.split("_")[1]
    for n in range(3):
        assert guess(Program(f"r3pl_{prefix}_guess{n}")).status_code == 401
    assert guess(seller).status_code == 429
    assert guess(seller, "10.0.0.2").status_code == 200
    assert guess(other).status_code == 200


@pytest.mark.parametrize(
    ("address", "forwarded", "proxies", "found"),
    [
        ("10.0.0.1", "", "", "10.0.0.1"),
        # Anybody can write the header: without a proxy of ours it says nothing.
        ("10.0.0.1", "1.2.3.4", "", "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4", "10.0.0.0/8", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4", "10.0.0.1", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "10.0.0.1,10.0.0.2", "1.2.3.4"),
        ("10.0.0.1", "rubbish", "10.0.0.1", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.3", "10.0.0.0/8", "10.0.0.3"),
        ("::1", "2001:db8:1:2:3::4", "::1", "2001:db8:1:2::/64"),
        ("2001:db8::5", "", "", "2001:db8::/64"),
        ("::ffff:1.2.3.4", "", "", "1.2.3.4"),
        ("", "1.2.3.4", "10.0.0.1", ""),
        ("local socket", "", "", ""),
    ],
)
def test_where_a_call_comes_from(
    settings: Any, address: str, forwarded: str, proxies: str, found: str
) -> None:
    settings.TRUSTED_PROXIES = [ipaddress.ip_network(p) for p in proxies.split(",") if p]
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert caller(RequestFactory().get("/", headers=headers, REMOTE_ADDR=address)) == found
