"""JSON documents of FHIR, read piece by piece: Bundles, or resources that stand by themselves."""

from collections.abc import Iterator

import ijson

from analyzer.intake.encoding import LONGEST_LINE
from analyzer.intake.errors import IntakeError
from analyzer.intake.fhir.references import NOTES
from analyzer.intake.json_stream import BLOCK, DEEPEST, open_json_stream, parsing
from analyzer.intake.source import Source


class Documents:
    """The JSON documents of a file, one or several one after another. They are looked over at once,
    so that nothing stops the reading halfway.

    Raises IntakeError where they are no JSON, are nested too deep, hold a resource of more than
    ``LONGEST_LINE`` bytes, or are Bundles and others, and OSError.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self.are_bundles = self._look_over()

    def items(self) -> Iterator[object]:
        """Read the entries of the Bundles; whole documents where they are none."""
        place = "entry.item" if self.are_bundles else ""
        with open_json_stream(self._source) as stream:
            yield from ijson.items(stream, place, buf_size=BLOCK, multiple_values=True)

    def _look_over(self) -> bool:
        """Say whether the documents are Bundles."""
        name = self._source.name
        bundles = others = notes = 0
        starts: list[int] = []
        key = element = kind = ""
        with open_json_stream(self._source) as stream, parsing(name, lambda: notes):
            for event, value in ijson.basic_parse(stream, buf_size=BLOCK, multiple_values=True):
                depth = len(starts)
                if event == "map_key":
                    key = value
                    element = value if depth == 1 else element
                elif event in ("start_map", "start_array"):
                    starts.append(stream.given)
                    if depth == DEEPEST:
                        raise IntakeError(
                            f"{name} is nested more than {DEEPEST} levels deep, as no FHIR export "
                            "is; export it again."
                        )
                    if depth == 0:
                        element = kind = ""
                    elif depth == 1 and element == "entry" and event == "start_map":
                        raise IntakeError(
                            f"{name} holds a Bundle whose entry is no list; export it again."
                        )
                elif event in ("end_map", "end_array"):
                    size = stream.given - starts.pop()
                    whole = depth == 1 and kind != "Bundle"
                    if size > LONGEST_LINE and (whole or (depth == 3 and element == "entry")):
                        raise IntakeError(
                            f"{name} holds a resource of more than {LONGEST_LINE:,} bytes, which "
                            "is no note; export it as NDJSON, one resource a line, where it can be "
                            "passed over."
                        )
                    if depth == 1:
                        bundles += kind == "Bundle"
                        others += kind != "Bundle"
                elif key == "resourceType" and depth in (1, 4):
                    notes += value in NOTES
                    kind = value if depth == 1 else kind
        if bundles and others:
            raise IntakeError(
                f"{name} holds Bundles and single resources one after another; export it as "
                "NDJSON, one resource a line."
            )
        return bool(bundles)
