"""How batches of notes are spread over processors; every engine calls ``batch.analyze_batch``."""
