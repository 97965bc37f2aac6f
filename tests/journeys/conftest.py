import shutil

import pytest
from journeys.calling import ROOT, Night, run_samples


@pytest.fixture(scope="session")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """The samples after their first run; not to be changed."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(ROOT / "sample_notes", folder / "sample_notes")
    return run_samples(folder)
