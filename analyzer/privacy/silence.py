"""The side doors by which a text could leave: what libraries tell of their own, and crashes."""

import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]


@contextmanager
def silent_libraries() -> Iterator[None]:
    """Keep every library from logging and warning, on the terminal and into files.

    What they say may repeat the value that they stumble over. What goes wrong is raised, and told
    by this program in a sentence of its own. Also a decorator.
    """
    before = logging.root.manager.disable
    logging.disable(sys.maxsize)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def forbid_core_dumps() -> None:
    """Have the system keep no image of the memory where this process, or one that it starts,
    crashes: it would hold notes. Windows knows no such limit.
    """
    if resource is not None:
        with suppress(OSError, ValueError):
            _, most = resource.getrlimit(resource.RLIMIT_CORE)
            resource.setrlimit(resource.RLIMIT_CORE, (0, most))
