"""Lets tests import the package benchmarks/speed, and nothing else of that folder: names of its
scripts are those of other folders here."""

import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from journeys.calling import ROOT

_spec = spec_from_file_location("speed", ROOT / "benchmarks" / "speed" / "__init__.py")
assert _spec
assert _spec.loader
sys.modules["speed"] = module_from_spec(_spec)
_spec.loader.exec_module(sys.modules["speed"])


@pytest.fixture(scope="module")
def export(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of as many notes as the test file says in NOTES."""
    path: Path = tmp_path_factory.mktemp("benchmark") / "notes.csv"
    import_module("speed.notes").write_export(path, request.module.NOTES)
    return path
