from analyzer.codebook import Technique
from analyzer.insights.situations import guide


def test_the_guide_keeps_to_its_source():
    tips = [*(situation.tip for situation in guide().situation), guide().abuse.tip]
    assert {tip.source[:-1] for tip in tips} == {"webcast follow-up question "}
    assert {tip.source[-1] for tip in tips} == {"1", "2", "5"}
    assert guide().manager.source == "webcast follow-up question 3"
    praised = {label for entry in guide().strength for label in entry.labels}
    assert praised.isdisjoint({Technique.DISMISSAL, Technique.SECURITY})


def test_every_situation_has_a_name_of_its_own():
    names = [situation.name for situation in guide().situation]
    names += [guide().abuse.name, guide().manager.name]
    assert len(set(names)) == len(names)
    assert {
        "Patient crying",
        "On hold or waiting by phone, without a check-in",
        "Kept waiting in person, without a check-in",
        "Promise without a time",
        "Fixed but not acknowledged",
        "Abusive language",
        "Asked about not coming back",
    } <= set(names)
