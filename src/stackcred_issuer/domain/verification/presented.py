"""What somebody brings, read but not believed: a credential or presentation, as JSON or compact JWS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, dump_json, parse_object
from stackcred_issuer.domain.proof.jose import Jws, credential_of, decode_jws, presentation_of
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.verification.shape import CREDENTIALS_V2, id_of

Kind = Literal["credential", "presentation"]
Form = Literal["data-integrity", "jwt"]

ACHIEVEMENT_TYPES = frozenset({"AchievementCredential", "OpenBadgeCredential"})
ENDORSEMENT_TYPE = "EndorsementCredential"
BADGE_TYPES = ACHIEVEMENT_TYPES | {ENDORSEMENT_TYPE}
RECORD_TYPE = "ClrCredential"

_ENVELOPES = frozenset({"EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"})
_ENVELOPED_TYPES = frozenset(
    {"application/vc+jwt", "application/vp+jwt", "application/vc-ld+jwt", "application/vp-ld+jwt"}
)


@dataclass(frozen=True, slots=True)
class Presented:
    """A document in its form.

    document: the credential or presentation itself, without JWT claims.
    jws: the signature around it, when the form is "jwt".
    digest: digestMultibase of the bytes that were brought; of a part inside a document, of its compact JSON.
    """

    kind: Kind
    form: Form
    document: JsonObject
    jws: Jws | None
    digest: str

    @property
    def types(self) -> frozenset[str]:
        """The `type` names of the document, as far as they are text."""
        return types_of(self.document)

    @property
    def author(self) -> str | None:
        """The id of the issuer, or of the holder of a presentation, as the document claims it."""
        return id_of(self.document.get("issuer" if self.kind == "credential" else "holder"))


def read(data: bytes | str) -> Presented:
    """Read one credential or presentation; an enveloped one (VC 2.0 §4.13) is taken out of its envelope.

    Raises StackcredError MALFORMED or TOO_LARGE as `parse_object` and `decode_jws`, UNSUPPORTED for an
    envelope around another form (SD-JWT, COSE).
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    text = raw.strip()
    if not text:
        raise _malformed("There is nothing here to verify; bring a credential as JSON or compact JWS.")
    digest = digest_multibase(raw)
    if text.startswith(b"{"):
        return _from_object(parse_object(text), digest)
    return _from_compact(_ascii(text), digest)


def read_part(value: object) -> Presented:
    """Read a credential that stands inside another document. Raises as `read`."""
    if isinstance(value, str):
        return _from_compact(value, digest_multibase(value.encode("utf-8")))
    if isinstance(value, dict):
        return _from_object(value, digest_multibase(dump_json(value)))
    raise _malformed("A credential inside a document is a JSON object.")


def types_of(value: object) -> frozenset[str]:
    """The `type` names of any value; none when it is no object."""
    found = as_list(value.get("type")) if isinstance(value, dict) else []
    return frozenset(name for name in found if isinstance(name, str))


def _from_object(document: JsonObject, digest: str) -> Presented:
    types = types_of(document)
    if types & _ENVELOPES:
        if CREDENTIALS_V2 not in as_list(document.get("@context")):
            raise _malformed(f"An envelope has a context in which it is one: {CREDENTIALS_V2}.")
        return _from_compact(_enveloped(document.get("id")), digest)
    kind: Kind = "presentation" if "VerifiablePresentation" in types else "credential"
    return Presented(kind, "data-integrity", document, None, digest)


def _from_compact(compact: str, digest: str) -> Presented:
    jws = decode_jws(compact)
    payload = jws.payload
    if "vp" in payload or "VerifiablePresentation" in types_of(payload):
        return Presented("presentation", "jwt", _inside(presentation_of, jws, "vp"), jws, digest)
    return Presented("credential", "jwt", _inside(credential_of, jws, "vc"), jws, digest)


def _inside(taker: Callable[[Jws], JsonObject], jws: Jws, claim: str) -> JsonObject:
    """The document; where its claims contradict it, as it stands: the proof check says what is wrong."""
    try:
        return taker(jws)
    except StackcredError:
        inner = jws.payload.get(claim)
        return inner if isinstance(inner, dict) else jws.payload


def _enveloped(address: object) -> str:
    scheme, _, rest = address.partition(":") if isinstance(address, str) else ("", "", "")
    media_type, comma, data = rest.partition(",")
    if scheme != "data" or not comma:
        raise _malformed("An enveloped credential has an `id` of the form data:application/vc+jwt,…")
    if media_type.partition(";")[0].lower() not in _ENVELOPED_TYPES or media_type.endswith(";base64"):
        raise StackcredError(
            ErrorCode.UNSUPPORTED,
            "Only credentials as compact JWS (application/vc+jwt) are taken out of envelopes.",
        )
    return unquote(data)


def _ascii(text: bytes) -> str:
    try:
        return text.decode("ascii")
    except UnicodeDecodeError:
        raise _malformed("This is neither a JSON object nor a compact JWS; bring one of these.") from None


def _malformed(detail: str) -> StackcredError:
    return StackcredError(ErrorCode.MALFORMED, detail)
