from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from invented_clinic import clinic

from analyzer.frames import Frames
from analyzer.insights.worklist import COLUMNS
from analyzer.reports.basis import basis_of
from analyzer.reports.folder import write_reports
from analyzer.reports.formats import Format
from analyzer.reports.worklist_files import Worklist
from analyzer.settings import Settings
from analyzer.store import Store, open_store


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings()


@pytest.fixture(scope="session")
def make_clinic() -> Callable[..., Frames]:
    return clinic


@pytest.fixture
def history(tmp_path: Path) -> Iterator[Store]:
    """A store in which no note was analysed yet."""
    with open_store(f"sqlite:///{tmp_path}/history.sqlite") as store:
        yield store


@pytest.fixture(scope="session")
def write_every_format(settings: Settings) -> Callable[[Path], None]:
    """Writes the reports of the clinic, with a worklist of one case, in all formats."""
    case = {
        "rank": 1,
        "urgency": "promise",
        "why": "A call back was promised.",
        "source": "export",
        "case": "patient P1",
        "patient_id": "P1",
        "last_contact": datetime(2026, 3, 4, 9, 30),
        "contacts": 2,
        "next_step": "Call now.",
        "status": "open",
        "attempts": 0,
        "version": 0,
        "note_id": "N0001",
    }
    rows = pd.DataFrame([case]).reindex(columns=COLUMNS)
    worklist = Worklist(rows, datetime(2026, 3, 31, 12), {})

    def write(folder: Path) -> None:
        basis = basis_of(clinic(), settings, date(2026, 3, 31))
        basis = replace(basis, worklist=worklist)
        write_reports(basis, folder, settings, formats=frozenset(Format))

    return write


@pytest.fixture(scope="session")
def every_format(
    write_every_format: Callable[[Path], None], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The reports of the clinic in all formats; not to be changed."""
    folder = tmp_path_factory.mktemp("every_format")
    write_every_format(folder)
    return folder
