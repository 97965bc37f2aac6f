"""Damage: an export as a broken disk, a careless editor or an attacker would leave it."""

import gzip
import io
import random
import zipfile

# fmt: off
TOKENS = [
    b'"', b"'", b"\0", b"\n", b"\r", b"\r\n", b",", b";", b"\t", b"|", b"{", b"}", b"[", b"]",
    b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xe2\x80\x8b", b"<", b">", b"&",
    b"</p>",
    b"<!ENTITY a 'b'>", b"&#0;", b"{\\rtf1", b"MSH|^~\\&|", b"\\.br\\", b"\\X0D\\", b"\\", b"OBX|",
    b"null", b"NaN", b"1e999", b"-0", b"true", b'""', b"[[[[[[[[", b'{"a":', b'"resourceType":',
    b"PK\x03\x04", b"PAR1", b"\x1f\x8b", b"../", b"=1+1", b"99999999999999999999", b"0000-00-00",
    b"31/02/2026", b"text", b"note_id", b"\x0b", b"\x1c", b"--", b": ",
]
# fmt: on


def mutate(content: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Return an export with some damage: in its bytes, or under the packing of a zip or gz."""
    if content.startswith(b"PK") and chance.random() < 0.7:
        return _within_zip(content, chance, others)
    if content.startswith(b"\x1f\x8b") and chance.random() < 0.5:
        return gzip.compress(_bytes(gzip.decompress(content), chance, others))
    return _bytes(content, chance, others)


def _within_zip(content: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Damage a member, or its name, and pack again, so that no checksum tells."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        members = old.namelist()
        chosen = chance.choice(members)
        for name in members:
            data = old.read(name)
            if name == chosen:
                change = chance.randrange(6)
                if change == 0:
                    continue
                if change == 1:
                    name = chance.choice(
                        ["../" + name, "/" + name, name + "/", name.upper(), "a.zip"]
                    )
                else:
                    data = _bytes(data, chance, others)
            new.writestr(name, data, chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
    return made.getvalue()


def _bytes(content: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 5, 20, 100])):
        at = chance.randrange(len(damaged) + 1)
        length = chance.choice([1, 1, 2, 8, 64, 512])
        change = chance.randrange(7)
        if change == 0 and at < len(damaged):
            damaged[at] = chance.randrange(256)
        elif change == 1 and at < len(damaged):
            damaged[at] ^= 1 << chance.randrange(8)
        elif change == 2:
            del damaged[at : at + length]
        elif change == 3:
            damaged[at:at] = chance.choice(TOKENS) * chance.choice([1, 1, 1, 50])
        elif change == 4:
            damaged[at:at] = damaged[at : at + length] * chance.choice([1, 3])
        elif change == 5:
            other = chance.choice(others)
            start = chance.randrange(len(other) + 1)
            damaged[at : at + length] = other[start : start + length]
        elif chance.random() < 0.1:
            del damaged[at:]
    return bytes(damaged)
