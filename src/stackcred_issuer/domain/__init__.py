"""The rules of the house: pure functions and values; no I/O, no clock, no randomness, no framework."""
