"""What a report rests on, gathered from the history, the settings and the files they name."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analyzer.calibration import Calibration, read_calibration
from analyzer.frames import Frames
from analyzer.insights.word_of_mouth import clinic_corrections
from analyzer.language.model import model_folder
from analyzer.reports.basis import Basis, basis_of
from analyzer.reports.monthly import monthly_history
from analyzer.reports.worklist_files import Worklist
from analyzer.settings import Settings
from analyzer.settings.protocol import Protocol, load_protocol
from analyzer.store import Store


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """The calibration of the site's model and the site's own protocol; None where it has none."""

    calibration: Calibration | None = None
    protocol: Protocol | None = None


def read_site_files(settings: Settings) -> SiteFiles:
    """Return what stands in the files that the settings name.

    A command reads them before all other work, so that a slip in one of them does not stop it when
    the notes of a night are read. Raises SettingsError for a protocol that cannot be used,
    CalibrationError for a damaged calibration, and OSError where it cannot be read.
    """
    protocol = settings.coaching.protocol
    return SiteFiles(
        calibration=read_calibration(model_folder(settings)),
        protocol=load_protocol(Path(protocol)) if protocol else None,
    )


def gathered(
    store: Store,
    frames: Frames,
    settings: Settings,
    files: SiteFiles,
    last: date,
    *,
    since: date | None = None,
    worklist: Worklist | None = None,
) -> Basis:
    """Return what a report over the notes of ``frames`` up to a day rests on.

    Raises StoreError where the database fails.
    """
    known = clinic_corrections(frames.until(last), settings, files.calibration)
    return basis_of(
        frames,
        settings,
        last,
        since=since,
        history=monthly_history(store, settings, last, known),
        calibration=files.calibration,
        protocol=files.protocol,
        worklist=worklist,
    )
