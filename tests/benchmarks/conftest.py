"""Lets tests import the package benchmarks/speed, and nothing else of that folder: names of its
scripts are those of other folders here."""

import sys
from importlib.util import module_from_spec, spec_from_file_location

from journeys.calling import ROOT

_spec = spec_from_file_location("speed", ROOT / "benchmarks" / "speed" / "__init__.py")
assert _spec
assert _spec.loader
sys.modules["speed"] = module_from_spec(_spec)
_spec.loader.exec_module(sys.modules["speed"])
