from datetime import date, datetime

from analyzer.insights.evidence import Quote, quotes, surest


def chosen(make, settings, *said, shown=()):
    """Return the quotes chosen from notes that say these words, each with its score."""
    notes = [
        make.note(
            f"N{i}",
            make.finding("listen", quote=words, score=score),
            timestamp=datetime(2026, 3, i + 1),
        )
        for i, (words, score) in enumerate(said)
    ]
    found = quotes(make.frames(*notes).findings, settings.coaching, shown)
    return [quote.text for quote in found]


def test_the_surest_are_quoted_in_order_of_time(make, settings):
    said = [("let him tell it all", 0.6), ("asked her what had happened", 0.7)]
    more = [("heard the whole story out", 0.9), ("repeated it back to her", 0.8)]
    assert chosen(make, settings, *said, *more) == [words for words, _ in (said[1], *more)]


def test_a_word_or_two_give_way_to_sentences(make, settings):
    long = [(f"gave the desk her story, part {i}", 0.5) for i in range(3)]
    assert chosen(make, settings, ("thx", 0.9), *long) == [words for words, _ in long]
    assert chosen(make, settings, ("thx", 0.9)) == ["thx"]


def test_what_redaction_put_in_brackets_is_no_word(make, settings):
    long = [(f"gave the desk her story, part {i}", 0.5) for i in range(3)]
    redacted = ("thx [date: in 2 days] [author]", 0.9)
    assert chosen(make, settings, redacted, *long) == [words for words, _ in long]


def test_days_that_redaction_tells_part_two_quotes(make, settings):
    said = [("rang her back [date: in 2 days]", 0.9), ("rang her back [date: in 3 days]", 0.8)]
    assert chosen(make, settings, *said) == [words for words, _ in said]
    assert chosen(make, settings, said[0], (said[0][0].upper(), 0.8)) == [said[0][0]]


def test_no_words_twice_nor_a_part_of_what_is_shown(make, settings):
    shown = [Quote("export", "X", date(2026, 3, 1), "Told her I was sorry and sat with her.")]
    said = [
        ("told her I was sorry", 0.9),
        ("Form faxed at nine.", 0.9),
        ("form faxed at nine", 0.8),
    ]
    assert chosen(make, settings, *said, shown=shown) == ["Form faxed at nine."]


def test_the_surest_of_two_notes_may_say_the_same(make, settings):
    notes = [
        make.note(
            f"N{i}", *(make.finding("listen", quote="heard him out", score=score) for _ in "ab")
        )
        for i, score in enumerate((0.9, 0.8, 0.7))
    ]
    found = surest(make.frames(*notes).findings, settings.coaching, 2)
    assert [one.note_id for one in found] == ["N0", "N1"]
