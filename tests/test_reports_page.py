"""What docs/reports.md tells is what the commands do."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.reports.formats import Format

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/reports.md").read_text("utf-8")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports_page")
    shutil.copytree(ROOT / "sample_notes", folder / "exports")
    return folder


def commands() -> list[list[str]]:
    (block,) = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.S | re.M)
    return [shlex.split(line, comments=True) for line in block.splitlines()]


def written(folder: Path) -> set[str]:
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {f"staff/*{path.suffix}" if len(path.parts) > 1 else path.name for path in paths}


def test_the_commands_write_the_files_that_the_page_names_and_remove_the_others(
    place: Path,
) -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", PAGE, re.M)
    named = {Format(name): set(re.findall(r"`([^`]+)`", files)) for name, files in rows}
    assert set(named) == set(Format)
    for program, *arguments in commands():
        assert program == "analyzer"
        done = subprocess.run(
            [sys.executable, "-m", "analyzer", *arguments],
            cwd=place,
            env=os.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        formats = [Format(one) for one in arguments[arguments.index("--format") + 1].split(",")]
        assert written(place / "reports") == set().union(*(named[one] for one in formats))
        told = [Path(line).name for line in done.stdout.splitlines()]
        documents = {file for one in formats if one is not Format.JSON for file in named[one]}
        assert set(told) == {file for file in documents if "/" not in file}


def test_the_layout_that_it_names_is_there_with_the_version_that_it_shows() -> None:
    (shown,) = re.findall(r"^```json\n(.*?)^```$", PAGE, re.S | re.M)
    layout = json.loads((ROOT / "docs/report.schema.json").read_text("utf-8"))
    kinds = layout["discriminator"]["mapping"]
    assert json.loads(shown)["schema"] == layout["title"]
    assert all(f"`{kind}`" in PAGE for kind in kinds)
