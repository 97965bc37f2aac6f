"""Prints the licence of every package that the program needs, and fails where one is not allowed.

    python release/licences.py

It reads pyproject.toml and, from this environment, what each package says of itself. Which licences
are allowed, and how a package that does not use the terms of SPDX is read, stands in licences.toml.
THIRD_PARTY.md holds what this prints.
"""

import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))[
    "project"
]
RULES = tomllib.loads(Path(__file__).with_name("licences.toml").read_text("utf-8"))
PROGRAM = "the program"


def main() -> int:
    """Print the table as Markdown; 1 where a licence is not allowed or not known."""
    complaints = []
    print("| package | licence | needed by |\n| --- | --- | --- |")
    for package, needed_by in sorted(needed().items()):
        licence = licence_of(package)
        print(f"| {package} | {licence} | {needed_by} |")
        if not is_allowed(licence, in_extra=needed_by != PROGRAM):
            complaints.append(
                f"{package} has the licence {licence}, which {needed_by} may not need; replace the "
                "package, or have the licence looked at and name it in release/licences.toml."
            )
    print(*complaints, sep="\n", end="", file=sys.stderr)
    return 1 if complaints else 0


def needed() -> dict[str, str]:
    """Return every package needed, directly or not, and by what: the program or one of its extras.

    What the program needs is not told again of an extra.
    """
    found = dict.fromkeys(closure(PROJECT["dependencies"]), PROGRAM)
    for extra in RULES["extras"]:
        for package in closure(PROJECT["optional-dependencies"][extra]):
            found.setdefault(package, f"extra {extra}")
    return found


def closure(requirements: list[str]) -> set[str]:
    """Return the packages that some requirements bring here, each by its canonical name."""
    reached: set[tuple[str, frozenset[str]]] = set()
    waiting = [Requirement(one) for one in requirements]
    while waiting:
        requirement = waiting.pop()
        package = canonicalize_name(requirement.name)
        extras = frozenset(requirement.extras)
        if (package, extras) not in reached:
            reached.add((package, extras))
            waiting += brought(package, extras)
    return {package for package, _ in reached}


def brought(package: str, extras: frozenset[str]) -> Iterator[Requirement]:
    """Yield what an installed package needs here. Exits with a sentence where it is missing."""
    try:
        requirements = distribution(package).requires or []
    except PackageNotFoundError:
        sys.exit(f"The package {package} is not in this environment; install '.[dev]' first.")
    for requirement in map(Requirement, requirements):
        if requirement.marker is None or any(
            requirement.marker.evaluate({"extra": extra}) for extra in extras or {""}
        ):
            yield requirement


def licence_of(package: str) -> str:
    """Return the SPDX expression of an installed package; "unknown" where it gives none."""
    about: Any = distribution(package).metadata
    if package in RULES["read"]:
        return str(RULES["read"][package])
    if about["License-Expression"]:
        return str(about["License-Expression"])
    classifiers = [one for one in about.get_all("Classifier", []) if one.startswith("License ::")]
    for said in (about["License"], *classifiers):
        known = RULES["said"].get(said, said)
        if is_allowed(known or "", in_extra=True):
            return str(known)
    return "unknown"


def is_allowed(expression: str, *, in_extra: bool) -> bool:
    """Say whether one alternative of an expression without brackets needs only allowed licences."""
    allowed = RULES["allowed"]["everywhere"] + (RULES["allowed"]["in_extras"] if in_extra else [])
    return any(
        all(licence in allowed for licence in alternative.split(" AND "))
        for alternative in expression.split(" OR ")
    )


if __name__ == "__main__":
    sys.exit(main())
