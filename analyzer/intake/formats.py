"""Which reader opens a file: found by its content where that is plain, else by its ending."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import ijson

from analyzer.intake.archives import is_workbook
from analyzer.intake.delimited import open_delimited
from analyzer.intake.encoding import is_binary, marked_encoding
from analyzer.intake.errors import IntakeError, reading
from analyzer.intake.fhir.reader import open_fhir
from analyzer.intake.hl7_v2.reader import open_hl7
from analyzer.intake.json_documents import open_json
from analyzer.intake.json_lines import open_json_lines
from analyzer.intake.json_stream import BLOCK, open_json_stream
from analyzer.intake.parquet.reader import open_parquet
from analyzer.intake.records import Table
from analyzer.intake.source import Source
from analyzer.intake.text_files import open_text_files
from analyzer.intake.text_tables import is_table
from analyzer.intake.workbook.file import COMPOUND_FILE
from analyzer.intake.workbook.reader import open_workbook
from analyzer.settings import Settings


class Format(NamedTuple):
    """A kind of export: its name, its files' endings and its reader.

    ``together`` says that all its files make one table: notes of text files share the order of
    their dates, FHIR resources refer to each other across files.
    """

    name: str
    endings: frozenset[str]
    open: Callable[[Sequence[Source], Settings, Path], Table]
    together: bool = False


DELIMITED = Format("CSV or TSV", frozenset({".csv", ".tsv", ".tab"}), open_delimited)
WORKBOOK = Format("Excel workbook", frozenset({".xlsx", ".xlsm"}), open_workbook)
JSON = Format("JSON", frozenset({".json"}), open_json)
JSON_LINES = Format("JSON Lines", frozenset({".jsonl", ".ndjson"}), open_json_lines)
PARQUET = Format("Parquet", frozenset({".parquet"}), open_parquet)
TEXT_FILES = Format("text files", frozenset({".txt"}), open_text_files, together=True)
FHIR = Format("FHIR", frozenset({".fhir"}), open_fhir, together=True)
HL7 = Format("HL7 v2", frozenset({".hl7"}), open_hl7, together=True)
FORMATS = (DELIMITED, WORKBOOK, JSON, JSON_LINES, PARQUET, TEXT_FILES, FHIR, HL7)

ARCHIVES = frozenset({".gz", ".zip"})
ENDINGS = ARCHIVES.union(*(format.endings for format in FORMATS))
"""The files of a folder that are read."""

_HEAD = 64 * 1024
_FOREIGN = {
    b"%PDF-": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "one RTF document",
    b"<?xml": "an XML document",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
}
_HL7 = re.compile(r"[\s\x0b]*(?:MSH|FHS|BHS)([^\w\s])[^\w\s]{2,5}\1")
_JSON = re.compile(r'\s*(\{\s*["}]|\[\s*([\[{]|\]\s*\Z))')
"""What JSON begins with; a note may begin with "[interpreter used]" or "[ ]"."""
_RESOURCE = re.compile(rb'^\s*\{\s*"resourceType"', re.MULTILINE)
_STEPS = {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}
_SECOND_OBJECT = re.compile(r"\s*\{[^\n]*\n\s*\{")


def format_of(source: Source, settings: Settings) -> Format:
    """Return the format of a file that is no archive.

    Raises IntakeError for a file that is empty, or of no format that can be read.
    """
    with source.path.open("rb") as file:
        head = file.read(_HEAD)
    ending = source.path.suffix.casefold()
    if head.startswith(COMPOUND_FILE) or (head.startswith(b"PK") and is_workbook(source.path)):
        return WORKBOOK
    if head.startswith(b"PAR1") or ending == ".parquet":
        return PARQUET
    try:
        start = _text_of(head, source)
    except IntakeError:
        if ending in TEXT_FILES.endings:
            return TEXT_FILES  # one such file among many is a row to reject
        raise
    if ending in HL7.endings or _HL7.match(start):
        return HL7
    if _JSON.match(start) or ending in JSON_LINES.endings | JSON.endings:
        return FHIR if _is_fhir(source) else _json_format_of(start, ending)
    if ending in TEXT_FILES.endings:
        with reading(source.name):
            return DELIMITED if is_table(source.path, settings.columns) else TEXT_FILES
    return DELIMITED


def _is_fhir(source: Source) -> bool:
    """Say whether the first object of a file is a FHIR resource; its type may stand behind much.

    Where the first object cannot be read, a line that begins as a resource says so.
    """
    depth = 0
    try:
        with open_json_stream(source) as stream:
            for event, value in ijson.basic_parse(stream, buf_size=BLOCK, multiple_values=True):
                if depth == 1 and (event, value) == ("map_key", "resourceType"):
                    return True
                depth += _STEPS.get(event, 0)
                if depth == 0 or (event == "start_array" and depth == 1):
                    return False
    except Exception:  # ijson lets through what numbers and damaged bytes raise
        with source.path.open("rb") as file:
            return _RESOURCE.search(file.read(_HEAD)) is not None
    return False


def _json_format_of(start: str, ending: str) -> Format:
    if start.lstrip().startswith("["):
        return JSON
    if ending in JSON_LINES.endings or _SECOND_OBJECT.match(start):
        return JSON_LINES
    return JSON


def _text_of(head: bytes, source: Source) -> str:
    """Return the beginning of a text file.

    Raises IntakeError where it is empty, another kind of document, or no text at all.
    """
    for signature, kind in _FOREIGN.items():
        if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(signature):
            raise IntakeError(
                f"{source.name} is {kind}; export the notes as one of "
                f"{', '.join(sorted(ENDINGS - ARCHIVES))}."
            )
    marked = marked_encoding(head)
    if not marked and is_binary(head.decode("latin-1")):
        raise IntakeError(
            f"{source.name} is no text file; export the notes as one of "
            f"{', '.join(sorted(ENDINGS - ARCHIVES))}."
        )
    start = head.decode(*marked) if marked else head.decode("utf-8", "replace")
    if not start.strip():
        raise IntakeError(f"{source.name} is empty; export it again.")
    return start
