"""The address of a store opens it, and nothing secret in it is ever told."""

import logging
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL, create_engine, make_url, text
from store.nights import note, run
from stores import PASSWORD, PostgreSQLServer

from analyzer.store import StoreError, copy_store, open_store
from analyzer.store.address import read_address

CLOSED = "127.0.0.1:1"
"""A port at which no server listens."""


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("nonsense", "cannot be read"),
        ("postgresql//user:secret@host/db", "cannot be read"),
        ("postgresql://user:secret@host:abc/db", "cannot be read"),
        ("postgres://user:secret@host/db", "cannot be read"),
        ("oracle9://x/y", "cannot be read"),
        ("sqlite://user:secret@host/history.sqlite", "cannot be read"),
        ("sqlite:///postgresql://user:secret@host/db", "cannot be read"),
        ("sqlite:///secret\0.sqlite", "cannot be read"),
        ("sqlite:////no/such/folder/history.sqlite", "could not be opened: No such file"),
        ("sqlite:///file:history.sqlite?uri=true", "asks for options behind a question mark; "),
        ("sqlite:///history.sqlite?password=secret", "asks for options behind a question mark; "),
        ("mssql+pymssql://user:secret@host/db", "needs the Python package 'pymssql'"),
        ("postgresql+psycopg://user:secret@/db?host=/no/such/folder", r"could not be \w+: "),
        (f"postgresql+psycopg://user:secret@{CLOSED}/db", r"could not be \w+: .*refused"),
        (f"postgresql+psycopg://user:secret@{CLOSED}9999/db", r"could not be \w+: .*port"),
        (f"postgresql+psycopg://user:secret@{'a' * 64}.example/db", "cannot be read"),
        (f"postgresql+psycopg:///db?password=secret&host={'a' * 64}.example", "cannot be read"),
    ],
)
def test_an_address_that_cannot_be_used_ends_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, complaint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match=complaint) as raised:
        open_store(address)
    assert_tells_no_secret(raised.value)
    assert list(tmp_path.iterdir()) == []


def assert_tells_no_secret(error: StoreError) -> None:
    assert "secret" not in str(error)
    assert "\n" not in str(error)
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://user:pass@secret@host/db",
        "postgresql+psycopg://user:p@secret/word@host/db",
        "postgresql+psycopg://user:p@secret?word@host/db",
        "postgresql+psycopg:///user:secret@host/db",
        "postgresql+psycopg://host/user:secret@db",
        "postgresql+psycopg://host/db&password=secret",
        "postgresql+psycopg://host/db;password=secret",
    ],
)
def test_a_password_in_the_wrong_place_is_not_taken_for_a_name(address: str) -> None:
    with pytest.raises(
        StoreError, match=r"such as @ and / in a password in percent code"
    ) as raised:
        open_store(address)
    assert_tells_no_secret(raised.value)


@pytest.mark.parametrize(
    "options",
    [
        "user=me&password=secret",
        "sslpassword=secret",
        "password=secret&password=other",
        "passwrd=secret",
        "oauth_client_secret=secret",
        "scram_client_key=secret",
        "options=-c%20analyzer.key%3Dsecret",
        "conninfo=password%3Dsecret",
        "nonsense=secret",
        "sslkey=/etc/secret.pem&sslmode=verify-full",
    ],
)
def test_options_are_not_shown(options: str) -> None:
    with pytest.raises(StoreError, match=r"could not be \w+: ") as raised:
        open_store(f"postgresql+psycopg://{CLOSED}/db?{options}")
    assert f"postgresql+psycopg://{CLOSED}/db could" in str(raised.value)
    assert_tells_no_secret(raised.value)


def test_where_a_server_is_stays_in_sight() -> None:
    address, options = read_address(
        "postgresql+psycopg://me@/db?host=/run/postgresql&port=5433&sslmode=verify-full"
    )
    assert str(address) == "postgresql+psycopg://me@/db?host=%2Frun%2Fpostgresql&port=5433"
    assert options == {"sslmode": "verify-full"}
    several, _ = read_address("postgresql+psycopg://me@/db?host=db1:5432&host=db2:5432")
    assert several.normalized_query["host"] == ("db1:5432", "db2:5432")


words = st.text(st.characters(min_codepoint=33, exclude_categories=["Cs", "Cc"]), min_size=1)


@given(password=words, option=words)
def test_no_part_of_an_address_that_is_secret_is_shown(password: str, option: str) -> None:
    marked, hidden = f"<{password}>", f"<{option}>"
    address, options = read_address(
        f"postgresql+psycopg://me:{quote_plus(marked)}@db.example.org/quality"
        f"?sslpassword={quote_plus(hidden)}"
    )
    assert str(address) == "postgresql+psycopg://me:***@db.example.org/quality"
    assert repr(address) == str(address)
    assert address.password == marked
    assert options == {"sslpassword": hidden}


@given(st.text(), st.text())
def test_whatever_an_address_is_it_is_read_or_refused(before: str, behind: str) -> None:
    for address in (before, f"postgresql+psycopg://{before}:{behind}", f"sqlite:///{before}"):
        with suppress(StoreError):
            assert read_address(address)[0].drivername


def test_a_wrong_password_is_not_repeated(
    postgresql: PostgreSQLServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with postgresql.database() as url:
        wrong = make_url(url).set(password="secret").render_as_string(hide_password=False)
        with pytest.raises(StoreError, match=r"password authentication failed") as raised:
            open_store(wrong)
    assert "***" in str(raised.value)
    assert_tells_no_secret(raised.value)
    assert "secret" not in caplog.text


def test_a_password_among_the_options_opens_the_store_and_stays_hidden(
    postgresql: PostgreSQLServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with postgresql.database() as url:
        address = make_url(url).set(username=None, password=None)
        address = address.update_query_dict(
            {"user": "analyzer", "password": PASSWORD, "application_name": "nightly"}
        )
        with open_store(address.render_as_string(hide_password=False)) as store:
            run(store, note())
            names = (
                "select application_name from pg_stat_activity where datname = current_database()"
            )
            assert ("nightly",) in told_by(url, names)
            told_by(url, "drop table findings")
            with pytest.raises(StoreError) as raised:
                store.frames()
    for form in (PASSWORD, quote_plus(PASSWORD), "p%40ss"):
        assert form not in str(raised.value)
        assert form not in caplog.text


def without_password(url: str) -> URL:
    given = make_url(url)
    return URL.create(given.drivername, database=given.database, query=given.query)


def told_by(url: str, statement: str) -> list[tuple[object, ...]]:
    with create_engine(url).begin() as connection:
        result = connection.execute(text(statement))
        return [tuple(row) for row in result] if result.returns_rows else []


def test_the_server_and_the_audit_trail_learn_no_password(
    postgresql: PostgreSQLServer,
) -> None:
    with postgresql.database() as source, postgresql.database() as target:
        with open_store(source) as store:
            run(store, note())
        copy_store(source, target)
        trail = told_by(target, "select command, detail from runs order by id")
        sessions = told_by(target, "select query, application_name from pg_stat_activity")
    assert trail[-1][0] == "copy"
    assert ":***@" in str(trail[-1][1])
    for form in (PASSWORD, quote_plus(PASSWORD), "p%40ss"):
        assert form not in str([*trail, *sessions])


def test_a_password_is_taken_from_where_postgresql_keeps_it(
    postgresql: PostgreSQLServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    escaped = PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
    kept = tmp_path / "pgpass"
    kept.write_text(f"*:*:*:analyzer:{escaped}\n")
    kept.chmod(0o600)
    with postgresql.database() as url:
        address = str(without_password(url).set(username="analyzer"))
        with pytest.raises(StoreError, match="no password supplied"):
            open_store(address)
        monkeypatch.setenv("PGPASSFILE", str(kept))
        with open_store(address) as store:
            run(store, note())
        monkeypatch.delenv("PGPASSFILE")
        monkeypatch.setenv("PGPASSWORD", PASSWORD)
        with open_store(address) as store:
            assert len(store.frames().analyses) == 1
