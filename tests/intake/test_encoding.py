import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.intake import IntakeError
from analyzer.intake.encoding import LONGEST_LINE, find_encoding

NOTE = "Frau Müller wartete. Ms Muñoz couldn\u2019t stay \u2013 “no”, she said. €40."
LATIN = "Frau Müller wartete. Ms Muñoz était là."


@pytest.mark.parametrize(
    ("encoding", "mark", "text"),
    [
        ("utf-8", b"", NOTE),
        ("utf-8-sig", b"", NOTE),
        ("utf-16-le", codecs.BOM_UTF16_LE, NOTE),
        ("utf-16-be", codecs.BOM_UTF16_BE, NOTE),
        ("cp1252", b"", NOTE),
        ("latin-1", b"", LATIN),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings(read, export, encoding, mark, text, line_end):
    content = line_end.join(["Id;Note", f"1;{text}", "2;plain", ""])
    reading = read(export(mark + content.encode(encoding)))
    assert reading.column("text") == [text, "plain"]


def test_an_accent_late_in_the_file(read, export):
    plain = "id,note\n" + "".join(f"{n},{'plain words ' * 40}\n" for n in range(4000))
    assert read(export((plain + "x,café\n").encode("cp1252"))).notes[-1]["text"] == "café"
    assert read(export((plain + "x,café").encode("cp1252"))).notes[-1]["text"] == "café"
    assert read(export((plain + "x,café\n").encode())).notes[-1]["text"] == "café"


def test_one_damaged_byte_in_utf_8_costs_its_character(read, export):
    content = "id,note\n1,café\n2,naïve\n3,señora\n".encode() + b"4,caf\xe9\n5,ok\n"
    reading = read(export(content))
    assert reading.column("text") == ["café", "naïve", "señora", "caf\ufffd", "ok"]
    assert reading.reasons == {}


def test_bytes_that_the_code_page_does_not_have(read, export):
    reading = read(export(b"id,note\n1,caf\xe9\n2,\x81 \x92\n3,ok\n"))
    assert reading.column("text") == ["café", "\ufffd \u2019", "ok"]
    assert reading.reasons == {}


def test_nul_and_control_characters_go_and_the_note_stays(read, export):
    rows = f"1,She wai\0ted\x1b.\n2,{'words' * 20}\x01of a note\x1fthat is whole\n"
    reading = read(export(f"id,note\n{rows}"))
    assert reading.column("text") == ["She waited.", f"{'words' * 20} of a note that is whole"]
    assert reading.reasons == {}


def test_half_a_utf_16_character_at_the_end(read, export):
    content = codecs.BOM_UTF16_LE + "note\nhello\n".encode("utf-16-le") + b"x"
    assert read(export(content)).column("text") == ["hello", "\ufffd"]


def test_a_line_without_end(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"note\n" + b"x" * (LONGEST_LINE + 2))
    with pytest.raises(IntakeError, match=r"^a\.csv holds a line of more than 16,777,216 bytes"):
        find_encoding(path, "a.csv")


@given(st.binary(max_size=400))
def test_any_bytes_have_an_encoding_that_opens_them(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "a.csv"
    path.write_bytes(content)
    with find_encoding(path, "a.csv").open(path) as file:
        file.read()
