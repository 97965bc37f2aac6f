import os
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.settings.credentials import (
    holds_password,
    others_can_read,
    tells_others_a_password,
)

WITH_A_PASSWORD = "postgresql+psycopg://analyzer:secret@db.example.org/quality"

Write = Callable[[str, int], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: str, mode: int) -> Path:
        file = tmp_path / "analyzer.toml"
        file.write_text(content, encoding="utf-8")
        file.chmod(mode)
        return file

    return write


@pytest.mark.parametrize(
    "address",
    [
        WITH_A_PASSWORD,
        "postgresql://:secret@/quality",
        "postgresql+psycopg://analyzer:pass@word@db.example.org/quality",
        "postgresql+psycopg://analyzer:pass/word@db.example.org/quality",
        "postgresql+psycopg:///analyzer:secret@db.example.org/quality",
        "postgresql+psycopg:///quality?host=/run&user=analyzer&password=secret",
        "postgresql+psycopg:///quality?pass%77ord=secret",
        "postgresql+psycopg://analyzer@db.example.org/quality?sslpassword=secret",
        "postgresql+psycopg://analyzer@db.example.org/quality?oauth_client_secret=secret",
        "postgresql+psycopg://analyzer@db.example.org/quality?scram_client_key=secret",
    ],
)
def test_an_address_with_a_password(address: str) -> None:
    assert holds_password(address)


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:///analyzer.sqlite",
        "sqlite:////srv/quality:new/a@b.sqlite",
        "sqlite://",
        "postgresql+psycopg://analyzer@/quality",
        "postgresql+psycopg://analyzer@db.example.org:5432/quality",
        "postgresql+psycopg://analyzer@[::1]:5432/quality?sslmode=verify-full",
        "postgresql+psycopg:///quality?passfile=/etc/analyzer.pgpass",
        "postgresql+psycopg:///quality?sslpassword=",
        "nonsense",
        "",
    ],
)
def test_an_address_without_a_password(address: str) -> None:
    assert not holds_password(address)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize(
    ("mode", "told"), [(0o600, False), (0o400, False), (0o604, True), (0o644, True)]
)
def test_a_password_that_others_can_read(write: Write, mode: int, told: bool) -> None:
    file = write(f'[store]\nurl = "{WITH_A_PASSWORD}"\n', mode)
    assert tells_others_a_password(file) is told


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_group_may_read_a_file_of_root_alone(write: Write) -> None:
    file = write(f'[store]\nurl = "{WITH_A_PASSWORD}"\n', 0o640)
    assert tells_others_a_password(file) is (file.stat().st_uid != 0)
    if os.geteuid() == 0:
        os.chown(file, 12345, 12345)
        assert tells_others_a_password(file)


@pytest.mark.parametrize(
    "content",
    [
        "",
        '[store]\nurl = "sqlite:///analyzer.sqlite"\n',
        '[store]\nurl = "postgresql+psycopg://analyzer@db.example.org/quality"\n',
        "[store]\nurl = 5\n",
        'store = "none"\n',
        "[store",
    ],
)
def test_a_file_that_holds_no_password_may_be_read_by_all(write: Write, content: str) -> None:
    assert not tells_others_a_password(write(content, 0o644))


def test_nothing_is_said_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert not tells_others_a_password(tmp_path / "none.toml")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_who_can_read_a_file_whatever_it_holds(write: Write, tmp_path: Path) -> None:
    assert others_can_read(write("", 0o644))
    assert not others_can_read(write("", 0o600))
    assert not others_can_read(tmp_path / "none.key")
