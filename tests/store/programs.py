"""Other programs on the same store, as processes of their own that can be killed.

They come from a server of processes that has loaded what they need, because loading it takes a
second for each.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier, Event
from typing import Literal

from sqlalchemy import Engine, event

from analyzer.intake import Rejects
from analyzer.settings import Settings
from analyzer.store import open_store

Moment = Literal["before_cursor_execute", "after_cursor_execute"]

SECONDS = 120
"""How long to wait for a program that has much less to do."""

_programs = multiprocessing.get_context("forkserver")
_programs.set_forkserver_preload(["analyzer.store", "analyzer.engines.batch", "alembic.command"])


@contextmanager
def running_program(url: str) -> Iterator[BaseProcess]:
    """A program amid a run that never ends by itself; it is killed at the end of the block."""
    running = _programs.Event()
    program = _programs.Process(target=_run, args=(url, running))
    program.start()
    try:
        assert running.wait(SECONDS)
        yield program
    finally:
        kill(program)


def kill(program: BaseProcess) -> None:
    """Kill a program, which cannot do anything about it, and wait until it is gone."""
    program.kill()
    program.join()


def _run(url: str, running: Event) -> None:
    with open_store(url) as store, store.run("fake@1", Settings(), Rejects()):
        running.set()
        time.sleep(SECONDS)


def open_at_once(url: str, programs: int) -> list[int | None]:
    """Have several programs open a store at one moment, and return how each of them ended."""
    barrier = _programs.Barrier(programs)
    started = [_programs.Process(target=_open, args=(url, barrier)) for _ in range(programs)]
    for program in started:
        program.start()
    for program in started:
        program.join(SECONDS)
    return [program.exitcode for program in started]


def _open(url: str, barrier: Barrier) -> None:
    barrier.wait(SECONDS)
    with open_store(url) as store:
        store.runs()


def open_and_be_killed(url: str, statement: str, moment: Moment) -> int | None:
    """Have a program killed at a statement of its upgrade, and return how it ended."""
    program = _programs.Process(target=_open_and_die, args=(url, statement, moment))
    program.start()
    program.join(SECONDS)
    return program.exitcode


def _open_and_die(url: str, statement: str, moment: Moment) -> None:
    def die(_connection: object, _cursor: object, executed: str, *_: object) -> None:
        if statement in executed:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, moment, die)
    open_store(url)
