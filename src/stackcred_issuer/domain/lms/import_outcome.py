"""What becomes of a row that is imported, as a word for people and as the letter that is kept for it."""

from __future__ import annotations

from collections.abc import Mapping

PENDING = "."  # nothing yet
LETTERS: Mapping[str, str] = {
    "issued": "i",  # passed: a badge
    "reissued": "r",  # passed, newer than what was known: a badge in place of another
    "failed": "f",  # recorded without a badge
    "revoked": "v",  # not passed any more: the badge is taken back
    "unchanged": "u",  # a newer result that says the same
    "older": "o",  # recorded; a newer result is known
    "repeated": "a",  # its sourceId was recorded before, with the same content
    "twice": "t",  # of the dry run alone: its sourceId stands in an earlier row of the file
    "refused": "e",  # its fault is in the list of faults
}
WORDS: Mapping[str, str] = {letter: word for word, letter in LETTERS.items()}
