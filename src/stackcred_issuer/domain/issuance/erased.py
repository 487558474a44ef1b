"""What stays of a badge whose learner was erased: that it was given, its place in the status lists, nobody's data."""

from __future__ import annotations

from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json, parse_object

ERASED = "ErasedCredential"
_KEPT = ("@context", "id", "validFrom", "validUntil", "credentialStatus")
_ACHIEVEMENT = ("id", "type", "name", "achievementType")


def erased(document: bytes) -> bytes:
    """A badge without proof, holder, results, evidence, narrative and links; never handed out, never signed."""
    badge = parse_object(document)
    issuer, achievement = badge["issuer"], badge["credentialSubject"]["achievement"]
    kept: JsonObject = {
        **_members(badge, _KEPT),
        "type": ["VerifiableCredential", ERASED],
        "issuer": issuer["id"] if isinstance(issuer, dict) else issuer,
        "credentialSubject": {"achievement": _members(achievement, _ACHIEVEMENT)},
    }
    return dump_json(kept)


def is_erased(document: bytes) -> bool:
    """Whether this is all that is left of a badge."""
    return ERASED.encode() in document and ERASED in parse_object(document)["type"]


def _members(value: JsonObject, names: tuple[str, ...]) -> JsonObject:
    return {name: value[name] for name in names if name in value}
