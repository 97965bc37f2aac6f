"""FHIR exports: Bulk Data files and Bundles of notes, with what they refer to."""
