"""What a client of an issuer may post, spoilt: results, badges, statements, events, scores, and the VC-API."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from tests.faults.hostile import linked_data, presentations, proofs, weight
from tests.faults.hostile.base import Attack, Document, text
from tests.support.service import PASS_MARK

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import parse_object

JSON = "application/json"
RESULT: Document = {
    "sourceId": "hostile",
    "learner": {"email": "mallory@example.org"},
    "achievement": "00000000-0000-4000-8000-000000000000",
    "activityId": "practical",
    "assessedAt": "2026-03-01T09:00:00Z",
    "results": [{"type": ["Result"], "resultDescription": PASS_MARK, "value": "90"}],
}
BADGE: Document = {"learner": {"email": "mallory@example.org"}, "achievement": RESULT["achievement"]}
STATEMENT: Document = {
    "actor": {"mbox": "mailto:mallory@example.org"},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/passed"},
    "object": {"id": "https://lms.invalid/quiz"},
    "result": {"score": {"scaled": 0.9}, "success": True},
    "timestamp": "2026-03-01T09:00:00Z",
}
EVENT: Document = {
    "sensor": "https://lms.invalid",
    "sendTime": "2026-03-01T09:00:00.000Z",
    "dataVersion": "http://purl.imsglobal.org/ctx/caliper/v1p2",
    "data": [{"type": "GradeEvent", "action": "Graded"}],
}
SCORE: Document = {"label": "Welding", "scoreMaximum": 100}
POSTS: dict[str, tuple[Document, tuple[str, ...]]] = {
    "/v1/assessments": (RESULT, tuple(RESULT)),
    "/v1/badges": (BADGE, tuple(BADGE)),
    "/xapi/statements": (STATEMENT, ("actor", "verb", "object", "result", "timestamp")),
    "/caliper/events": (EVENT, ("sensor", "sendTime", "dataVersion", "data")),
    "/lti/ags/course/lineitems": (SCORE, ("label", "scoreMaximum")),
}
VALUES: list[Any] = [{}, [], [[]], {"x": {}}, [None], {"email": []}, {"id": 7}, [{"type": 7}], -1e308, {"@id": "x"}]
RAW: list[bytes] = [
    b"", b"null", b"7", b'"x"', b"[", b"{", b'{"a":1,"a":2}', b"[" * 100_000, b'{"a":' * 50_000, b"\xff\xfe{}", b"NaN",
    b'{"a":1e400}', b"{}" * 100_000, b'{"\\ud800":1}', b'{"a":"\\u0000"}', b"1" * 4_000_000, b"\x00", b"[]x",
    b"[" + b"{}," * 20_000 + b"{}]", b'{"a":"' + b"x" * 5_000_000 + b'"}',
]  # fmt: skip


def attacks() -> Iterator[Attack]:
    for path, (good, members) in POSTS.items():
        for number, raw in enumerate(RAW):
            yield Attack(f"{path}-raw-{number}", raw, to=path, kind=JSON)
        for member in members:
            for number, value in enumerate(VALUES):
                if (member, value) == ("data", []):
                    continue  # an envelope without events says nothing
                yield Attack(f"{path}-{member}-{number}", text({**good, member: value}), to=path, kind=JSON)
            yield Attack(f"{path}-{member}-giant", text({**good, member: "x" * 1_000_000}), to=path, kind=JSON)
            yield Attack(f"{path}-{member}-null", text({**good, member: "a\0b\ud800"}), to=path, kind=JSON)
    for number, raw in enumerate(RAW):
        for path in ("/vc-api/credentials/verify", "/vc-api/presentations/verify"):
            yield Attack(f"{path}-raw-{number}", raw, to=path, kind=JSON)
    for family, step in ((proofs, 7), (linked_data, 13), (weight, 5), (presentations, 7)):
        for attack in islice(family.attacks(), 0, None, step):
            yield from _wrapped(attack)


def _wrapped(attack: Attack) -> Iterator[Attack]:
    """The same document as the VC-API wants it."""
    try:
        document = parse_object(attack.data)
    except StackcredError:
        return
    is_presentation = "VerifiablePresentation" in str(document.get("type"))[:100]
    kind, member = (
        ("presentations", "verifiablePresentation") if is_presentation else ("credentials", "verifiableCredential")
    )
    path = f"/vc-api/{kind}/verify"
    yield Attack(f"vc-api-{attack.name}", text({member: document}), attack.shelf, to=path, kind=JSON)
