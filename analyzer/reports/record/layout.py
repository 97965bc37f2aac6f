"""The layout of the JSON files as a JSON Schema."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from analyzer.reports.record.documents import SCHEMA, Document


class _Layout(GenerateJsonSchema):
    """A measured number is null where it is not known, which Python has as NaN.

    What is written has the fields of its document and no others; who reads it must expect more, so
    that the layout closes nothing.
    """

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False  # a title would only say a field's name again

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        made = super().dataclass_schema(schema)
        made.pop("additionalProperties", None)
        return made

    def float_schema(self, schema: core_schema.FloatSchema) -> JsonSchemaValue:
        return {"anyOf": [super().float_schema(schema), {"type": "null"}]}


def layout() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of all files; ``kind`` tells which one it is."""
    adapter: TypeAdapter[Document] = TypeAdapter(Annotated[Document, Field(discriminator="kind")])
    made = adapter.json_schema(mode="serialization", schema_generator=_Layout)
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "title": SCHEMA,
        "description": "What index.json, morning.json and staff/<slug>.json of a report hold. Days "
        "are ISO 8601, shares run from 0 to 1, and what is not known is null.",
        **made,
    }
