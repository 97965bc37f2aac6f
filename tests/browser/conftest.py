import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from invented_clinic import clinic, crowd
from journeys.calling import ROOT, run_samples
from needed import needed
from playwright.sync_api import Browser, sync_playwright

from analyzer.reports import write_reports
from analyzer.reports.basis import basis_of
from analyzer.settings import Settings

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; for a module only, because Playwright keeps its thread's event loop."""
    program = shutil.which("chromium")
    needed("the browser that Debian calls chromium", program is not None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of the program itself over the samples that it ships."""
    folder = tmp_path_factory.mktemp("samples")
    shutil.copytree(ROOT / "sample_notes", folder / "sample_notes")
    night = run_samples(folder)
    assert night.done.returncode == 0, night.done.stderr
    return folder / "reports"


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of a clinic with people and months enough for every chart."""
    out = tmp_path_factory.mktemp("large")
    frames = crowd(clinic(notes=1500), 12)
    write_reports(basis_of(frames, Settings(), date(2026, 12, 31)), out, Settings())
    return out
