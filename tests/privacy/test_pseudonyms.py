import hmac
import os
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.privacy.pseudonyms import KEY_BYTES, KeyFileError, Pseudonyms, new_key, read_key

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
PART = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def test_a_pseudonym_is_the_beginning_of_a_keyed_hash():
    digest = hmac.new(KEY, b"7 patient6 export5 P1001", sha256).hexdigest()
    assert Pseudonyms(KEY).of("patient", "export", "P1001") == f"patient-{digest[:20]}"


@given(one=st.tuples(PART, PART, PART), other=st.tuples(PART, PART, PART))
def test_two_numbers_have_the_same_pseudonym_only_where_they_are_the_same(one, other):
    pseudonyms = Pseudonyms(KEY)
    assert (pseudonyms.of(*one) == pseudonyms.of(*other)) == (one == other)
    assert Pseudonyms(KEY).of(*one) == pseudonyms.of(*one)
    assert Pseudonyms(OTHER_KEY).of(*one) != pseudonyms.of(*one)


def test_parts_are_not_glued_together():
    pseudonyms = Pseudonyms(KEY)
    found = {pseudonyms.of("a", *parts) for parts in (("b", "cd"), ("bc", "d"), ("", "bcd"))}
    assert len(found) == 3


def test_a_new_key_is_another_each_time():
    keys = {new_key() for _ in range(20)}
    assert len(keys) == 20
    assert {len(key) for key in keys} == {KEY_BYTES}


def test_a_key_is_all_that_the_file_holds(tmp_path: Path):
    path = tmp_path / "redaction.key"
    path.write_bytes(KEY + b"\n")
    assert read_key(path) == KEY + b"\n"


@pytest.mark.parametrize("content", [b"", b"secret", bytes(31)])
def test_a_short_key_is_refused_without_repeating_it(tmp_path: Path, content: bytes):
    path = tmp_path / "redaction.key"
    path.write_bytes(content)
    with pytest.raises(KeyFileError) as error:
        read_key(path)
    assert str(error.value) == (
        f"The key file {path} holds fewer than 32 bytes; make one with "
        f"'head -c 32 /dev/urandom > {path}'."
    )


def test_what_is_no_regular_file_is_refused_unread(tmp_path: Path):
    places = [tmp_path]
    if os.name != "nt":
        os.mkfifo(tmp_path / "pipe")  # to open it would wait for a writer
        places += [tmp_path / "pipe", Path("/dev/urandom")]
    for path in places:
        with pytest.raises(KeyFileError) as error:
            read_key(path)
        assert str(error.value) == (f"The key file {path} is no regular file; save the key in one.")


def test_a_missing_key_is_told(tmp_path: Path):
    path = tmp_path / "redaction.key"
    with pytest.raises(KeyFileError) as error:
        read_key(path)
    assert str(error.value) == f"The key file {path} cannot be read: {os.strerror(2)}."
