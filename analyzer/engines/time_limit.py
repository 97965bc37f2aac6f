"""The longest time that notes may take."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from analyzer.settings import FILE_NAME


class TimeLimitExceeded(BaseException):
    """The time is over; no Exception, so that what handles those of a component lets it pass."""


def too_long(seconds: float) -> str:
    """Return why a note that takes longer alone is rejected.

    >>> too_long(60)
    'The note took longer than 60 s; see [engine] time_limit_seconds in analyzer.toml.'
    """
    return (
        f"The note took longer than {seconds:g} s; see [engine] time_limit_seconds in {FILE_NAME}."
    )


def can_limit_time() -> bool:
    """Tell whether ``limit_time`` can keep its promise: in the main thread, and not on Windows."""
    return hasattr(signal, "setitimer") and (threading.current_thread() is threading.main_thread())


@contextmanager
def limit_time(seconds: float | None) -> Iterator[None]:
    """Raise TimeLimitExceeded in the block once it has taken so many seconds; None: never.

    It reaches Python code and regular expressions, but not other compiled code before that
    returns, and does nothing where ``can_limit_time`` says no.
    """
    if seconds is None or not can_limit_time():
        yield
        return
    before = signal.signal(signal.SIGALRM, _exceeded)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _exceeded(number: int, frame: FrameType | None) -> None:
    raise TimeLimitExceeded
