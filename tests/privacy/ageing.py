import os
import time
from pathlib import Path

from analyzer.privacy.leftovers import YOUNG_SECONDS


def aged(path: Path) -> Path:
    """A file or folder that is old enough to be taken for a leftover."""
    long_ago = time.time() - 2 * YOUNG_SECONDS
    os.utime(path, (long_ago, long_ago))
    return path
