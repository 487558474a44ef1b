"""Imports of results from files: received, checked, confirmed, recorded row by row, each once (docs/imports.md)."""
