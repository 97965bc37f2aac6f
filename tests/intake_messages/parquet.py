"""Parquet files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.parquet import encryption

from intake_messages.case import refused

NOTES = [{"note_id": str(n), "mrn": "4471", "text": "Ana called."} for n in range(3)]
PLAIN: dict[str, Any] = {"compression": "none", "use_dictionary": False}


def table(rows: list[dict[str, Any]] = NOTES, **options: Any) -> Callable[[Path], object]:
    return lambda path: pq.write_table(pa.Table.from_pylist(rows), path, **options)


def changed(old: bytes, new: bytes, **options: Any) -> Callable[[Path], object]:
    """Write a table of which some bytes are changed afterwards."""

    def write(path: Path) -> None:
        table(**PLAIN, **options)(path)
        content = path.read_bytes()
        assert old in content
        path.write_bytes(content.replace(old, new))

    return write


class Keys(encryption.KmsClient):
    """Wraps keys as they are."""

    def wrap_key(self, key_bytes: bytes, _: str) -> bytes:
        return key_bytes.hex().encode()

    def unwrap_key(self, wrapped_key: bytes, _: str) -> bytes:
        return bytes.fromhex(wrapped_key.decode())


def locked(*, footer: bool) -> Callable[[Path], object]:
    """Write a table with one column locked, or all of the file."""

    def write(path: Path) -> None:
        factory = encryption.CryptoFactory(lambda _: Keys())
        properties = factory.file_encryption_properties(
            encryption.KmsConnectionConfig(),
            encryption.EncryptionConfiguration(
                footer_key="footer", column_keys={"column": ["text"]}, plaintext_footer=not footer
            ),
        )
        table(encryption_properties=properties)(path)

    return write


CASES = [
    refused(
        "visits.parquet is damaged, or no Parquet file; export it again.",
        {"visits.parquet": "Note\nAna called.\n"},
    ),
    refused(
        "visits.parquet cannot be read as Parquet (OSError); export it again.",
        {"visits.parquet": changed(b"Ana", b"Ena", write_page_checksum=True)},
    ),
    refused(
        "visits.parquet is damaged: it tells of 4 rows and holds 3; export it again.",
        {"visits.parquet": changed(b"\x16\x06\x19\x1c\x19", b"\x16\x08\x19\x1c\x19")},
    ),
    refused(
        "visits.parquet is locked with a key; export it without encryption.",
        {"visits.parquet": locked(footer=True)},
    ),
    refused(
        "visits.parquet is locked with a key; export it without encryption.",
        {"visits.parquet": locked(footer=False)},
    ),
    refused(
        "visits.parquet has more than 2 rows, or values in the lists of a column; export fewer "
        "days at a time, or raise [intake] rows_per_file in analyzer.toml.",
        {"visits.parquet": table()},
        settings={"intake": {"rows_per_file": 2}},
    ),
    refused(
        "visits.parquet has more than 2 columns, so it is no table of notes; export it with one "
        "row a note.",
        {"visits.parquet": table()},
        patched={"analyzer.intake.parquet.reader.MOST_NAMES": 2},
    ),
    refused(
        "visits.parquet holds a header and no rows; export it again.",
        {
            "visits.parquet": lambda path: pq.write_table(
                pa.table({"text": pa.array([], "str")}), path
            )
        },
    ),
    refused(
        "visits.parquet unpacks to more than 10,000 bytes; export it in parts, or raise [intake] "
        "bytes_per_file in analyzer.toml.",
        {"visits.parquet": table([{"text": "Ana called." * 2_000}], compression="zstd")},
        settings={"intake": {"bytes_per_file": 10_000}},
    ),
    refused(
        "visits.parquet unpacks to more than 100 times its size, as archives do that are made to "
        "fill a disk; export it without compression, or raise [intake] expansion_ratio in "
        "analyzer.toml.",
        {"visits.parquet": table([{"text": "Ana called." * 1_000_000}], compression="zstd")},
    ),
]
