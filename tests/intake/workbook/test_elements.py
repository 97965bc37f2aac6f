import io
from xml.etree.ElementTree import ParseError

import pytest
from defusedxml import EntitiesForbidden

from analyzer.intake.workbook import elements as module
from analyzer.intake.workbook.elements import elements


def texts(xml, parent="list", tag="item"):
    return ["".join(element.itertext()) for element in elements(io.BytesIO(xml), parent, tag)]


def test_only_those_that_stand_in_the_parent():
    xml = b"<a><item>no</item><list><item>1</item><b><item>no</item></b><item>2<i>3</i></item>"
    assert texts(xml + b"</list></a>") == ["1", "23"]


def test_one_within_another_is_part_of_it():
    assert texts(b"<list><item>1<list><item>2</item></list></item></list>") == ["12"]


def test_what_follows_the_parent_is_not_parsed_but_read():
    part = io.BytesIO(b"<a><list><item>1</item></list>" + b"<b/>" * 300_000 + b"<&")
    assert len(list(elements(part, "list", "item"))) == 1
    assert part.read() == b""


def test_they_are_gone_when_the_next_comes():
    found = elements(io.BytesIO(b"<list>" + b"<item><i/></item>" * 9 + b"</list>"), "list", "item")
    first = next(found)
    assert len(first) == 1
    assert len(list(found)) == 8


def test_one_without_end(monkeypatch):
    long = b"<list>" + b"<item>" + b"<i/>" * 200
    monkeypatch.setattr(module, "_MOST_ELEMENTS", 100)
    with pytest.raises(ValueError, match="without end"):
        texts(long)
    assert len(texts(b"<list>" + b"<item><i/></item>" * 1000 + b"</list>")) == 1000


def test_a_text_without_end(monkeypatch):
    monkeypatch.setattr(module, "_MOST_BYTES", 300_000)
    with pytest.raises(ValueError, match="without end"):
        texts(b"<list><item>" + b"x" * 600_000 + b"</item></list>")
    assert len(texts(b"<list>" + b"<item>x</item>" * 50_000 + b"</list>")) == 50_000


def test_damage_and_entities():
    with pytest.raises(ParseError):
        texts(b"<list><item>1</item>")
    with pytest.raises(EntitiesForbidden):
        texts(b'<!DOCTYPE x [<!ENTITY a "b">]><list><item>&a;</item></list>')
