"""Programs that some tests need and not every machine has."""

import os

import pytest


def needed(what: str, there: bool) -> None:
    """Skip the test that asks where ``what`` is not there.

    Where the environment variable ANALYZER_SKIP_NOTHING is set the test fails instead, so that a
    machine that is to run every test cannot pass without it.
    """
    if there:
        return
    message = f"This test needs {what}, which is not on this machine"
    if os.environ.get("ANALYZER_SKIP_NOTHING"):
        pytest.fail(f"{message}, and ANALYZER_SKIP_NOTHING asks for every test.")
    pytest.skip(f"{message}.")
