"""Writes the software bill of materials of an environment that the program is installed in.

    python release/sbom.py PYTHON FILE

PYTHON is the environment's interpreter, FILE the CycloneDX document (JSON, 1.6). cyclonedx-py lists
the installed packages; added is what it cannot know: the version of the program itself, and what
its wheel carries from others (bundled.toml beside this file). The same environment gives the same
bytes: the document has no serial number and no time.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).parents[1]


def main(python: Path, file: Path) -> None:
    """Write the document, once it is known to follow the schema."""
    document = bill_of_materials(python)
    text = json.dumps(document, indent=2, sort_keys=True) + "\n"
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if error is not None:
        sys.exit(f"The bill of materials does not follow CycloneDX 1.6: {error}")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def bill_of_materials(python: Path) -> dict[str, Any]:
    """Return the document; its main component is the program, with its version."""
    options = ("--output-reproducible", "--spec-version", "1.6")
    project = ROOT / "pyproject.toml"
    list_packages = [sys.executable, "-m", "cyclonedx_py", "environment"]
    listed = output([*list_packages, *options, "--pyproject", project, python])
    document: dict[str, Any] = json.loads(listed)
    program = document["metadata"]["component"]
    program["version"] = version_in(python, program["name"])
    program["components"] = [component(row) for row in bundled()]
    return document


def bundled() -> list[dict[str, str]]:
    """Return what the wheel carries that others made."""
    text = (ROOT / "release" / "bundled.toml").read_text("utf-8")
    rows: list[dict[str, str]] = tomllib.loads(text)["bundled"]
    return rows


def component(row: dict[str, str]) -> dict[str, Any]:
    """Return a row of bundled.toml as CycloneDX has it."""
    return {
        "bom-ref": f"bundled:{row['name']}",
        "type": row["kind"],
        "licenses": [{"license": {"id": row["licence"]}}],
        "externalReferences": [{"type": "website", "url": row["source"]}],
    } | {key: row[key] for key in ("name", "version", "description")}


def version_in(python: Path, name: str) -> str:
    """Return the version of a package as it is installed in an environment."""
    question = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
    return output([python, "-c", question, name]).strip()


def output(command: list[str | Path]) -> str:
    """Return what a command prints; what it complains of is shown. Raises where it fails."""
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
