"""The hostile corpus: one family a file, made by code. A new family is one file and its line here."""

from __future__ import annotations

from tests.faults.hostile import addresses, forms, images, linked_data, posts, presentations, proofs, tokens, weight
from tests.faults.hostile import text as texts
from tests.faults.hostile.base import Family

FAMILIES: dict[str, Family] = {
    "weight": weight.attacks,
    "text": texts.attacks,
    "linked_data": linked_data.attacks,
    "proofs": proofs.attacks,
    "tokens": tokens.attacks,
    "addresses": addresses.attacks,
    "images": images.attacks,
    "presentations": presentations.attacks,
    "forms": forms.attacks,
    "posts": posts.attacks,
}
