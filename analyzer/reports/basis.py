"""What a report rests on."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from analyzer.calibration import Calibration
from analyzer.frames import Frames
from analyzer.insights.monthly import History, history_of
from analyzer.insights.promises import promises
from analyzer.insights.standardisation import expected_steps
from analyzer.insights.word_of_mouth import clinic_corrections
from analyzer.reports.worklist_files import Worklist
from analyzer.settings import Settings
from analyzer.settings.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Basis:
    """The notes of some days up to and with ``as_of``, and what else the figures are made from.

    ``since`` is the day that pages of people begin with, where somebody chose it. ``promised`` is
    what ``promises`` returns for the frames and ``expected`` what ``expected_steps`` does;
    ``history`` holds the months that control charts look back on, ``calibration`` is that of the
    model, None where it is unknown, ``protocol`` the site's own, and ``worklist`` that of
    ``as_of``; both None where there is none.
    """

    frames: Frames
    as_of: date
    since: date | None
    promised: pd.DataFrame
    expected: pd.DataFrame
    history: History
    calibration: Calibration | None
    protocol: Protocol | None
    worklist: Worklist | None


def basis_of(
    frames: Frames,
    settings: Settings,
    as_of: date,
    *,
    since: date | None = None,
    history: History | None = None,
    calibration: Calibration | None = None,
    protocol: Protocol | None = None,
    worklist: Worklist | None = None,
) -> Basis:
    """Return what a report over the notes up to and with a day rests on.

    What was promised is judged as the newest of the notes knows. Without a ``history`` control
    charts look back on the months of these notes alone.
    """
    frames = frames.until(as_of)
    newest = frames.analyses["timestamp"].max()
    known_until = None if pd.isna(newest) else newest.to_pydatetime()
    return Basis(
        frames=frames,
        as_of=as_of,
        since=since,
        promised=promises(frames, settings, known_until),
        expected=expected_steps(frames),
        history=history or _history(frames, settings, calibration),
        calibration=calibration,
        protocol=protocol,
        worklist=worklist,
    )


def _history(frames: Frames, settings: Settings, calibration: Calibration | None) -> History:
    return history_of([frames.analyses], clinic_corrections(frames, settings, calibration))
