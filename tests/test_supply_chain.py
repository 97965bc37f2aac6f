"""What the wheel needs and carries is known, may be used, and is told."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "THIRD_PARTY.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
BUNDLED = tomllib.loads((ROOT / "release/bundled.toml").read_text("utf-8"))["bundled"]


def call(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    surroundings = os.environ | environment
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)


def test_every_needed_package_has_a_licence_that_is_allowed_and_told() -> None:
    done = call(sys.executable, ROOT / "release/licences.py")
    assert done.returncode == 0, done.stderr
    (told,) = re.findall(r"^\| package \| .*?\n(?=\n|\Z)", PAGE, re.M | re.S)
    assert told == done.stdout


def test_the_program_itself_needs_no_package_under_a_copyleft_licence() -> None:
    rows = re.findall(r"^\| ([\w.-]+) \| (.*?) \| the program \|$", PAGE, re.M)
    assert len(rows) > 40
    assert not [row for row in rows if "GPL" in row[1]]


def test_a_package_whose_licence_is_not_allowed_is_named(tmp_path: Path) -> None:
    release = shutil.copytree(ROOT / "release", tmp_path / "release")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    rules = release / "licences.toml"
    rules.write_text(rules.read_text("utf-8").replace('"ISC", ', ""), "utf-8")
    done = call(sys.executable, release / "licences.py")
    assert done.returncode == 1
    assert "shellingham has the licence unknown, which the program may not need" in done.stderr
    assert "ijson has the licence BSD-3-Clause AND ISC" in done.stderr


@pytest.mark.parametrize("row", BUNDLED, ids=lambda row: row["name"])
def test_what_the_wheel_carries_is_there_with_its_licence_and_told(row: dict[str, Any]) -> None:
    assert all((ROOT / path).exists() for path in row["paths"])
    assert (ROOT / row["licence_file"]).stat().st_size
    for told in (row["name"], row["licence"], row["source"], *row["paths"]):
        assert told in PAGE


def test_the_wheel_brings_the_notices_and_licences() -> None:
    brought = {path for pattern in PROJECT["license-files"] for path in ROOT.glob(pattern)}
    assert {ROOT / "LICENSE", ROOT / "THIRD_PARTY.md"} <= brought
    in_the_package = ROOT / "analyzer"
    texts = {ROOT / row["licence_file"] for row in BUNDLED}
    assert {text for text in texts if in_the_package not in text.parents} <= brought


def answers(packages: list[dict[str, Any]]) -> str:
    return f"print('''{json.dumps({'dependencies': packages, 'fixes': []})}''')"


ASKED = {"name": "click", "version": "8.5.1", "vulns": []}
SKIPPED = {"name": "lxml", "skip_reason": "Dependency not found on PyPI"}
HOLE = {
    "name": "lxml",
    "version": "6.1.3",
    "vulns": [{"id": "PYSEC-0000-1", "fix_versions": ["6.1.4"], "aliases": [], "description": ""}],
}


@pytest.mark.parametrize(
    ("pip_audit", "status", "said"),
    [
        (answers([ASKED, ASKED | {"name": "lxml"}]), 0, "2 packages, no known vulnerability."),
        (answers([ASKED, HOLE]), 1, "lxml 6.1.3: PYSEC-0000-1, mended in 6.1.4"),
        (answers([ASKED, SKIPPED]), 3, "No answer about 1 of 2 packages: "),
        (answers([HOLE, SKIPPED | {"name": "click"}]), 1, "No answer about 1 of 2 packages: "),
        ("raise ConnectionError('no route')", 3, "No answer about 2 of 2 packages: "),
    ],
)
def test_an_audit_passes_only_where_every_package_was_asked_about(
    tmp_path: Path, pip_audit: str, status: int, said: str
) -> None:
    (tmp_path / "pip_audit.py").write_text(pip_audit, "utf-8")
    pins = tmp_path / "constraints.txt"
    pins.write_text("# pins\n\nclick==8.5.1\nlxml==6.1.3\n", "utf-8")
    audit = (sys.executable, ROOT / "release/audit.py", pins)
    done = call(*audit, PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stderr) == (status, "")
    assert said in done.stdout


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that says it holds the program, Jinja2 and MarkupSafe."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    for name in ("interaction_note_analyzer", "jinja2", "markupsafe"):
        here = Path(str(distribution(name).locate_file("")))
        (about,) = here.glob(f"{name}-{version(name)}.dist-info")
        shutil.copytree(about, packages / about.name)
    return folder / "bin/python"


def test_the_bill_of_materials_names_the_program_what_it_needs_and_what_it_carries(
    environment: Path, tmp_path: Path
) -> None:
    files = [tmp_path / "new" / "first.cdx.json", tmp_path / "second.cdx.json"]
    for file in files:
        done = call(sys.executable, ROOT / "release/sbom.py", environment, file)
        assert done.returncode == 0, done.stderr
    assert files[0].read_bytes() == files[1].read_bytes()
    text = files[0].read_text("utf-8")
    assert str(ROOT) not in text
    assert "file:" not in text
    document = json.loads(text)
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    program = document["metadata"]["component"]
    assert program["name"] == PROJECT["name"]
    assert program["version"] == version(PROJECT["name"])
    assert [one["name"] for one in program["components"]] == [row["name"] for row in BUNDLED]
    components = {one["name"]: one["version"] for one in document["components"]}
    assert components == {"Jinja2": version("jinja2"), "MarkupSafe": version("markupsafe")}
    needs = {one["ref"]: one.get("dependsOn", []) for one in document["dependencies"]}
    assert needs["root-component"] == [f"Jinja2=={version('jinja2')}"]


def test_every_pin_is_exact() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert len(pins) > 100
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.+!-]+", pin)] == []
