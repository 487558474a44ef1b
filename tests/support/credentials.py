"""Credentials by the thousand: nested, in all scripts, with every character that needs an escape, alike and unlike."""

from __future__ import annotations

import random
from typing import Any

from tests.support.proof import badge

from stackcred_issuer.domain.jsonvalue import JsonObject

_TEXTS = (
    "plain",
    'quoted "so" and \\ so',
    "line\nbreak\r\ttab\b\f",
    "".join(map(chr, [*range(0x20), 0x7F, 0x80, 0x85, 0xA0])),
    "no characters: \ufffe \uffff; characters: \ufffd \U0001ffff",
    "δίκτυα أسلاك 電線 \U0001f50c \u2028\u200f",
    "",
    " ",
    "_:b0",
    "_:a",
    "<urn:x> .",
    '"@en',
    "https://badges.example/1",
    "urn:stackcred.slot:0:",
    "@id",
    "true",
    "1",
)
_POINTS = (*range(0xD800), *range(0xE000, 0x10000))
_LANGUAGES = ("en", "AR", "fr-CA")


class Credentials:
    """Made by chance from one seed. Shapes come again, as they do in life: few of structure, many of texts."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def one(self) -> JsonObject:
        """A credential that the reference path signs."""
        structure = random.Random(self._chance.randrange(60))
        members: JsonObject = {"credentialSubject": self._subject(structure), "issuer": self._profile(structure, 2)}
        if structure.random() < 0.5:
            members["name"] = self._name(structure)
        if structure.random() < 0.4:
            members["evidence"] = self._some(structure, lambda: self._node("Evidence", structure, "name", "narrative"))
        if structure.random() < 0.2:
            members["endorsement"] = [self._endorsement(structure) for _ in range(structure.randint(1, 2))]
        if structure.random() < 0.3:
            members["awardedDate"] = f"20{self._chance.randrange(10, 99)}-01-01T00:00:00Z"
        return badge(id=self._iri(), **members)

    def _subject(self, structure: random.Random) -> JsonObject:
        achievement = {
            "id": self._iri(),
            "type": ["Achievement"],
            "name": self._text(),
            "description": self._text(),
            "criteria": self._members(structure, "narrative"),
            "tag": [self._text() for _ in range(structure.randint(1, 3))],
            "alignment": self._some(structure, lambda: self._alignment(structure)),
        }
        if structure.random() < 0.3:
            achievement["creditsAvailable"] = structure.choice((1, 1.0, 2.5, 1e21, -0.0, 0, 10**20))
        if structure.random() < 0.3:
            achievement["creator"] = self._profile(structure, 1)
        results = self._some(structure, lambda: self._node("Result", structure, "value"))
        identifier = {"type": "IdentityObject", "hashed": structure.random() < 0.5, "identityHash": self._text()}
        identifier["identityType"] = "emailAddress"
        subject = {"type": ["AchievementSubject"], "achievement": achievement, "identifier": [identifier]}
        return {**subject, "result": results, **self._members(structure, "narrative")}

    def _alignment(self, structure: random.Random) -> JsonObject:
        return {**self._node("Alignment", structure, "targetName", "targetCode"), "targetUrl": self._iri()}

    def _profile(self, structure: random.Random, deep: int) -> JsonObject:
        profile = {"id": self._iri(), **self._node("Profile", structure, "name", "official")}
        if deep and structure.random() < 0.5:
            profile["parentOrg"] = self._profile(structure, deep - 1)
        return profile

    def _endorsement(self, structure: random.Random) -> JsonObject:
        endorsement = badge(id=self._iri(), type=["VerifiableCredential", "EndorsementCredential"])
        endorsement["credentialSubject"] = {"id": self._iri(), "type": ["EndorsementSubject"]}
        endorsement["credentialSubject"]["endorsementComment"] = self._text()
        kept = ("@context", "id", "type", "issuer", "validFrom", "credentialSubject")
        return {name: endorsement[name] for name in kept}

    def _node(self, kind: str, structure: random.Random, *texts: str) -> JsonObject:
        return {"type": structure.choice((kind, [kind])), **self._members(structure, *texts)}

    def _members(self, structure: random.Random, *names: str) -> JsonObject:
        kept = [name for name in names if structure.random() < 0.8] or [names[0]]
        return {name: self._text() for name in kept}

    def _name(self, structure: random.Random) -> Any:
        value: JsonObject = {"@value": self._text()}
        if structure.random() < 0.7:
            value["@language"] = structure.choice(_LANGUAGES)
        if structure.random() < 0.3:
            value["@direction"] = structure.choice(("ltr", "rtl"))
            value["@value"] += " directed"  # PyLD takes two values that differ in direction alone for one
        return structure.choice((value, [value], self._text()))

    def _some(self, structure: random.Random, make: Any) -> Any:
        count = structure.randint(0, 3)
        return make() if count == 0 else [make() for _ in range(count)]

    def _text(self) -> str:
        """Few different texts, so that nodes are often exactly alike; sometimes one of its own."""
        if self._chance.random() < 0.2:
            return "".join(map(chr, self._chance.choices(_POINTS, k=self._chance.randrange(20))))
        return self._chance.choice(_TEXTS)

    def _iri(self) -> str:
        number = self._chance.randrange(40)
        return self._chance.choice(
            (f"https://badges.example/{number}", f"urn:x:{number}", f"did:web:é{number}.example")
        )
