from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.codebook import Step, Technique
from analyzer.insights.protocol import protocol_steps
from analyzer.insights.steps import step_rates
from analyzer.settings.protocol import Protocol

ACTS = [str(act) for acts in (Step, Technique) for act in acts]


def protocol(*steps):
    """Return a protocol of steps (name, labels) or (name, labels, states)."""
    keys = ("name", "labels", "states")
    entries = [dict(zip(keys, step, strict=False)) for step in steps]
    return Protocol.model_validate({"name": "OURS", "source": "our own book", "step": entries})


def steps_of(make, settings, own, *notes):
    return protocol_steps(make.frames(*notes), own, settings)


def test_a_step_is_the_share_of_concerns_with_one_of_its_acts(make, settings):
    own = protocol(("Hear", ["listen", "empathize"]), ("Tell", []))
    notes = [
        *(make.note(f"L{i}", make.finding("listen"), make.finding("empathize")) for i in range(4)),
        *(make.note(f"E{i}", make.finding("empathize")) for i in range(2)),
        *(make.note(f"C{i}", make.finding("listen", actor="colleague")) for i in range(3)),
        make.note("M", make.finding("listen", "missed")),
        make.note("X", make.finding("listen"), concern=False),
    ]
    hear, tell = steps_of(make, settings, own, *notes)
    assert (hear.protocol, hear.source, hear.name) == ("OURS", "our own book", "Hear")
    assert hear.labels == ("listen", "empathize")
    assert (hear.share.count, hear.share.n, hear.share.rate) == (6, 10, 0.6)
    assert hear.share.low < 0.6 < hear.share.high
    assert (tell.name, tell.labels, tell.share) == ("Tell", (), None)


def test_a_state_of_heart_head_heart_shows_a_step_too(make, settings):
    own = protocol(("Close", ["closing_care"], ["full"]), ("Whole", [], ["full"]))
    notes = [
        make.note("N1", make.finding("closing_care")),
        make.note("N2", heart_head_heart="full"),
        make.note("N3", heart_head_heart="head_only"),
    ]
    close, whole = steps_of(make, settings, own, *notes)
    assert (close.share.count, whole.share.count, whole.share.n) == (2, 1, 3)
    assert whole.labels == ("full",)


def test_a_step_of_a_protocol_has_the_share_of_the_step(make, settings):
    """Both count an act that the note leaves open, and none of a colleague's."""
    notes = [
        make.note("N1", make.finding("listen"), listen="done"),
        make.note("N2", make.finding("listen", actor="unclear"), listen="done"),
        make.note("N3", make.finding("listen", actor="colleague")),
        make.note("N4", make.finding("listen", "missed"), listen="missed"),
    ]
    (hear,) = steps_of(make, settings, protocol(("Hear", ["listen"])), *notes)
    rates = step_rates(make.frames(*notes), settings).set_index("step")
    assert hear.share.count == rates.loc["listen", "done"] == 2


def test_few_notes_and_none_have_no_rate(make, settings):
    own = protocol(("Hear", ["listen"]))
    for notes in ((), (make.note("N1", make.finding("listen")),)):
        (hear,) = steps_of(make, settings, own, *notes)
        assert hear.share.n == len(notes)
        assert isnan(hear.share.rate)


@pytest.fixture(scope="module")
def told(make):
    """Notes that together hold every act, two to a note."""
    pairs = zip(ACTS, ACTS[1:] + ACTS[:1], strict=True)
    return make.frames(
        *(make.note(f"N{i}", *(make.finding(act) for act in pair)) for i, pair in enumerate(pairs))
    )


@given(st.lists(st.sampled_from(ACTS), min_size=1, unique=True))
def test_more_labels_never_show_a_step_less(told, settings, labels):
    own = protocol(("Less", labels[:1]), ("More", labels))
    less, more = protocol_steps(told, own, settings)
    assert less.share.count == 2
    assert less.share.count <= more.share.count <= more.share.n == len(ACTS)
    assert 0 <= more.share.low <= more.share.rate <= more.share.high <= 1
