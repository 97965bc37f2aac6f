import errno
import gzip
import io
import os
import tarfile
import tempfile
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from analyzer.intake import IntakeError
from analyzer.intake import archives as module
from analyzer.intake.archives import is_workbook, unpack
from analyzer.intake.source import Source
from analyzer.settings import Settings

ENDINGS = frozenset({".csv", ".txt", ".xlsx", ".jsonl"})
NOTES = b"id,note\n1,Called about the bill.\n"


def zip_of(members, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def workbook():
    file = io.BytesIO()
    Workbook().save(file)
    return file.getvalue()


def tar_of(name, content):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return file.getvalue()


@pytest.fixture
def unpacked(tmp_path):
    """Unpack an archive with this content; give the files' names, endings and content."""

    def unpacked(content, name="visits.zip", **intake):
        path = tmp_path / name
        path.write_bytes(content)
        folder = tmp_path / "unpacked"
        folder.mkdir(exist_ok=True)
        found = unpack(Source(path, name), Settings(intake=intake), folder, ENDINGS)
        if found is None:
            return None
        assert all(source.path.parent == folder and source.part == "" for source in found)
        return [(source.name, source.path.suffix, source.path.read_bytes()) for source in found]

    unpacked.folder = tmp_path / "unpacked"
    return unpacked


@pytest.fixture
def refusal(unpacked):
    def refusal(content, name="visits.zip", **intake):
        with pytest.raises(IntakeError) as error:
            unpacked(content, name, **intake)
        return str(error.value)

    return refusal


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("visits.csv.gz", ".csv"),
        ("visits.CSV.GZ", ".CSV"),
        ("visits.csv", ".csv"),
        ("visits.gz", ""),
        ("visits", ""),
        ("a." + "x" * 240 + ".gz", ""),
    ],
)
def test_a_gz_keeps_its_name(unpacked, name, ending):
    assert unpacked(gzip.compress(NOTES, mtime=0), name) == [(name, ending, NOTES)]


def test_a_gz_of_several_members(unpacked):
    content = gzip.compress(NOTES, mtime=0) + gzip.compress(b"2,Booked.\n", mtime=0) + b"\0" * 30
    assert unpacked(content, "visits.csv.gz") == [("visits.csv.gz", ".csv", NOTES + b"2,Booked.\n")]


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_in_order_without_what_is_no_export(unpacked, compression):
    members = {
        "notes/b.TXT": b"b",
        "notes/a.txt": b"a",
        "notes/": b"",
        "folder.csv/": b"",
        "./visits.csv": NOTES,
        "picture.png": b"\x89PNG",
        "readme": b"",
        ".hidden.csv": b"",
        "notes/.hidden/c.txt": b"",
        "__MACOSX/notes/._a.txt": b"",
        "notes/~$a.txt": b"",
        "notes/rejects.csv": b"",
        "empty.jsonl": b"",
    }
    assert unpacked(zip_of(members, compression)) == [
        ("visits.zip: ./visits.csv", ".csv", NOTES),
        ("visits.zip: empty.jsonl", ".jsonl", b""),
        ("visits.zip: notes/a.txt", ".txt", b"a"),
        ("visits.zip: notes/b.TXT", ".TXT", b"b"),
    ]


def test_several_archives_share_a_folder(unpacked):
    archive = zip_of({"a.csv": NOTES})
    assert unpacked(archive, "one.zip") == [("one.zip: a.csv", ".csv", NOTES)]
    assert unpacked(archive, "two.zip") == [("two.zip: a.csv", ".csv", NOTES)]
    assert len(list(unpacked.folder.iterdir())) == 2


def test_files_with_names_of_other_languages(unpacked):
    names = ["Grüße.txt", "メモ.txt"]
    assert [name for name, *_ in unpacked(zip_of(dict.fromkeys(names, b"a")))] == [
        f"visits.zip: {name}" for name in names
    ]


def test_other_files_are_no_archives(unpacked):
    for content in (b"", b"PK", b"PK,note\n1,a\n", NOTES, b"\x1f", b"PAR1"):
        assert unpacked(content, "visits.csv") is None


def test_workbooks(unpacked, tmp_path):
    book = workbook()
    assert unpacked(book, "visits.xlsx") is None
    assert is_workbook(tmp_path / "visits.xlsx")
    assert unpacked(zip_of({"visits.xlsx": book})) == [("visits.zip: visits.xlsx", ".xlsx", book)]
    assert not is_workbook(tmp_path / "visits.zip")
    assert unpacked(gzip.compress(book, mtime=0), "visits.xlsx.gz") == [
        ("visits.xlsx.gz", ".xlsx", book)
    ]
    (tmp_path / "damaged.xlsx").write_bytes(book[:-100])
    assert not is_workbook(tmp_path / "damaged.xlsx")


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("letter.docx", {"[Content_Types].xml": b"", "word/document.xml": b""}),
        ("visits.ods", {"mimetype": b"", "content.xml": b"", "Thumbnails/a.txt": b""}),
    ],
)
def test_other_documents(refusal, name, members):
    assert refusal(zip_of(members), name) == (
        f"{name} is a document of an office program and no archive of exports; save its notes as "
        ".xlsx, .csv or .txt."
    )


def test_no_export(refusal):
    for members in ({}, {"picture.png": b""}, {"rejects.csv": b""}):
        assert refusal(zip_of(members)) == (
            "visits.zip holds no export; pack a file into it that ends in .csv, .jsonl, .txt, "
            ".xlsx."
        )


TOO_MANY_TIMES = (
    "{} unpacks to more than {} times its size, as archives do that are made to fill a disk; "
    "unpack it yourself, or raise [intake] expansion_ratio in analyzer.toml."
)


def size_of(folder):
    return sum(path.stat().st_size for path in folder.iterdir())


def test_a_gz_of_a_gigabyte_of_zeros(refusal, unpacked):
    bomb = gzip.compress(bytes(1 << 24), mtime=0) * 64
    assert len(bomb) < 1_100_000
    started = time.monotonic()
    assert refusal(bomb, "visits.csv.gz") == TOO_MANY_TIMES.format("visits.csv.gz", 100)
    assert time.monotonic() - started < 5
    assert size_of(unpacked.folder) <= 100 * len(bomb)


def test_a_zip_of_zeros(refusal, unpacked):
    bomb = zip_of({f"{n}.csv": bytes(4_000_000) for n in range(5)})
    assert refusal(bomb) == TOO_MANY_TIMES.format("visits.zip", 100)
    assert size_of(unpacked.folder) <= 10_000_000
    assert refusal(bomb, expansion_ratio=5) == TOO_MANY_TIMES.format("visits.zip", 5)


def test_little_content_may_pack_well(unpacked):
    content = b"note\n" + b"Called.\n" * 1_000_000
    ((_, _, whole),) = unpacked(gzip.compress(content, mtime=0), "visits.csv.gz")
    assert whole == content
    ((_, _, whole),) = unpacked(
        gzip.compress(content * 2, mtime=0), "visits.csv.gz", expansion_ratio=10_000
    )
    assert whole == content * 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("visits.csv.gz", gzip.compress(bytes(1_001), mtime=0)),
        ("visits.zip", zip_of({"a.csv": bytes(600), "b.csv": bytes(401)})),
    ],
)
def test_more_bytes_than_a_file_may_have(refusal, unpacked, name, content):
    assert refusal(content, name, bytes_per_file=1_000) == (
        f"{name} unpacks to more than 1,000 bytes; export it in parts, or raise [intake] "
        "bytes_per_file in analyzer.toml."
    )
    assert size_of(unpacked.folder) <= 1_000
    assert unpacked(content, name, bytes_per_file=1_001)


def test_what_is_passed_over_counts_for_nothing(unpacked):
    content = zip_of({"film.mp4": bytes(5_000), "a.csv": NOTES})
    assert unpacked(content, bytes_per_file=1_000) == [("visits.zip: a.csv", ".csv", NOTES)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("inner.zip", zip_of({"a.csv": NOTES})),
        ("inner.csv", zip_of({"a.csv": NOTES})),
        ("inner.csv.gz", gzip.compress(NOTES, mtime=0)),
        ("inner.csv", gzip.compress(NOTES, mtime=0)),
        ("inner.tar", tar_of("a.csv", NOTES)),
        ("inner.tgz", gzip.compress(tar_of("a.csv", NOTES), mtime=0)),
    ],
)
def test_archives_in_archives(refusal, name, content):
    assert refusal(zip_of({name: content})) == (
        f"visits.zip holds another archive, '{name}'; unpack it yourself and give the files that "
        "it holds."
    )
    assert refusal(gzip.compress(content, mtime=0), f"{name}.gz") == (
        f"{name}.gz holds another archive; unpack it yourself and give the files that it holds."
    )


def test_an_ending_says_nothing(unpacked):
    assert unpacked(zip_of({"notes.zip": NOTES})) == [("visits.zip: notes.zip", ".zip", NOTES)]


def changed(content, at, byte):
    return content[:at] + bytes([byte]) + content[at + 1 :]


STORED = zip_of({"a.csv": NOTES}, zipfile.ZIP_STORED)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("visits.csv.gz", gzip.compress(NOTES, mtime=0)[:-9], "EOFError"),
        ("visits.csv.gz", gzip.compress(NOTES, mtime=0) + b"more", "BadGzipFile"),
        ("visits.csv.gz", changed(gzip.compress(NOTES, mtime=0), -6, 0), "BadGzipFile"),
        ("visits.csv.gz", changed(gzip.compress(NOTES, mtime=0), 12, 255), "error"),
        ("visits.csv.gz", b"\x1f\x8b", "EOFError"),
        ("visits.zip", STORED[:-30], "BadZipFile"),
        ("visits.zip", STORED.replace(b"Called", b"Walked"), "BadZipFile"),
        ("visits.zip", STORED.replace(b"a.csv", b"b.csv", 1), "BadZipFile"),
        ("visits.zip", b"PK\x03\x04", "BadZipFile"),
        ("visits.xlsx", workbook()[:-100], "BadZipFile"),
    ],
)
def test_damaged_archives(refusal, name, content, kind):
    assert refusal(content, name) == (
        f"{name} is a damaged archive ({kind}); export or copy it again."
    )


def test_a_directory_that_says_less_than_there_is(refusal):
    at = STORED.index(b"PK\x01\x02") + 24
    assert refusal(changed(STORED, at, 3)) == (
        "visits.zip is a damaged archive (BadZipFile); export or copy it again."
    )


def test_a_list_of_members_that_would_fill_the_memory(refusal, monkeypatch):
    monkeypatch.setattr(module, "_LONGEST_DIRECTORY", 100)
    assert refusal(zip_of({f"{n}.csv": b"" for n in range(3)})) == (
        "visits.zip is a damaged archive, or lists too many files; export or copy it again, or "
        "unpack it yourself and give the files that it holds."
    )


def test_a_full_disk_is_no_damage(refusal, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "mkstemp", full)
    for name, content in [("a.zip", STORED), ("a.gz", gzip.compress(NOTES, mtime=0))]:
        assert refusal(content, name) == (
            f"{name} cannot be read: No space left on device; make space in the temporary folder, "
            "or name another in the environment variable TMPDIR."
        )


def test_a_missing_file(tmp_path):
    with pytest.raises(IntakeError, match=r"^a\.zip cannot be read: No such file .* try again\.$"):
        unpack(Source(tmp_path / "a.zip", "a.zip"), Settings(), tmp_path, ENDINGS)


WHOLE = [
    zip_of({"a.csv": NOTES * 9, "b/c.txt": b"Called.", "d.xlsx": b""}),
    zip_of({"a.csv": NOTES, "b.txt": b"Called."}, zipfile.ZIP_STORED),
    gzip.compress(NOTES * 9, mtime=0) + gzip.compress(b"Called.", mtime=0),
    zip_of({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<b/>"}),
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.integers(0, 600), st.integers(0, 255)), max_size=6),
    st.integers(0, 600),
    st.binary(max_size=8),
)
def test_any_damage_gives_files_or_a_sentence(unpacked, whole, changes, kept, more):
    content = bytearray(whole[:kept] if kept < len(whole) else whole)
    for at, byte in changes:
        content[at % len(content) if content else 0 : at % max(len(content), 1) + 1] = [byte]
    found, message = [], "visits.zip is well."
    try:
        found = unpacked(bytes(content) + more) or []
    except IntakeError as error:
        message = str(error)
    assert all(name.startswith("visits.zip") for name, *_ in found)
    assert message.startswith("visits.zip ")
    assert message.endswith(".")
