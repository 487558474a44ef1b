"""Canonical forms: RDFC-1.0 over JSON-LD that loses nothing. (JCS is `jsonvalue.canonical_json`.)"""
