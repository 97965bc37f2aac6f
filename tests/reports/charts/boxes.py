"""Where the text of an SVG lies, measured without a font: generously, or at the least."""

import re
from dataclasses import dataclass
from unicodedata import east_asian_width
from xml.etree.ElementTree import Element

NUMBERS = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


@dataclass(frozen=True)
class Box:
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def text_boxes(root: Element, width: float, height: float) -> list[Box]:
    """Return the box of every line of text, whose letters are so wide and high in ems."""
    return _boxes(root, 0, 0, width, height)


def _boxes(element: Element, x: float, y: float, width: float, height: float) -> list[Box]:
    for across, down in _moves(element):
        x, y = x + across, y + down
    if element.tag != "text":
        return [box for child in element for box in _boxes(child, x, y, width, height)]
    size = float(element.get("font-size", "").removesuffix("px"))
    lines = [element.text or ""] if not len(element) else [part.text or "" for part in element]
    boxes = []
    for line in lines:
        long = size * sum(width * (1.6 if _wide(letter) else 1) for letter in line)
        left = x - long * {"middle": 0.5, "end": 1}.get(element.get("text-anchor", ""), 0)
        boxes.append(Box(line, left, y - size * height * 0.8, left + long, y + size * height * 0.2))
        y += 17
    return boxes


def _moves(element: Element) -> list[tuple[float, float]]:
    moves = re.findall(r"translate\(([^)]*)\)", element.get("transform", ""))
    return [tuple(map(float, NUMBERS.findall(move)))[:2] for move in moves]  # type: ignore[misc]


def _wide(letter: str) -> bool:
    return letter in "MWmw%" or east_asian_width(letter) in "WF"
