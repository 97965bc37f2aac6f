import pytest

from analyzer.codebook import Channel
from analyzer.intake.channels import channel_of


@pytest.mark.parametrize(
    ("value", "channel"),
    [
        ("In Person", "in_person"),
        ("walk-in", "in_person"),
        ("Office Visit", "in_person"),
        ("Telephone", "phone"),
        ("call", "phone"),
        ("Inbound Phone Call", "phone"),
        ("Chat", "other"),
        ("MyChart", "portal"),
        ("patient portal", "portal"),
        ("text", "sms"),
        ("telehealth", "video"),
        ("Video Visit", "video"),
        ("E-mail", "email"),
        ("carrier pigeon", "other"),
        ("☎", "other"),
    ],
)
def test_wordings(value, channel):
    assert channel_of(value) == channel


@pytest.mark.parametrize("channel", list(Channel))
def test_the_codebook_speaks_for_itself(channel):
    assert channel_of(str(channel)) is channel
    assert channel_of(str(channel).replace("_", " ").title()) is channel
