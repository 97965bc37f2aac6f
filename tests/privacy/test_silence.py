"""Libraries that log and warn are heard by nobody, and afterwards as before."""

import logging
import os
import warnings
from io import StringIO

import pytest

from analyzer.privacy.silence import forbid_core_dumps, silent_libraries

TEXT = "Ana Ruiz called"


@pytest.fixture
def library() -> tuple[logging.Logger, StringIO]:
    """A library that writes its log by itself, as some do."""
    written = StringIO()
    logger = logging.getLogger("a_library_of_these_tests")
    logger.setLevel(logging.DEBUG)
    logger.handlers = [logging.StreamHandler(written)]
    return logger, written


def test_no_record_and_no_warning_is_written(
    library: tuple[logging.Logger, StringIO], capsys: pytest.CaptureFixture[str]
) -> None:
    logger, written = library
    with silent_libraries():
        logger.critical(TEXT)
        logger.log(99, TEXT)
        logging.getLogger("without_a_handler").error(TEXT)
        warnings.warn(TEXT, stacklevel=1)
    assert written.getvalue() == ""
    assert capsys.readouterr() == ("", "")


def test_afterwards_they_are_heard_again(library: tuple[logging.Logger, StringIO]) -> None:
    logger, written = library
    with pytest.raises(ZeroDivisionError), silent_libraries():
        raise ZeroDivisionError
    logger.error("as before")
    assert written.getvalue() == "as before\n"
    with pytest.warns(UserWarning, match="as before"):
        warnings.warn("as before", stacklevel=1)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such limit")
def test_a_crash_leaves_no_image_of_the_memory() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_CORE)
    try:
        forbid_core_dumps()
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)
