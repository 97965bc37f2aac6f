"""The wheel, installed and used far from the folder that it was built in."""

import json
import os
import sys
from pathlib import Path

from journeys.calling import ROOT, call

NOTES = """\
note_id,timestamp,staff_id,note
n1,2026-03-02 09:30,S1,"Was upset about the wait. I apologised and booked her for 3 pm."
n2,2026-03-03 10:00,S2,Came by and was booked.
"""

CHECK = """
import analyzer
from analyzer.cli import main
from analyzer.language.model import shipped_model

print(analyzer.__file__, shipped_model(), sep="\\n")
main(["check", "Caller furious about the wait.", "--json"])
"""


def test_the_wheel_holds_all_that_it_needs(tmp_path: Path) -> None:
    dist, target, elsewhere = (tmp_path / name for name in ("dist", "target", "elsewhere"))
    elsewhere.mkdir()
    build = ("build", "--wheel", "--no-isolation", "--outdir", dist, ROOT)
    built = call(sys.executable, "-m", *build, cwd=tmp_path)
    assert built.returncode == 0, built.stdout + built.stderr
    [wheel] = dist.glob("*.whl")
    install = ("pip", "install", "--no-deps", "--no-index", "--target", target, wheel)
    installed = call(sys.executable, "-m", *install, cwd=tmp_path)
    assert installed.returncode == 0, installed.stderr

    def use(*command: str) -> str:
        path = os.pathsep.join([str(target), os.environ["PYTHONPATH"]])
        done = call(sys.executable, *command, cwd=elsewhere, PYTHONPATH=path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    package, model, note = use("-c", CHECK).splitlines()
    assert Path(package).is_relative_to(target)
    assert Path(model) == target / "analyzer" / "models" / "en_interaction_notes"
    assert json.loads(note)["escalation"] >= 1
    (elsewhere / "export.csv").write_text(NOTES)
    shown = use("-m", "analyzer", "run", "export.csv", "--out", "reports")
    assert [(elsewhere / page).is_file() for page in shown.splitlines()] == [True, True]
    assert len(list((elsewhere / "reports" / "staff").glob("*.html"))) == 2
