"""Where intake makes the words that a user can read, found in its source."""

import ast
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import analyzer.intake

FOLDER = Path(analyzer.intake.__file__).parent
OTHERS = FOLDER / "worklist"
"""Reads worklists and no exports; tests/intake/worklist has its messages."""

_WORDS = re.compile("[a-z]{2,} [a-z]+ [a-z]+")

Reached = set[tuple[str, int]]
"""Lines, each by its file's path and its number."""


class Site(NamedTuple):
    """A statement that makes a message, or part of one."""

    file: str
    first_line: int
    last_line: int
    code: str

    def is_among(self, reached: Reached) -> bool:
        """Say whether one of its lines was run."""
        lines = range(self.first_line, self.last_line + 1)
        return any((self.file, line) in reached for line in lines)

    def __str__(self) -> str:
        return f"{Path(self.file).relative_to(FOLDER)}:{self.first_line} {self.code}"


@contextmanager
def reaching() -> Iterator[Reached]:
    """Give the lines of intake that are run in the block."""
    reached: Reached = set()

    def line(frame: FrameType, event: str, _: Any) -> Any:
        reached.add((frame.f_code.co_filename, frame.f_lineno))
        return line

    def call(frame: FrameType, event: str, _: Any) -> Any:
        return line if frame.f_code.co_filename.startswith(str(FOLDER)) else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        yield reached
    finally:
        sys.settrace(before)


def sites() -> list[Site]:
    """Return the statements that make one of intake's errors, give a row a problem, or hold three
    words and more of a sentence, be it in a constant of their module.

    Constants, docstrings and errors of Python, which intake catches itself, are left out.
    """
    trees = {
        path: ast.parse(path.read_text("utf-8"))
        for path in sorted(FOLDER.rglob("*.py"))
        if OTHERS not in path.parents
    }
    errors, sentences = _errors(trees.values()), _sentences(trees.values())
    found = []
    for path, tree in trees.items():
        for statement in _statements(tree):
            names = _names(statement)
            ends = isinstance(statement, ast.Raise | ast.Return)
            makes = ends and names & errors
            of_python = isinstance(statement, ast.Raise) and not makes
            speaks = names & sentences or _WORDS.search(_text(statement))
            if makes or _is_problem(statement) or (speaks and not of_python):
                last = statement.end_lineno or statement.lineno
                code = ast.unparse(statement)[:80]
                found.append(Site(str(path), statement.lineno, last, code))
    return found


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the simple statements of functions, each once."""
    inside = {
        id(statement): statement
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for statement in ast.walk(function)
        if isinstance(statement, ast.stmt) and not hasattr(statement, "body")
    }
    for statement in inside.values():
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            yield statement


def _is_problem(statement: ast.stmt) -> bool:
    """Say whether a string is assigned as the problem of a row."""
    return (
        isinstance(statement, ast.Assign)
        and any(_names(target) & {"problem", "reason"} for target in statement.targets)
        and bool(_text(statement.value))
    )


def _errors(trees: Any) -> set[str]:
    """Return the names of intake's errors, and of the functions that return one."""
    nodes = [node for tree in trees for node in ast.walk(tree)]
    errors = {"IntakeError", "BadRow"}
    for node in nodes:
        if isinstance(node, ast.ClassDef) and errors & {n for b in node.bases for n in _names(b)}:
            errors.add(node.name)
    return errors | {
        node.name
        for node in nodes
        if isinstance(node, ast.FunctionDef) and node.returns and _names(node.returns) & errors
    }


def _sentences(trees: Any) -> set[str]:
    """Return the names of the constants that hold words of a sentence."""
    return {
        name
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.Assign) and _WORDS.search(_text(node.value))
        for target in node.targets
        for name in _names(target)
    }


def _names(node: ast.AST) -> set[str]:
    names = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    return names | {inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute)}


def _text(node: ast.AST) -> str:
    """Return the strings in a piece of code."""
    constants = (inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant))
    return "\0".join(value for value in constants if isinstance(value, str))
