"""The same notes as every kind of export that the program reads.

Each function in ``EXPORTS`` writes some notes into an empty folder and returns the path to give to
the program. A note is a mapping of the fields of NOTE to text, its timestamp ISO 8601 with an
offset.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from zoo import fhir, hl7, packed, tables, texts

Notes = Sequence[Mapping[str, str]]

EXPORTS: dict[str, Callable[[Notes, Path], Path]] = {
    "csv": tables.csv_file,
    "csv of Excel in Windows-1252": tables.windows_csv,
    "csv under title rows": tables.titled_csv,
    "tsv in UTF-16": tables.unicode_text,
    "xlsx": tables.workbook,
    "xlsx under merged headers": tables.report_workbook,
    "json list": tables.json_list,
    "json within an object": tables.nested_json,
    "json lines": tables.json_lines,
    "parquet": tables.parquet,
    "folder of text files": texts.folder,
    "zip of text files": texts.archive,
    "text files with names that tell": texts.named,
    "fhir bulk data": fhir.bulk_data,
    "fhir r5 communications": fhir.communications_r5,
    "fhir bundle of documents": fhir.bundle,
    "hl7 documents": hl7.documents,
    "hl7 observations": hl7.observations,
    "hl7 batch": hl7.batch,
    "gz": packed.compressed,
    "zip of tables": packed.archive,
}
