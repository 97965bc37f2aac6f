import io
import stat
import warnings
import zipfile
from copy import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.intake import IntakeError
from analyzer.intake import archive_members as module
from analyzer.intake.archive_members import shown, wanted_members

ENDINGS = frozenset({".csv", ".txt"})


def entry(name, mode=0o644, compression=zipfile.ZIP_DEFLATED):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.compress_type = compression
    return info


def archive_of(*entries, change=lambda content: content):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of a name that is written twice
        for member in entries:
            archive.writestr(member if isinstance(member, zipfile.ZipInfo) else entry(member), "a")
    return zipfile.ZipFile(io.BytesIO(change(file.getvalue())))


def refusal(archive):
    with pytest.raises(IntakeError) as error:
        list(wanted_members(archive, "visits.zip", ENDINGS))
    return str(error.value)


def names(archive):
    return [member for _, member in wanted_members(archive, "visits.zip", ENDINGS)]


def test_order_and_what_is_passed_over():
    archive = archive_of("b/a.csv", "a.TXT", "c.png", ".a.csv", "~$a.csv", "__MACOSX/a.csv", "d")
    assert names(archive) == ["a.TXT", "b/a.csv"]


@pytest.mark.parametrize("name", ["__MACOSX.csv", "a..csv", "a/b...csv", "a b/c: d.csv"])
def test_names_that_only_look_like_traps(name):
    assert names(archive_of(name)) == [name]


@pytest.mark.parametrize(
    "name",
    [
        "/etc/a.csv",
        "../a.csv",
        "a/../../b.csv",
        "a/..",
        "..",
        "C:/a.csv",
        "c:a.csv",
        "a\\..\\..\\b.csv",
        "C:\\a.csv",
        "..\\a.csv",
        "\\\\server\\a.csv",
    ],
)
def test_paths_that_lead_out(name):
    assert refusal(archive_of("good.csv", name)) == (
        f"visits.zip holds '{name}', whose path may lead out of the folder that it is unpacked "
        "into; pack the files again by plain names."
    )


def test_folders_written_as_windows_does():
    archive = archive_of("b\\", "b\\a.csv", "b\\.c.csv", "__MACOSX\\d.csv", "AC\\DC\\e.txt")
    found = list(wanted_members(archive, "visits.zip", ENDINGS))
    assert [member for _, member in found] == ["AC/DC/e.txt", "b/a.csv"]
    assert [archive.read(entry) for entry, _ in found] == [b"a", b"a"]


def test_a_name_with_an_end_inside():
    archive = archive_of("a.csvxb.png", change=lambda content: content.replace(b"vxb", b"v\0b"))
    assert refusal(archive).startswith(r"visits.zip holds 'a.csv\x00b.png', whose path may lead")


def test_links():
    link = entry("a.csv", stat.S_IFLNK | 0o777)
    assert refusal(archive_of(link)) == (
        "visits.zip holds 'a.csv', a link in place of a file; pack the file itself."
    )


@pytest.mark.parametrize("bits", [0x1, 0x40, 0x41])
def test_locked_with_a_password(bits):
    def lock(content):
        at = content.index(b"PK\x01\x02") + 8
        return content[:at] + bytes([bits]) + content[at + 1 :]

    assert refusal(archive_of("a.csv", change=lock)) == (
        "visits.zip is locked with a password; unpack it yourself and give the files that it holds."
    )


@pytest.mark.parametrize(
    "twice",
    [("a.csv", "a.csv"), ("a.csv", "./a.csv"), ("b/a.txt", "b//a.txt"), ("b/a.txt", "b\\a.txt")],
)
def test_the_same_name_twice(twice):
    assert refusal(archive_of(*twice)) == (
        f"visits.zip holds '{twice[1]}' twice; pack every file once."
    )


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compressions_that_are_not_read(compression):
    assert refusal(archive_of(entry("a.csv", compression=compression))) == (
        "visits.zip holds 'a.csv' packed in a way that is not read here; pack it again as a plain "
        "zip file, or unpack it yourself."
    )
    assert names(archive_of(entry("a.png", compression=compression))) == []


def test_too_many_members(monkeypatch):
    monkeypatch.setattr(module, "MOST_MEMBERS", 2)
    assert names(archive_of("a.csv", "b.png")) == ["a.csv"]
    assert refusal(archive_of("a.csv", "b.png", "c.png")) == (
        "visits.zip holds more than 2 files; pack them into several archives, or unpack it "
        "yourself."
    )


def test_members_that_overlap():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", "a")
        again = copy(archive.infolist()[0])
        again.filename = "b.csv"
        archive.filelist.append(again)
    with pytest.raises(zipfile.BadZipFile, match="overlap"):
        names(zipfile.ZipFile(file))


def test_names_for_messages():
    assert shown("a\r\n\x1b[31m\u202e\udce9é メモ.csv") == r"a\r\n\x1b[31m\u202e\udce9é メモ.csv"
    assert shown("a/" * 1000 + "b.csv") == "a/" * 50 + "..." + ("a/" * 1000 + "b.csv")[-300:]


@given(st.text(st.characters(exclude_categories=())))
def test_every_name_can_be_shown(name):
    assert shown(name).isprintable()
    assert len(shown(name)) <= 403
