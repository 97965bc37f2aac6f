import errno
import os
import stat
import tempfile

import pytest

from analyzer.intake import IntakeError
from analyzer.intake.numbering import Numbering
from analyzer.intake.waiting import waiting_room


def test_the_folder_is_for_its_owner_and_goes_with_the_block():
    with waiting_room() as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "notes").write_text("Was upset.")
    assert not folder.exists()


def test_a_full_disk_is_told(read, export, monkeypatch):
    def fail(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("analyzer.intake.reading.standing_versions", fail)
    with pytest.raises(IntakeError) as error:
        read(export("note\na\n"))
    assert str(error.value) == (
        f"The temporary folder {tempfile.gettempdir()}, where notes wait to be read twice, is "
        "full; make space, or name another folder in the environment variable TMPDIR."
    )


def test_a_full_database_is_told(read, export, monkeypatch):
    make = Numbering.__init__

    def small(numbering, path):
        make(numbering, path)
        numbering._database.execute("PRAGMA max_page_count = 2")

    monkeypatch.setattr(Numbering, "__init__", small)
    with pytest.raises(IntakeError, match=r"is full; make space"):
        read(export("note\n" + "".join(f"{n}\n" for n in range(2_000))))


def test_other_errors_of_the_system_are_not_hidden():
    with pytest.raises(PermissionError), waiting_room():
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
