"""What keeps the tests from the network does so, here and in every process that they start.

The addresses are those that RFC 5737, 3849 and 2606 keep for documentation: nobody is reached even
where this fails.
"""

import multiprocessing
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from keep_local import NetworkUsed

SOMEWHERE = "192.0.2.1"
REACHING_OUT = f"import socket; socket.create_connection(({SOMEWHERE!r}, 443), timeout=1)"
SECONDS = 60


@pytest.fixture
def refused(refusals: Path) -> Iterator[Callable[[], list[str]]]:
    """Gives what was refused so far; here it fails no test."""
    yield lambda: refusals.read_text("utf-8").splitlines() if refusals.exists() else []
    refusals.unlink(missing_ok=True)


def a_socket(kind: int, family: int = socket.AF_INET) -> socket.socket:
    return socket.socket(family, kind)


def connect() -> None:
    with a_socket(socket.SOCK_STREAM) as stream:
        stream.settimeout(1)
        stream.connect((SOMEWHERE, 443))


def connect_by_ipv6() -> None:
    with a_socket(socket.SOCK_STREAM, socket.AF_INET6) as stream:
        stream.settimeout(1)
        stream.connect(("2001:db8::1", 443))


def connect_without_waiting() -> None:
    with a_socket(socket.SOCK_STREAM) as stream:
        stream.setblocking(False)
        stream.connect_ex((SOMEWHERE, 443))


def send() -> None:
    with a_socket(socket.SOCK_DGRAM) as datagrams:
        datagrams.sendto(b"lookup", (SOMEWHERE, 53))


def send_a_message() -> None:
    with a_socket(socket.SOCK_DGRAM) as datagrams:
        datagrams.sendmsg([b"lookup"], [], 0, (SOMEWHERE, 53))


def listen() -> None:
    with a_socket(socket.SOCK_STREAM) as stream:
        stream.bind(("0.0.0.0", 0))


def fetch() -> None:
    urllib.request.urlopen("http://clinic.example/notes.csv", timeout=1)


@pytest.mark.parametrize(
    "reach_out",
    [
        connect,
        connect_by_ipv6,
        connect_without_waiting,
        send,
        send_a_message,
        listen,
        fetch,
        lambda: socket.getaddrinfo("clinic.example", 443),
        lambda: socket.gethostbyname("clinic.example"),
        lambda: socket.gethostbyaddr(SOMEWHERE),
        lambda: socket.getnameinfo((SOMEWHERE, 443), 0),
    ],
)
def test_this_process_cannot_leave_the_machine(
    reach_out: Callable[[], object], refused: Callable[[], list[str]]
) -> None:
    with pytest.raises(NetworkUsed, match="A test may not leave this machine: socket"):
        reach_out()
    assert len(refused()) == 1


def test_no_library_passes_over_it(refused: Callable[[], list[str]]) -> None:
    with pytest.raises(NetworkUsed), suppress(Exception):
        connect()
    assert refused() == [f"socket.connect ('{SOMEWHERE}', 443)"]


def test_a_program_that_is_started_cannot_leave_the_machine(
    refused: Callable[[], list[str]],
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", REACHING_OUT], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "A test may not leave this machine" in done.stderr
    assert len(refused()) == 1


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_a_worker_process_cannot_leave_the_machine(
    method: str, refused: Callable[[], list[str]]
) -> None:
    worker = multiprocessing.get_context(method).Process(target=exec, args=(REACHING_OUT,))
    worker.start()
    worker.join(SECONDS)
    assert worker.exitcode == 1
    assert len(refused()) == 1


def test_what_stays_on_this_machine_is_let_through(tmp_path: Path) -> None:
    one, other = socket.socketpair()
    with closing(one), closing(other):
        one.sendall(b"hello")
        assert other.recv(5) == b"hello"
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        with socket.create_connection(address) as client, server.accept()[0] as answering:
            client.sendall(b"hello")
            assert answering.recv(5) == b"hello"
    assert socket.getaddrinfo("localhost", 80)
