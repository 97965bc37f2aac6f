import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.intake.text_tables import is_table
from analyzer.settings import Columns


@pytest.fixture
def table(tmp_path):
    def table(content, **columns):
        path = tmp_path / "a.txt"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return is_table(path, Columns(**columns))

    return table


@pytest.mark.parametrize(
    "text",
    [
        "Note ID\tNote\n1\tCalled.\n",
        "Note ID\tNote",
        "Note ID;Date;Comments\r\n1;2026-03-14;Called.\r\n",
        "Agent,Narrative\rkj,Called.\r",
        "MRN|Room|Body\n",
        "MRN,Note\nnoted\n17,Called.\n",
        'Note,MRN,Date\n"' + "Called.\n" * 50 + '",17,2026-03-14\n',
        '"Note ID"\t"Note Text"\n"1"\t"Called."\n',
        "\n\n \nMRN\tNote\n",
        "sep=;\nMRN;Note\n1;Called.\n",
        "Contacts of March 2026\n\nMRN\tAgent\tNote\n17\tkj\tCalled.\n18\tkj\tBooked.\n",
        "Patient\t\tCall\t\nID\tName\tDate\tNote\n17\tx\t2026-03-14\tCalled.\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_tables(table, text, encoding):
    assert table(text.encode(encoding))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n \n",
        "Pt called, upset, wants callback",
        "Pt called, upset, wants callback\n" * 100,
        "Note\nCalled.\n",
        "MRN,Agent\n17,kj\n",
        "MRN: 17\nAgent: kj\n\nCalled; upset, left a message | note\n",
        "Agent: hello, note that I wait\nPatient: note, please\n",
        "Called, message, hung up\n",
        "Asked for a call, note, agent\nand then, she said, nothing, as before\nDone.\n",
        "\0" * 1000,
        "PK\x03\x04" * 100,
        "{\\rtf1 Note\tMRN}",
    ],
)
def test_notes_are_no_tables(table, text):
    assert not table(text)


def test_names_of_the_settings(table):
    text = "Badge\tWhat happened\n7\tCalled.\n"
    assert not table(text)
    assert not table(text, staff_id="Badge")
    assert table(text, staff_id="Badge", text="What happened")
    assert not table("MRN\tNote\n", text="What happened")


def test_only_the_beginning_is_read(table):
    assert not table("x" * 70_000 + "\nMRN\tNote\n")
    assert table("MRN\tNote\n" + "1\t" + "x" * 1_000_000)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_not(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "a.txt"
    path.write_bytes(content)
    assert is_table(path, Columns()) in (True, False)
