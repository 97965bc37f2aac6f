"""HL7 version 2 messages that hold notes: documents (MDM) and results (ORU)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

from analyzer.intake.encoding import Encoding
from analyzer.intake.errors import BadRow, IntakeError, reading
from analyzer.intake.hl7_v2.encoding import encoding_of_file
from analyzer.intake.hl7_v2.notes import kind_of, parts_of, values_of
from analyzer.intake.hl7_v2.segments import Segment, take_apart
from analyzer.intake.hl7_v2.splitting import begins_message, split
from analyzer.intake.records import Record, Spooled, Table
from analyzer.intake.source import Source
from analyzer.settings import FILE_NAME, Settings

_CANCELS = "MDM^T11"
_KIND = re.compile(r"[A-Z]{3}(\^[A-Z][A-Z0-9]\d)?")
_LEAVE_OUT = "leave it out of the export"
_NO_MESSAGE = (
    "holds no HL7 message (no line begins with MSH); export it again as HL7 version 2 messages"
)


def open_hl7(sources: Sequence[Source], settings: Settings, folder: Path) -> Table:
    """Read the messages of some files into a table, kept in a new file in ``folder``.

    A row is a message, numbered in its file. An ORU message gives a record for each group of
    observations (OBR) that holds a text, and one for its first problem, all with the number of the
    message. Columns have the same names for all messages, "text" always among them; times are
    ISO 8601. Among several files, one without a message is a record with a problem, and a blank one
    none.
    Raises IntakeError where no line of the only file begins with MSH, or one holds more messages
    than the settings allow.
    """
    table = Spooled(_records(sources, settings), folder / f"hl7-{uuid4().hex}")
    if "text" not in table.columns:
        table.columns.append("text")  # every message has a problem, and the files none
    return table


def _records(sources: Sequence[Source], settings: Settings) -> Iterator[Record]:
    for source in sources:
        with reading(source.name):
            encoding = encoding_of_file(source.path, source.name)
            begins = begins_message(source.path, encoding)
            if begins:
                for record in _records_of_file(source, encoding, settings):
                    yield record._replace(file=source.name)
            elif len(sources) == 1:
                raise IntakeError(f"{source.name} {_NO_MESSAGE}.")
            elif begins is False:
                yield Record(1, {}, None, f"the file {_NO_MESSAGE}", source.name)


def _records_of_file(source: Source, encoding: Encoding, settings: Settings) -> Iterator[Record]:
    most = settings.intake.rows_per_file
    for message in split(source.path, encoding):
        if message.number > most:
            raise IntakeError(
                f"{source.name} holds more than {most:,} messages; "
                f"split it, or raise [intake] rows_per_file in {FILE_NAME}."
            )
        if message.problem:
            yield Record(message.number, {}, message.text, message.problem)
        else:
            yield from _records_of(message.number, message.text)


def _records_of(number: int, message: str) -> list[Record]:
    """Return the notes of one message, and the first problem that it has."""
    records: list[Record] = []
    given: Counter[object] = Counter()
    problem = ""
    try:
        segments = take_apart(message)
        _check_kind(segments[0])
        parts = parts_of(segments)
    except BadRow as bad:
        return [Record(number, {}, message, str(bad))]
    for part in parts:
        try:
            values = values_of(part)
        except BadRow as bad:
            problem = problem or str(bad)
            continue
        if values:
            records.append(Record(number, values, values))
            _tell_apart(values, given)
    if problem or not records:
        records.append(Record(number, {}, message, problem or _NO_TEXT))
    return records


def _tell_apart(values: dict[str, object], given: Counter[object]) -> None:
    """Make the note's number another than those in ``given``: all groups may have the order's."""
    if note_id := values.get("note id"):
        given[note_id] += 1
        if given[note_id] > 1:
            values["note id"] = f"{note_id}-{given[note_id]}"


_NO_TEXT = (
    "no segment OBX holds a note's text (type TX, FT or ED, or ST without results beside it); "
    "send it in one, or leave the message out of the export"
)


def _check_kind(header: Segment) -> None:
    """Raise BadRow for a message of a type that holds no notes."""
    kind = kind_of(header)
    if not kind:
        raise BadRow("segment MSH does not say the type of the message (MSH-9); export it again")
    if kind == _CANCELS:
        raise BadRow(
            f"the message cancels a document ({kind}); "
            f"{_LEAVE_OUT}, and the message with the document too"
        )
    if not kind.startswith(("MDM", "ORU")):
        shown = kind if _KIND.fullmatch(kind) else "of another type"
        raise BadRow(f"the message is {shown}; only MDM and ORU messages hold notes; {_LEAVE_OUT}")
