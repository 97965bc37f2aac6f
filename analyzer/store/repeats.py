"""Rows that repeat an earlier row of the same run, where no history decides between them."""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from analyzer.intake import Rejects
from analyzer.store.content import content_hashes


def without_repeats(
    batches: Iterable[pa.RecordBatch], rejects: Rejects
) -> Iterator[pa.RecordBatch]:
    """Yield NOTE batches without the rows whose source and note_id came before.

    The same content again is counted as a duplicate; other content is rejected, with a reason
    that names the earlier row.
    """
    earlier: dict[tuple[str, str], tuple[str, str, int]] = {}
    for notes in batches:
        first = []
        contents = content_hashes(notes)
        for position, note in enumerate(notes.to_pylist()):
            file, row, content = note["file"], note["row"], contents[position]
            key = note["source"], note["note_id"]
            if key not in earlier:
                earlier[key] = content, file, row
                first.append(position)
                continue
            known, known_file, known_row = earlier[key]
            if content == known:
                rejects.accounting.duplicate += 1
            else:
                place = f"row {known_row} of {known_file}"
                reason = f"{place} has the same note number and other content"
                rejects.add(file, row, reason, note)
        yield notes.take(pa.array(first, pa.int64()))
