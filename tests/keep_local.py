"""Keeps this process from the network: a connection, a message or a lookup beyond it is refused.

Sockets between the processes of this machine stay open: AF_UNIX, and loopback for a database or a
browser. It acts as soon as it is imported, and nothing takes it back. What is refused is written
down too, in the file that the environment variable ``REFUSALS`` names, for a library may pass over
any error. It does not see what a library does in C, nor the lookup of a name that a program gives
to ``connect`` itself; tests/network/test_program.py does.
"""

import os
import sys
from typing import Any

REFUSALS = "TESTS_NETWORK_REFUSALS"

_BY_A_SOCKET = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}
_BY_NAME = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


class NetworkUsed(BaseException):
    """Something would have left this machine; no ``except Exception`` passes over it."""


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _BY_A_SOCKET:
        stays = _socket_stays_local(*arguments[:2])
    elif event in _BY_NAME:
        stays = arguments[0] in (None, "", b"") or _is_this_machine(arguments[0])
    elif event == "socket.getnameinfo":
        stays = _is_this_machine(arguments[0][0])
    else:
        return
    if not stays:
        what = f"{event} {arguments[1 if event in _BY_A_SOCKET else 0]!r}"
        if file := os.environ.get(REFUSALS):
            with open(file, "a", encoding="utf-8") as refusals:
                refusals.write(f"{what}\n")
        raise NetworkUsed(f"A test may not leave this machine: {what}.")


def _socket_stays_local(socket: Any, address: Any) -> bool:
    if socket.family.name == "AF_UNIX" or address is None:  # None: it is connected already
        return True
    return socket.family.name in ("AF_INET", "AF_INET6") and _is_this_machine(address[0])


def _is_this_machine(host: str | bytes) -> bool:
    from ipaddress import ip_address  # only here: every process of the tests loads this file

    name = host.decode() if isinstance(host, bytes) else host
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


sys.addaudithook(_refuse)
