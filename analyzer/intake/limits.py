"""What a file may unpack to."""

from analyzer.intake.errors import IntakeError
from analyzer.settings import FILE_NAME, Intake

ALWAYS_ALLOWED = 10_000_000
"""Bytes. Text that says the same again and again may pack better, and so little does no harm."""


def check_unpacked(unpacked: int, packed: int, name: str, limits: Intake, instead: str) -> None:
    """Raise IntakeError where ``packed`` bytes of the file ``name`` unpack to too many.

    ``instead`` says how the notes can be given without being unpacked here.
    """
    if unpacked > limits.bytes_per_file:
        raise IntakeError(
            f"{name} unpacks to more than {limits.bytes_per_file:,} bytes; "
            f"export it in parts, or raise [intake] bytes_per_file in {FILE_NAME}."
        )
    if unpacked > max(ALWAYS_ALLOWED, limits.expansion_ratio * packed):
        raise IntakeError(
            f"{name} unpacks to more than {limits.expansion_ratio:,} times its size, as archives "
            f"do that are made to fill a disk; {instead}, or raise [intake] expansion_ratio in "
            f"{FILE_NAME}."
        )
