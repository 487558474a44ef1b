"""Use cases: one verb per file, each owns its transaction. Nothing here knows HTTP or SQL."""
