"""Poison graphs, depth, giant texts, huge arrays, thousands of proofs, endorsements and status entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

from tests.faults.hostile.base import SUITES, Attack, Document, good, jws, more, put, spoilt, text

RDFC = ("eddsa-rdfc-2022", "ecdsa-rdfc-2019")


def clique(size: int) -> list[Document]:
    """Blank nodes that all point at one another: nothing tells them apart (rdf-canon's poison graphs)."""
    nodes = [{"id": f"_:b{n}", "type": ["Related"], "relatedTo": []} for n in range(size)]
    return [
        {
            "id": f"_:b{a}",
            "type": ["Profile"],
            "parentOrg": {"id": f"_:b{b}", "type": ["Profile"]},
        }
        for a, b in combinations(range(size), 2)
    ] + [{"id": node["id"], "type": ["Profile"]} for node in nodes]


def ring(size: int) -> list[Document]:
    return [
        {"id": f"_:r{n}", "type": ["Profile"], "parentOrg": {"id": f"_:r{(n + 1) % size}", "type": ["Profile"]}}
        for n in range(size)
    ]


def _into(place: str, value: Any) -> Callable[[Document], None]:
    return put(value, *place.split("/"))


def _contexts(count: int) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document.update({"@context": document["@context"] * count, "name": "x"})

    return change


def _proofs(count: int) -> Callable[[Document], None]:
    return more("proof", lambda proof: [proof] * count)


def _members(count: int) -> Callable[[Document], None]:
    return lambda document: document.update({f"m{number}": number for number in range(count)})


def attacks() -> Iterator[Attack]:
    for size in (4, 6, 8, 10, 14, 20, 40):
        yield from spoilt(f"clique-{size}", _into("credentialSubject/source", clique(size)), RDFC)
        yield from spoilt(f"ring-{size * 8}", _into("credentialSubject/source", ring(size * 8)), RDFC)
        blank = [{"type": ["Result"], "value": "1"} for _ in range(size * 20)]
        yield from spoilt(f"alike-{size * 20}", _into("credentialSubject/result", blank), RDFC)
    for depth in (65, 200, 2_000, 100_000):
        yield Attack(f"arrays-{depth}", b"[" * depth + b"]" * depth)
        yield Attack(f"objects-{depth}", b'{"a":' * depth + b"1" + b"}" * depth)
        head = text(good())[:-1]
        yield Attack(f"deep-member-{depth}", head + b',"x":' + b"[" * depth + b"]" * depth + b"}")
        yield Attack(f"deep-jws-{depth}", jws(b'{"a":' * depth + b"1" + b"}" * depth).encode())
    for size in (10_000, 300_000, 3_000_000):
        for letter in ("x", "é", "\\", "\x01", '"'):
            yield from spoilt(f"giant-{size}-{ord(letter)}", _into("name", letter * (size // 2)), SUITES[:2])
        yield from spoilt(f"giant-name-{size}", put(1, "k" * size), SUITES[:1])
        yield from spoilt(f"giant-iri-{size}", _into("credentialSubject/id", "urn:" + "x" * size), SUITES[:2])
    for count in (17, 1_000, 20_000, 60_000):
        yield from spoilt(f"types-{count}", _into("type", ["VerifiableCredential"] * count), SUITES[:2])
        yield from spoilt(f"contexts-{count}", _contexts(count), SUITES[:2])
        yield from spoilt(f"tags-{count}", _into("credentialSubject/achievement/tag", ["t"] * count), SUITES)
        entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "1"}
        lists = [{**entry, "statusListCredential": f"https://lists.invalid/{n}"} for n in range(count // 8)]
        yield from spoilt(f"statuses-{count // 8}", _into("credentialStatus", lists), SUITES)
        yield from spoilt(f"proofs-{max(17, count // 16)}", _proofs(max(17, count // 16)))
        inner = good()
        inner["type"] = ["VerifiableCredential", "EndorsementCredential"]
        few = [inner] * min(max(1, count // 20), 1_500)
        yield from spoilt(f"endorsements-{len(few)}", _into("endorsement", few), SUITES[:2])
        yield from spoilt(f"endorsement-jwts-{len(few)}", _into("endorsementJwt", ["a.b.c"] * len(few)), SUITES[:2])
        yield from spoilt(f"members-{count}", _members(count), SUITES[:2])
