"""Asks which packages of a list of pins have a known vulnerability.

    python release/audit.py constraints.txt

pip-audit does the asking, from the environment that runs this file (`make audit` makes one). Where
the advisories cannot be had, as from a mirror that carries files alone, pip-audit ends with 0 and
"No known vulnerabilities found"; without a network it ends in a traceback. A release must not pass
because nobody answered, so here that is a sentence, and a status of its own:

0  every package was asked about, and no vulnerability is known
1  a vulnerability is known
3  not every package could be asked about, and nothing is known of the rest
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

VULNERABLE, NOT_ASKED = 1, 3


def main(pins: Path) -> int:
    """Print what is known of the pinned packages, and return the exit status."""
    packages = answers(pins)
    vulnerable = [package for package in packages if package.get("vulns")]
    asked = [package for package in packages if "vulns" in package]
    for package in vulnerable:
        for advisory in package["vulns"]:
            mended = ", ".join(advisory["fix_versions"]) or "no version yet"
            print(f"{package['name']} {package['version']}: {advisory['id']}, mended in {mended}")
    pinned = number_of_pins(pins)
    if len(asked) < pinned:
        print(
            f"No answer about {pinned - len(asked)} of {pinned} packages: this machine does not "
            "reach the advisories of the Python Package Index; before a release, run `make audit` "
            "on one that does."
        )
    if vulnerable:
        return VULNERABLE
    if len(asked) < pinned:
        return NOT_ASKED
    print(f"{pinned} packages, no known vulnerability.")
    return 0


def answers(pins: Path) -> list[dict[str, Any]]:
    """Return what pip-audit reports of each package; nothing where it could not ask.

    A package that was asked about has ``vulns``, a list of advisories.
    """
    options = ("--disable-pip", "--no-deps", "--progress-spinner", "off", "--format", "json")
    said = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--requirement", pins, *options],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    try:
        dependencies: list[dict[str, Any]] = json.loads(said)["dependencies"]
    except json.JSONDecodeError:  # it found no way out, and its traceback helps nobody
        return []
    return dependencies


def number_of_pins(pins: Path) -> int:
    """Return how many packages a list names, one a line beside comments."""
    lines = pins.read_text("utf-8").splitlines()
    return sum(1 for line in lines if line.strip() and not line.startswith("#"))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
