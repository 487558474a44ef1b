"""Letters that look like Latin ones and are none: a name may be a copy of another that only a machine tells apart.

By the tables of Unicode TS 39, through `confusable_homoglyphs`. A letter is told of where it stands among Latin ones
in a word, or where a whole name is made of such letters; a name that can only be read in its own script is left alone.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from string import ascii_letters

MOST = 4  # letters that are told of: one is enough to look closely
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class LookAlike:
    """script: what the letter belongs to, as Unicode calls it. code: such as `U+0410`."""

    letter: str
    script: str
    code: str


def look_alikes(name: str) -> tuple[LookAlike, ...]:
    """At most MOST letters of the name that only look Latin, in order; none where nobody could be misled."""
    if name.isascii():
        return ()
    letters = [letter for letter in name if letter.isalpha()]
    if all(_looks_latin(letter) for letter in letters):
        odd = letters
    else:
        odd = [letter for word in _WORD.findall(name) if any(map(_is_latin, word)) for letter in word]
    found = dict.fromkeys(letter for letter in odd if _looks_latin(letter) and not _is_latin(letter))
    return tuple(LookAlike(letter, _script(letter), f"U+{ord(letter):04X}") for letter in [*found][:MOST])


@cache
def _looks_latin(letter: str) -> bool:
    """Whether it is a plain Latin letter, or one can be taken for it."""
    from confusable_homoglyphs import confusables  # its tables are large, and most names never need them

    plain = unicodedata.normalize("NFKC", letter)
    if plain in ascii_letters:
        return True
    found = confusables.is_confusable(letter, greedy=True, preferred_aliases=["latin"])
    return any(like["c"] in ascii_letters for one in found or () for like in one["homoglyphs"])


def _is_latin(letter: str) -> bool:
    """Also with accents: these are letters of their own, and seen as such."""
    name = unicodedata.name(letter, "")
    return name.startswith("LATIN ")


def _script(letter: str) -> str:
    from confusable_homoglyphs import categories

    alias = categories.alias(letter)
    return (unicodedata.name(letter, "").split()[0] if alias == "COMMON" else alias).capitalize()
