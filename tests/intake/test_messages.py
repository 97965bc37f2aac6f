"""Every message of intake: its exact words, what they say, and that none is missing."""

import re

import pytest
from intake_messages import CASES
from intake_messages.case import Case, outcome
from intake_messages.sites import Site, sites

REFUSED = [case for case in CASES if case.refused]
REJECTED = [case for case in CASES if not case.refused]

VERBS = (
    "check", "close", "copy", "correct", "empty", "export", "fill", "give", "leave", "make", "mend",
    "name", "open", "pack", "put", "raise", "rename", "save", "say", "see", "send", "set", "split",
    "unhide", "unpack", "write",
)  # fmt: skip
ADVICE = re.compile(rf"(?:[;,:]|\bor|\band) (?:if [\w ]+, )?(?:{'|'.join(VERBS)})\b")
SECRETS = re.compile(r"\b(Ana|Ruiz|called|4471)\b", re.IGNORECASE)
PLACE = re.compile(
    "column|field|file|segment|message|row|line|entry|resource|text|header|payload|attachment"
    "|status|content|quotation mark|docStatus"
)


def names(cases: list[Case]) -> list[str]:
    return [case.says[:60] for case in cases]


@pytest.mark.parametrize("case", REFUSED, ids=names(REFUSED))
def test_an_export_that_is_refused(case: Case) -> None:
    found = outcome(case)
    assert found.error == case.says
    assert found.reasons == []


@pytest.mark.parametrize("case", REJECTED, ids=names(REJECTED))
def test_a_row_that_is_rejected(case: Case) -> None:
    found = outcome(case)
    assert found.error is None
    assert found.reasons == [case.says]


@pytest.mark.parametrize("case", REFUSED, ids=names(REFUSED))
def test_an_error_names_the_file_or_setting_and_what_to_do(case: Case) -> None:
    files = [*case.files, *(path for path in case.give if path != "-"), "standard input"]
    assert any(name in case.says for name in [*files, "[intake]", "temporary folder"])
    assert ADVICE.search(case.says)
    assert case.says.endswith(".")
    assert "\n" not in case.says


@pytest.mark.parametrize("case", REJECTED, ids=names(REJECTED))
def test_a_reason_names_the_place_and_what_to_do(case: Case) -> None:
    assert PLACE.search(case.says)
    assert ADVICE.search(case.says)
    assert not case.says.endswith(".")
    assert "\n" not in case.says


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_none_shows_a_patient(case: Case) -> None:
    assert not SECRETS.search(case.says)


SITES = sites()


def test_there_are_places_that_make_messages() -> None:
    assert len(SITES) > 150


@pytest.mark.parametrize("site", SITES, ids=str)
def test_no_place_that_makes_a_message_is_without_a_case(site: Site) -> None:
    assert any(site.is_among(outcome(case).reached) for case in CASES)
