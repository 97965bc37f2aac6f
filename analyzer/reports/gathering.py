"""What a report rests on, gathered from the history and the settings."""

from datetime import date
from pathlib import Path

from analyzer.calibration import read_calibration
from analyzer.frames import Frames
from analyzer.language.model import model_folder
from analyzer.reports.basis import Basis, basis_of
from analyzer.reports.monthly import monthly_history
from analyzer.reports.worklist_files import Worklist
from analyzer.settings import Settings
from analyzer.settings.protocol import load_protocol
from analyzer.store import Store


def gathered(
    store: Store,
    frames: Frames,
    settings: Settings,
    last: date,
    *,
    since: date | None = None,
    worklist: Worklist | None = None,
) -> Basis:
    """Return what a report over the notes of ``frames`` up to a day rests on.

    Raises StoreError where the database fails, SettingsError for a protocol that cannot be used,
    CalibrationError for a damaged calibration of the model, and OSError where it cannot be read.
    """
    protocol = settings.coaching.protocol
    return basis_of(
        frames,
        settings,
        last,
        since=since,
        history=monthly_history(store, settings, last),
        calibration=read_calibration(model_folder(settings)),
        protocol=load_protocol(Path(protocol)) if protocol else None,
        worklist=worklist,
    )
