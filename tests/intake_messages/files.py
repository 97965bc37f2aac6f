"""Files, folders, patterns, standard input and the rejects of an earlier run."""

import errno
import sqlite3
from typing import Any, NoReturn

from intake_messages.case import large, refused

NOTES = "Note ID,Patient Name,Note\n1,Ana Ruiz,Ana called about her bill.\n"
REJECTS = 'file,row,reason,raw\nvisits.csv,1,too few fields,"{""Note"": ""Ana called.""}"\n'
READ = ".csv, .fhir, .hl7, .json, .jsonl, .ndjson, .parquet, .tab, .tsv, .txt, .xlsm, .xlsx"


def failing(number: int, reason: str) -> Any:
    """Something that the system cannot do."""

    def fail(*_: Any, **__: Any) -> NoReturn:
        raise OSError(number, reason)

    return fail


def full_database(*_: Any, **__: Any) -> NoReturn:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    raise error


CASES = [
    refused("visits.csv does not exist; check the name.", give=["visits.csv"]),
    refused("No file matches *.csv; check the pattern and the folder.", give=["*.csv"]),
    refused(
        "The folder exports holds no export; put a file there that ends in .csv, .fhir, .gz, .hl7, "
        ".json, .jsonl, .ndjson, .parquet, .tab, .tsv, .txt, .xlsm, .xlsx, .zip.",
        {"exports": None},
    ),
    refused(
        "The folder exports cannot be read: Permission denied; check who may open it.",
        {"exports": None},
        patched={"pathlib.Path.iterdir": failing(errno.EACCES, "Permission denied")},
    ),
    refused(
        "exports/visits.csv is a link to a place outside its folder; copy the file itself there, "
        "or name it on the command line.",
        {"visits.csv": NOTES, "exports/visits.csv": lambda path: path.symlink_to("../visits.csv")},
        give=["exports"],
    ),
    refused(
        "visits.csv cannot be read: Too many levels of symbolic links; check the file and the disk "
        "that it is on, and try again.",
        {"visits.csv": lambda path: path.symlink_to("visits.csv")},
    ),
    refused(
        "visits.csv cannot be read: Permission denied; check who may open it.",
        {"visits.csv": NOTES},
        patched={"pathlib.Path.open": failing(errno.EACCES, "Permission denied")},
    ),
    refused(
        "visits.csv cannot be read: Input/output error; check the file and the disk that it is on, "
        "and try again.",
        {"visits.csv": NOTES},
        patched={
            "analyzer.intake.encoding.Encoding.open": failing(errno.EIO, "Input/output error")
        },
    ),
    refused(
        "visits.csv cannot be read: No such file or directory; check that it is still there, and "
        "try again.",
        {"visits.csv": NOTES},
        patched={
            "analyzer.intake.encoding.Encoding.open": failing(
                errno.ENOENT, "No such file or directory"
            )
        },
    ),
    refused(
        "visits.csv is larger than 20 bytes; export fewer days at a time, or raise [intake] "
        "bytes_per_file in analyzer.toml.",
        {"visits.csv": NOTES},
        settings={"intake": {"bytes_per_file": 20}},
    ),
    refused(
        "standard input is larger than 20 bytes; export fewer days at a time, or raise [intake] "
        "bytes_per_file in analyzer.toml.",
        give=["-"],
        standard_input=NOTES.encode(),
        settings={"intake": {"bytes_per_file": 20}},
    ),
    refused("standard input is empty; export it again.", give=["-"]),
    refused("visits.csv is empty; export it again.", {"visits.csv": " \n"}),
    refused(
        f"visits.csv is a PDF document; export the notes as one of {READ}.",
        {"visits.csv": "%PDF-1.7\nAna called."},
    ),
    refused(
        f"visits.csv is one RTF document; export the notes as one of {READ}.",
        {"visits.csv": "{\\rtf1 Ana called.}"},
    ),
    refused(
        f"visits.csv is no text file; export the notes as one of {READ}.",
        {"visits.csv": b"Ana called." + bytes(100)},
    ),
    refused(
        "The temporary folder /tmp, where notes wait to be read twice, is full; make space, or "
        "name another folder in the environment variable TMPDIR.",
        {"visits.csv": "Note\nAna called about her bill.\n"},
        patched={
            "tempfile.tempdir": "/tmp",
            "analyzer.intake.numbering.Numbering.__call__": full_database,
        },
    ),
    refused(
        "rejects.csv holds the rows that an earlier run rejected; mend them, and save the file "
        "under another name to read it as an export.",
        {"rejects.csv": REJECTS},
    ),
    refused(
        "mended.csv holds no rejected rows; leave it out.",
        {"mended.csv": "file,row,reason,raw\n"},
    ),
    refused(
        "mended.csv (visits.csv) has no column that is known to hold the note's text (its columns: "
        "'MRN'); name it under [columns] text in analyzer.toml.",
        {"mended.csv": 'file,row,reason,raw\nvisits.csv,1,too few fields,"{""MRN"": ""4471""}"\n'},
    ),
    refused(
        "mended.csv holds rejected rows and is no CSV file any more; mend the rejects.csv of the "
        "run again.",
        {"mended.csv": large(lambda: REJECTS + 'visits.csv,2,"' + "Ana called.\n" * 1_500_000)},
    ),
]
