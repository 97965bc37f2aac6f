"""HL7 version 2 messages with notes."""
