"""gz and zip archives."""

import errno
import gzip
import io
import stat
import zipfile
from collections.abc import Mapping

from intake_messages.case import refused
from intake_messages.files import NOTES, READ, failing

PACKED = gzip.compress(NOTES.encode())


def zip_of(members: Mapping[str, str | bytes], **more: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", more.get("compression", zipfile.ZIP_DEFLATED)) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = archive.compression
            entry.external_attr = more.get("mode", 0o644) << 16
            archive.writestr(entry, content)
    return file.getvalue()


def locked(archive: bytes) -> bytes:
    """Set the flag of a password."""
    at = archive.index(b"PK\x01\x02") + 8
    return archive[:at] + b"\1" + archive[at + 1 :]


WHOLE = zip_of({"visits.csv": NOTES})
THREE = zip_of(dict.fromkeys(["a.csv", "b.csv", "c.csv"], NOTES))

CASES = [
    refused(
        "visits.csv.gz is a damaged archive (EOFError); export or copy it again.",
        {"visits.csv.gz": PACKED[:-9]},
    ),
    refused(
        "visits.zip is a damaged archive (BadZipFile); export or copy it again.",
        {"visits.zip": WHOLE[:-30]},
    ),
    refused(
        "visits.zip is a damaged archive, or lists too many files; export or copy it again, or "
        "unpack it yourself and give the files that it holds.",
        {"visits.zip": THREE},
        patched={"analyzer.intake.archives._LONGEST_DIRECTORY": 60},
    ),
    refused(
        "visits.zip holds more than 2 files; pack them into several archives, or unpack it "
        "yourself.",
        {"visits.zip": THREE},
        patched={"analyzer.intake.archive_members.MOST_MEMBERS": 2},
    ),
    refused(
        f"visits.zip holds no export; pack a file into it that ends in {READ}.",
        {"visits.zip": zip_of({"picture.png": b""})},
    ),
    refused(
        "visits.csv.gz holds another archive; unpack it yourself and give the files that it holds.",
        {"visits.csv.gz": gzip.compress(PACKED)},
    ),
    refused(
        "visits.zip holds another archive, 'march/visits.zip'; unpack it yourself and give the "
        "files that it holds.",
        {"visits.zip": zip_of({"march/visits.zip": WHOLE})},
    ),
    refused(
        "visits.zip: march/visits.csv is empty; export it again.",
        {"visits.zip": zip_of({"march/visits.csv": ""})},
    ),
    refused(
        "visits.zip holds 'visits.csv' packed in a way that is not read here; pack it again as a "
        "plain zip file, or unpack it yourself.",
        {"visits.zip": zip_of({"visits.csv": NOTES}, compression=zipfile.ZIP_LZMA)},
    ),
    refused(
        "visits.zip holds '../visits.csv', whose path may lead out of the folder that it is "
        "unpacked into; pack the files again by plain names.",
        {"visits.zip": zip_of({"../visits.csv": NOTES})},
    ),
    refused(
        "visits.zip holds 'visits.csv', a link in place of a file; pack the file itself.",
        {"visits.zip": zip_of({"visits.csv": "/etc/passwd"}, mode=stat.S_IFLNK | 0o777)},
    ),
    refused(
        "visits.zip is locked with a password; unpack it yourself and give the files that it "
        "holds.",
        {"visits.zip": locked(WHOLE)},
    ),
    refused(
        "visits.zip holds './visits.csv' twice; pack every file once.",
        {"visits.zip": zip_of({"visits.csv": NOTES, "./visits.csv": NOTES})},
    ),
    refused(
        "letter.docx is a document of an office program and no archive of exports; save its notes "
        "as .xlsx, .csv or .txt.",
        {"letter.docx": zip_of({"[Content_Types].xml": "", "word/document.xml": "Ana called."})},
    ),
    refused(
        "visits.csv.gz unpacks to more than 1,000 bytes; export it in parts, or raise [intake] "
        "bytes_per_file in analyzer.toml.",
        {"visits.csv.gz": gzip.compress(NOTES.encode() * 100)},
        settings={"intake": {"bytes_per_file": 1_000}},
    ),
    refused(
        "visits.csv.gz unpacks to more than 100 times its size, as archives do that are made to "
        "fill a disk; unpack it yourself, or raise [intake] expansion_ratio in analyzer.toml.",
        {"visits.csv.gz": gzip.compress(bytes(11_000_000))},
    ),
    refused(
        "visits.csv.gz cannot be read: No space left on device; make space in the temporary "
        "folder, or name another in the environment variable TMPDIR.",
        {"visits.csv.gz": PACKED},
        patched={"tempfile.mkstemp": failing(errno.ENOSPC, "No space left on device")},
    ),
]
