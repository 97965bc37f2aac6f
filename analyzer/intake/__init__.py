"""One reader a format: exports in, notes of one schema out, and no row lost on the way."""

from analyzer.intake.accounting import Accounting
from analyzer.intake.errors import IntakeError
from analyzer.intake.reading import read_notes
from analyzer.intake.rejects import Rejects

__all__ = ["Accounting", "IntakeError", "Rejects", "read_notes"]
