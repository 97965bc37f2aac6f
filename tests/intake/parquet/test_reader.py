import base64
import io
import json
import math
import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow.parquet import encryption

from analyzer.intake import IntakeError
from analyzer.intake.parquet.reader import open_parquet
from analyzer.intake.source import Source
from analyzer.settings import Settings

relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

NOTES = [
    {"note_id": "1", "text": "Called about her results, café.", "agent": "S7"},
    {"note_id": "2", "text": "Thanked us.", "agent": None},
    {"note_id": "3", "text": "", "agent": "S8"},
]


def written(table, **options):
    file = io.BytesIO()
    pq.write_table(
        table if isinstance(table, pa.Table) else pa.Table.from_pylist(table), file, **options
    )
    return file.getvalue()


@pytest.fixture
def opened(tmp_path):
    def open_(content, **intake):
        path = tmp_path / "notes.parquet"
        path.write_bytes(content)
        source = Source(path, "notes.parquet")
        return open_parquet([source], Settings(intake=intake), tmp_path)

    return open_


@pytest.fixture
def column(opened):
    """Read one column back, whatever becomes of it."""

    def column_(values, kind=None, **options):
        table = opened(written(pa.table({"x": pa.array(values, kind)}), **options))
        json.dumps([record.values for record in table.records()], allow_nan=False)
        return [record.values["x"] for record in table.records()]

    return column_


def refusal(opened, content, **intake):
    with pytest.raises(IntakeError) as error:
        opened(content, **intake)
    return str(error.value)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"compression": "none", "use_dictionary": False},
        {"compression": "gzip", "row_group_size": 2},
        {"compression": "zstd", "data_page_version": "2.0", "write_page_checksum": True},
        {"compression": "brotli", "store_schema": False, "data_page_size": 1},
        {"compression": "lz4", "use_dictionary": False, "column_encoding": "DELTA_BYTE_ARRAY"},
    ],
)
def test_rows(opened, options):
    table = opened(written(NOTES, **options))
    assert table.columns == ["note_id", "text", "agent"]
    for _ in range(2):
        records = list(table.records())
        assert [record.values for record in records] == NOTES
        assert [record.row for record in records] == [1, 2, 3]
        assert all(record.raw is record.values and record.problem is None for record in records)


def test_more_rows_than_are_held_at_a_time(opened):
    notes = [{"n": n, "text": f"Called {n}."} for n in range(2_000)]
    table = opened(written(notes, row_group_size=700))
    assert [record.values for record in table.records()] == notes
    assert [record.row for record in table.records()] == list(range(1, 2_001))


def test_a_table_without_rows(opened):
    table = opened(written(pa.table({"text": pa.array([], pa.string())})))
    assert (table.columns, list(table.records())) == (["text"], [])


def test_columns(opened):
    table = pa.table([["a"], ["b"], ["c"]], names=["text", "text", " Agent\n name"])
    read = opened(written(table))
    assert read.columns == ["text", "text (2)", "Agent name"]
    (record,) = read.records()
    assert list(record.values.values()) == ["a", "b", "c"]


def test_the_index_of_pandas(opened):
    frame = pd.DataFrame({"text": ["a", "b"]}, index=[5, 7])
    assert opened(written(pa.Table.from_pandas(frame))).columns == ["text"]
    frame.index.name = "note_id"
    records = list(opened(written(pa.Table.from_pandas(frame))).records())
    assert [record.values["note_id"] for record in records] == [5, 7]


def test_a_file_of_an_index_alone(opened):
    frame = pd.DataFrame(index=[5, 7])
    assert opened(written(pa.Table.from_pandas(frame, preserve_index=True))).columns == []


def test_more_columns_than_a_table_has(opened):
    table = pa.table({f"column {number}": ["a"] for number in range(20_001)})
    assert refusal(opened, written(table)) == (
        "notes.parquet has more than 20,000 columns, so it is no table of notes; export it with "
        "one row a note."
    )


def test_structures_become_columns(opened):
    authors = [
        {"id": "S7", "name": {"last": "Fox", "more": {"a": {"b": 1}}}},
        None,
        {"id": None, "name": None},
    ]
    table = opened(written(pa.table({"author": authors, "author id": ["a", "b", "c"]})))
    assert table.columns == ["author id", "author name last", "author name more a", "author id (2)"]
    assert [list(record.values.values()) for record in table.records()] == [
        ["S7", "Fox", {"b": 1}, "a"],
        [None, None, None, "b"],
        [None, None, None, "c"],
    ]


def test_lists_and_maps(column):
    texts = [["a", None], None, [], ["b"]]
    for kind in (pa.list_(pa.string()), pa.large_list(pa.large_string())):
        assert column(texts, kind) == texts
    assert column([["a", "b"], None, ["c", "d"]], pa.list_(pa.string(), 2)) == [
        ["a", "b"],
        None,
        ["c", "d"],
    ]
    moments = [[{"at": datetime(2026, 3, 1), "n": 2.0}, None], None, []]
    assert column(moments) == [[{"at": "2026-03-01T00:00:00", "n": 2}, None], None, []]
    maps = [[("a", 1), ("b", None)], None, []]
    assert column(maps, pa.map_(pa.string(), pa.int64())) == [{"a": 1, "b": None}, None, {}]
    assert column([[(1, b"x")]], pa.map_(pa.int64(), pa.binary())) == [{"1": "x"}]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_times_without_a_zone(column, unit):
    values = [datetime(2026, 3, 14, 9, 40, 1), datetime(1969, 12, 31, 23, 59, 59), None]
    assert column(values, pa.timestamp(unit)) == [
        "2026-03-14T09:40:01",
        "1969-12-31T23:59:59",
        None,
    ]


def test_parts_of_a_second(column):
    assert column([1, 1_500], pa.timestamp("ns")) == [
        "1970-01-01T00:00:00",
        "1970-01-01T00:00:00.000001",
    ]
    assert column([-1], pa.timestamp("ms")) == ["1969-12-31T23:59:59.999000"]


@pytest.mark.parametrize(
    ("zone", "summer", "winter"),
    [
        ("UTC", "2026-07-01T12:00:00+00:00", "2026-01-01T12:00:00+00:00"),
        ("America/New_York", "2026-07-01T08:00:00-04:00", "2026-01-01T07:00:00-05:00"),
        ("Europe/Berlin", "2026-07-01T14:00:00+02:00", "2026-01-01T13:00:00+01:00"),
        ("+05:30", "2026-07-01T17:30:00+05:30", "2026-01-01T17:30:00+05:30"),
        ("-03:00", "2026-07-01T09:00:00-03:00", "2026-01-01T09:00:00-03:00"),
        ("Nowhere/Land", "2026-07-01T12:00:00+00:00", "2026-01-01T12:00:00+00:00"),
        ("../../etc/passwd", "2026-07-01T12:00:00+00:00", "2026-01-01T12:00:00+00:00"),
        ("+xx", "2026-07-01T12:00:00+00:00", "2026-01-01T12:00:00+00:00"),
    ],
)
def test_times_in_a_zone(column, zone, summer, winter):
    noons = [int(datetime(2026, month, 1, 12, tzinfo=UTC).timestamp()) for month in (7, 1)]
    millis = [noon * 1_000 for noon in noons]
    assert column(millis, pa.timestamp("ms", zone)) == [summer, winter]


def test_times_as_hive_and_impala_write_them(column):
    values = [datetime(2026, 3, 14, 9, 40), datetime(9998, 1, 1), None]
    read = column(values, pa.timestamp("us"), use_deprecated_int96_timestamps=True)
    assert read == ["2026-03-14T09:40:00", "9998-01-01T00:00:00", None]


def test_years_that_no_calendar_has(column):
    assert column([2**62], pa.timestamp("ms")) == [str(2**62)]
    assert column([2**62], pa.timestamp("ms", "Asia/Tokyo")) == [str(2**62)]
    assert column([2**30], pa.date32()) == [str(2**30)]


def test_dates_times_and_durations(column):
    assert column([date(2026, 3, 14), date(1, 1, 1), None]) == ["2026-03-14", "0001-01-01", None]
    assert column([date(2026, 3, 14)], pa.date64()) == ["2026-03-14"]
    assert column([time(9, 40), time(23, 59, 59), None]) == ["09:40:00", "23:59:59", None]
    assert column([time(9, 40)], pa.time32("s")) == ["09:40:00"]
    assert column([timedelta(minutes=2), timedelta(milliseconds=1500)]) == [120, 1.5]


def test_numbers(column):
    assert column([2**63 - 1, -1, None]) == [2**63 - 1, -1, None]
    assert column([2**64 - 1], pa.uint64()) == [2**64 - 1]
    assert column([True, False, None]) == [True, False, None]
    floats = column([0.1, 123.0, -0.0, 1e300, None, math.nan, math.inf, -math.inf])
    assert floats == [0.1, 123, 0, 1e300, None, None, None, None]
    assert [type(value) for value in floats[:2]] == [float, int]
    assert column([0.5, 2.0], pa.float32()) == [0.5, 2]
    assert column([0.5, 2.0], pa.float16()) == [0.5, 2]
    assert column([Decimal("1.50"), Decimal("-7.00"), Decimal("1e3"), None]) == [
        "1.50",
        "-7",
        "1000",
        None,
    ]
    assert column([None, None]) == [None, None]


def test_texts(column):
    text = "Café, “naïve” 😀\r\n\0"
    for kind in (pa.string(), pa.large_string(), pa.string_view(), pa.binary()):
        values = [text.encode(), b"", None] if kind == pa.binary() else [text, "", None]
        assert column(values, kind) == [text, "", None]
    assert column(pa.array(["a", None, "b", "a"]).dictionary_encode()) == ["a", None, "b", "a"]
    assert column([UUID(int=7).bytes, None], pa.uuid()) == [str(UUID(int=7)), None]
    assert column(['{"a": 1}'], pa.json_()) == ['{"a": 1}']
    assert column([b"S007"], pa.binary(4)) == ["S007"]


@pytest.mark.parametrize("use_dictionary", [True, False])
def test_bytes_that_are_no_characters(opened, use_dictionary):
    texts = pa.array(["Zoë".encode(), "Zoë".encode("cp1252")]).view(pa.string())
    lists = pa.ListArray.from_arrays([0, 1, 2], texts)
    content = written(pa.table({"x": texts, "l": lists}), use_dictionary=use_dictionary)
    assert [list(record.values.values()) for record in opened(content).records()] == [
        ["Zoë", ["Zoë"]],
        ["Zo\udceb", ["Zo\udceb"]],
    ]


class _Keys(encryption.KmsClient):
    def __init__(self, _connection):
        super().__init__()

    def wrap_key(self, key_bytes, _name):
        return base64.b64encode(key_bytes)

    def unwrap_key(self, wrapped_key, _name):
        return base64.b64decode(wrapped_key)


@pytest.mark.parametrize("plaintext_footer", [True, False])
def test_a_locked_file(opened, plaintext_footer):
    configuration = encryption.EncryptionConfiguration(
        footer_key="a", column_keys={"b": ["text"]}, plaintext_footer=plaintext_footer
    )
    properties = encryption.CryptoFactory(_Keys).file_encryption_properties(
        encryption.KmsConnectionConfig(), configuration
    )
    content = written(NOTES, encryption_properties=properties)
    assert refusal(opened, content) == (
        "notes.parquet is locked with a key; export it without encryption."
    )


PLAIN = {"compression": "none", "use_dictionary": False, "write_statistics": False}


@pytest.mark.parametrize(
    ("intake", "message"),
    [
        (
            {"rows_per_file": 2},
            "notes.parquet has more than 2 rows, or values in the lists of a column; export fewer "
            "days at a time, or raise [intake] rows_per_file in analyzer.toml.",
        ),
        (
            {"bytes_per_file": 20},
            "notes.parquet unpacks to more than 20 bytes; export it in parts, or raise [intake] "
            "bytes_per_file in analyzer.toml.",
        ),
    ],
)
def test_more_than_the_settings_allow(opened, intake, message):
    assert refusal(opened, written(NOTES), **intake) == message


def test_lists_with_more_values_than_the_settings_allow(opened):
    assert refusal(opened, written([{"tags": ["a"] * 5}]), rows_per_file=4) == (
        "notes.parquet has more than 4 rows, or values in the lists of a column; export fewer "
        "days at a time, or raise [intake] rows_per_file in analyzer.toml."
    )
    assert len(list(opened(written([{"tags": ["a"] * 5}]), rows_per_file=5).records())) == 1


def test_a_file_made_to_fill_the_memory(opened):
    notes = [{"text": "x" * 11_000_000}]
    packed = written(notes, compression="zstd", use_dictionary=False)
    assert refusal(opened, packed) == (
        "notes.parquet unpacks to more than 100 times its size, as archives do that are made to "
        "fill a disk; export it without compression, or raise [intake] expansion_ratio in "
        "analyzer.toml."
    )
    (record,) = opened(packed, expansion_ratio=100_000).records()
    assert record.values == notes[0]


def test_a_long_text_that_many_rows_share(opened):
    shared = pa.DictionaryArray.from_arrays(pa.array([0] * 400, pa.int32()), ["x" * 1_000_000])
    content = written(pa.table({"text": shared}), store_schema=False, compression="none")
    held = pa.default_memory_pool().bytes_allocated()
    for record in opened(content).records():
        assert len(record.values["text"]) == 1_000_000
        assert pa.default_memory_pool().bytes_allocated() - held < 100_000_000


DAMAGED = "notes.parquet is damaged, or no Parquet file; export it again."


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PAR1",
        b"PAR1PAR1",
        b"note_id,text\n1,Called.\n",
        b"PAR1\xff\xff\xff\xffPAR1",
        b"PAR1\x00\x00\x00\x00PAR1",
        written(NOTES)[:-1],
        written(NOTES)[100:],
        written(NOTES) + b"\n",
    ],
)
def test_what_is_no_parquet_file(opened, content):
    assert refusal(opened, content) == DAMAGED


def head_of_first_page(unpacked, packed):
    def varint(number):
        number *= 2
        return bytes([number & 127 | 128, number >> 7])

    return b"\x15\x00\x15" + varint(unpacked) + b"\x15" + varint(packed)


def test_a_page_that_claims_more_than_its_column(opened):
    content = written([{"text": "x" * 200}], **PLAIN)
    head = head_of_first_page(210, 210)
    assert content.count(head) == 1
    assert refusal(opened, content.replace(head, head_of_first_page(210, 8_000))) == DAMAGED


def test_a_page_that_is_damaged(opened):
    content = written([{"text": "x" * 200}], **PLAIN, write_page_checksum=True)
    assert refusal(opened, content.replace(b"xxx", b"x-x", 1)) == (
        "notes.parquet cannot be read as Parquet (OSError); export it again."
    )


def test_rows_that_are_missing(opened):
    content = written(NOTES, **PLAIN)
    rows, more_rows = b"\x16\x06\x19\x1c\x19", b"\x16\x08\x19\x1c\x19"
    assert content.count(rows) == 1
    assert refusal(opened, content.replace(rows, more_rows)) == (
        "notes.parquet is damaged: it tells of 4 rows and holds 3; export it again."
    )


def test_the_system_says_why_it_cannot_read(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        open_parquet([Source(tmp_path / "a.parquet", "a.parquet")], Settings(), tmp_path)


FRAMES = st.lists(
    st.fixed_dictionaries(
        {
            "note_id": st.integers(-(2**63), 2**63 - 1),
            "text": st.text(st.characters(exclude_categories=["Cs"])),
            "score": st.floats(allow_nan=False, allow_infinity=False) | st.none(),
            "open": st.booleans() | st.none(),
            "tags": st.lists(st.text(st.characters(exclude_categories=["Cs"]))) | st.none(),
            "at": st.datetimes(timezones=st.just(UTC)) | st.none(),
        }
    ),
    min_size=1,
    max_size=20,
)
SCHEMA = pa.schema(
    {
        "note_id": pa.int64(),
        "text": pa.string(),
        "score": pa.float64(),
        "open": pa.bool_(),
        "tags": pa.list_(pa.string()),
        "at": pa.timestamp("us", "UTC"),
    }
)


@relaxed
@given(
    notes=FRAMES,
    compression=st.sampled_from(["none", "snappy", "gzip", "zstd", "lz4", "brotli"]),
    version=st.sampled_from(["1.0", "2.0"]),
    group=st.integers(1, 30),
    dictionary=st.booleans(),
)
def test_notes_read_back(opened, notes, compression, version, group, dictionary):
    content = written(
        pa.Table.from_pylist(notes, SCHEMA),
        compression=compression,
        data_page_version=version,
        row_group_size=group,
        use_dictionary=dictionary,
    )
    read = [dict(record.values) for record in opened(content).records()]
    for note in read:
        note["at"] = note["at"] and datetime.fromisoformat(note["at"])
    assert read == notes


@relaxed
@given(st.binary())
def test_any_bytes(opened, content):
    assert refusal(opened, content) == DAMAGED
    assert refusal(opened, b"PAR1" + content + len(content).to_bytes(4, "little") + b"PAR1")


DAMAGEABLE = pa.Table.from_pylist(
    [
        {
            "n": n,
            "text": f"Called {n}.",
            "at": datetime(2026, 3, 1),
            "tags": ["a", "b"],
            "s": {"a": n},
        }
        for n in range(60)
    ]
)


@pytest.mark.parametrize("place", ["pages", "footer"])
def test_damage(opened, place):
    chance = random.Random(place)
    unreadable = 0
    for _ in range(150):
        content = bytearray(
            written(
                DAMAGEABLE,
                compression=chance.choice(["none", "snappy", "zstd"]),
                row_group_size=chance.choice([20, 100]),
                data_page_version=chance.choice(["1.0", "2.0"]),
                use_dictionary=chance.choice([True, False]),
                store_schema=chance.choice([True, False]),
            )
        )
        footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
        within = range(footer) if place == "pages" else range(footer, len(content))
        for _ in range(chance.choice([1, 1, 3, 30])):
            content[chance.choice(within)] ^= 1 << chance.randrange(8)
        try:
            table = opened(bytes(content))
        except IntakeError:
            unreadable += 1
        else:
            assert all(len(record.values) == len(table.columns) for record in table.records())
    assert 0 < unreadable < 150
