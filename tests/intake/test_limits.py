import pytest

from analyzer.intake import IntakeError
from analyzer.intake.limits import ALWAYS_ALLOWED, check_unpacked
from analyzer.settings import Intake


def message(unpacked, packed, **limits):
    with pytest.raises(IntakeError) as error:
        check_unpacked(unpacked, packed, "visits.zip", Intake(**limits), "unpack it yourself")
    return str(error.value)


def test_up_to_so_many_times_its_size():
    check_unpacked(2_000_000_000, 20_000_000, "visits.zip", Intake(), "unpack it yourself")
    assert message(2_000_000_001, 20_000_000) == (
        "visits.zip unpacks to more than 100 times its size, as archives do that are made to fill "
        "a disk; unpack it yourself, or raise [intake] expansion_ratio in analyzer.toml."
    )


def test_a_little_is_always_allowed():
    check_unpacked(ALWAYS_ALLOWED, 1, "visits.zip", Intake(), "unpack it yourself")
    assert "100 times" in message(ALWAYS_ALLOWED + 1, 1)


def test_never_more_than_a_file_may_hold():
    check_unpacked(1000, 1000, "visits.zip", Intake(bytes_per_file=1000), "unpack it yourself")
    assert message(1001, 1001, bytes_per_file=1000) == (
        "visits.zip unpacks to more than 1,000 bytes; export it in parts, or raise [intake] "
        "bytes_per_file in analyzer.toml."
    )
