import os
from pathlib import Path

import pytest
from attacks.attacking import attack
from browser.conftest import browser
from filelock import FileLock

__all__ = ["browser"]


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the program met every attack; made once for all processes of the tests."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "attacked"
    with FileLock(f"{folder}.lock"):
        if not (folder / "whole").exists():
            attack(folder)
            (folder / "whole").touch()
    return folder


@pytest.fixture(scope="session")
def reports(attacked: Path) -> Path:
    """The reports in every format, made of attacks; not to be changed."""
    return attacked / "out" / "reports"
