"""Every message of intake that a user can see: how an export is made, and the exact words."""

from intake_messages import (
    archives,
    columns_and_dates,
    delimited,
    fhir_files,
    fhir_notes,
    files,
    hl7,
    json_files,
    parquet,
    rows,
    text_files,
    workbooks,
)
from intake_messages.case import Case

TABLES = (
    files,
    archives,
    delimited,
    columns_and_dates,
    rows,
    workbooks,
    json_files,
    parquet,
    text_files,
    fhir_files,
    fhir_notes,
    hl7,
)

CASES: list[Case] = [case for table in TABLES for case in table.CASES]
