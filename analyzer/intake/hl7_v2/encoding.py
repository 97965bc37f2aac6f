"""Which characters the bytes of an HL7 message are."""

from pathlib import Path

from analyzer.intake.data import key, load
from analyzer.intake.encoding import Encoding, find_encoding
from analyzer.intake.errors import IntakeError

_CODECS: dict[str, str] = {
    key(name): codec for name, codec in load("hl7_v2/codes.toml")["character_sets"].items()
}
_OF_SEVERAL_BYTES = ("gb18030", "big5", "euc_kr")


def encoding_of_file(path: Path, name: str) -> Encoding:
    """Return the encoding of the messages that do not say theirs."""
    try:
        return find_encoding(path, name)
    except IntakeError:
        return Encoding("cp1252")  # a segment too long costs its own message, not the file


def decode(message: bytes, encoding: Encoding) -> str:
    r"""Return a message as text: in UTF-8 or the character set that MSH-18 names, where its bytes
    fit that, else in the file's ``encoding``.

    UTF-8 comes first unless another set of several bytes a character is named: bytes that fit it by
    chance are rare, and systems name a set that they are set to and do not write.

    >>> decode(b"MSH|^~\\&||||||||||||||||8859/15\rNTE|||Paid \xa4 20", Encoding("cp1252"))[-4:]
    '€ 20'
    """
    declared = _declared(message)
    codecs = (declared, "utf-8") if declared in _OF_SEVERAL_BYTES else ("utf-8", declared)
    for codec in codecs:
        try:
            return message.decode(codec)
        except UnicodeDecodeError:
            continue
    return message.decode(*encoding)


def _declared(message: bytes) -> str:
    """Return the codec of the first character set in MSH-18, UTF-8 where it names none."""
    header = message.split(b"\r", 1)[0].decode("latin-1")
    separator, repetition = header[3:4], header[5:6]
    fields = header.split(separator, 18) if separator else []
    if len(fields) < 18 or not repetition:
        return "utf-8"
    return _CODECS.get(key(fields[17].split(repetition)[0]), "utf-8")
