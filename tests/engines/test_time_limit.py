import re
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from analyzer.engines.time_limit import TimeLimitExceeded, can_limit_time, limit_time

posix = pytest.mark.skipif(sys.platform == "win32", reason="no alarm on Windows")


@posix
def test_what_takes_too_long_is_interrupted_though_it_handles_exceptions() -> None:
    def stubborn() -> None:
        while True:
            try:
                time.sleep(0.01)
            except Exception:
                continue

    with pytest.raises(TimeLimitExceeded), limit_time(0.05):
        stubborn()


@posix
def test_an_endless_regular_expression_is_interrupted() -> None:
    with pytest.raises(TimeLimitExceeded), limit_time(0.05):
        re.match("(a+)+$", "a" * 60 + "b")


@posix
def test_nothing_of_the_limit_is_left_after_its_block() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with limit_time(60):
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) == before


def test_without_a_limit_nothing_is_set() -> None:
    with limit_time(None):
        assert not hasattr(signal, "getitimer") or signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_another_thread_has_no_limit() -> None:
    def limited() -> bool:
        with limit_time(0.01):
            time.sleep(0.05)
        return can_limit_time()

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(limited).result() is False
