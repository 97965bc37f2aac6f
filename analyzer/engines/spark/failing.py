"""What Spark raises, in one sentence."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from analyzer.engines.errors import EngineError

_OURS = re.compile(r"^analyzer\.[\w.]+Error: (.+)$", re.MULTILINE)
"""The last line of a traceback that one of this program's errors ended, within Spark's message."""


@contextmanager
def in_a_sentence() -> Iterator[None]:
    """Turn what Spark raises in the block into EngineError, and the end of a job that Ctrl-C ended
    into KeyboardInterrupt.

    What an executor raised as an error of this program is told as it is. Of other errors only the
    kind is told: Spark's messages may repeat the values that it stumbled over.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        if _was_interrupted(error):
            raise KeyboardInterrupt from None
        ours = _OURS.search(str(error))
        raise EngineError(
            ours[1]
            if ours
            else f"Spark could not end the analysis ({type(error).__name__}): an executor could "
            "not be started or ended over the same notes again and again, as for lack of memory, "
            "or a file could not be read or written. Spark's log, which spark.log.level turns on, "
            "says more."
        ) from None


def _was_interrupted(error: BaseException | None) -> bool:
    """Say whether an error came of an interrupt: Spark ends its jobs, and then tells of those."""
    while error:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__context__
    return False
