"""Sign a credential that somebody wrote: held against the standards first, in the format that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stackcred_issuer.domain.errors import ErrorCode, Finding, StackcredError
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.envelope import Typ
from stackcred_issuer.domain.issuance.lints import LINTS, numbers
from stackcred_issuer.domain.issuance.lints.base import Reading
from stackcred_issuer.domain.issuance.seal import require_issuer, suite_of
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.jsonld import check_terms
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.data_integrity import add_proof
from stackcred_issuer.domain.proof.disclosure import NAME as SELECTIVE
from stackcred_issuer.domain.proof.disclosure import Secrets, add_base_proof, limiting_pointers
from stackcred_issuer.domain.proof.jose import sign_jws
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.signer import Signer
from stackcred_issuer.domain.verification.checks.structure import findings_of_credential
from stackcred_issuer.domain.verification.presented import ACHIEVEMENT_TYPES, types_of
from stackcred_issuer.domain.verification.version import V2, version_of

JWT = "jwt"
OF_THE_HOUSE = frozenset({"status", "late_terms", "personal_data"})  # what we promise for the badges we keep


@dataclass(frozen=True, slots=True)
class Format:
    """How to sign: suite, a cryptosuite's name or `jwt`; None for the one of the key.

    mandatory: JSON pointers that a holder must always show (ecdsa-sd-2023), beside what limits the credential.
    typ: the JOSE header of that name.
    """

    suite: str | None = None
    mandatory: Sequence[str] = ()
    typ: Typ = "vc+jwt"


def check_credential(document: JsonObject, contexts: ContextSet) -> None:
    """Hold an unsigned credential against the standards: a VC 2.0 badge against the lints but OF_THE_HOUSE.

    Raises StackcredError LINT_REFUSED with all findings; UNDEFINED_TERM, UNKNOWN_CONTEXT and the like with pointers.
    """
    reading = Reading(Draft(document), contexts)
    is_badge = version_of(document) is V2 and types_of(document) & ACHIEVEMENT_TYPES
    lints = [one for one in LINTS if one.name not in OF_THE_HOUSE] if is_badge else [numbers.LINT]
    findings = [*findings_of_credential(document), *(found for one in lints for found in one.findings(reading))]
    if "proof" in document:
        findings.append(Finding("/proof", "Leave the proof out: it is made when the credential is signed."))
    if findings:
        raise StackcredError(ErrorCode.LINT_REFUSED, findings[0].detail, findings=findings)
    check_terms(document, contexts)


def sign_credential(
    document: JsonObject,
    signer: Signer,
    how: Format,
    *,
    created: datetime,
    contexts: ContextSet,
    secrets: Secrets | None = None,
) -> JsonObject | str:
    """The checked credential with a proof, or as compact JWS for `jwt` (and for an RSA key, when nothing is named).

    secrets: needed for ecdsa-sd-2023. Raises as `check_credential`, KEY_UNUSABLE for a key that is not the issuer's
    or not of the suite's kind, UNSUPPORTED for an unknown suite.
    """
    require_issuer(document, signer)
    check_credential(document, contexts)
    suite = how.suite or (JWT if signer.public_key.type is KeyType.RSA else suite_of(signer))
    if suite == JWT:
        return sign_jws(document, signer, typ=how.typ)
    if suite != SELECTIVE:
        return add_proof(document, suite=suite, signer=signer, created=created, contexts=contexts)
    if secrets is None:
        raise StackcredError(ErrorCode.KEY_UNUSABLE, f"{SELECTIVE} needs secrets of its own for each credential.")
    return add_base_proof(
        document,
        signer=signer,
        created=created,
        contexts=contexts,
        mandatory_pointers=list(dict.fromkeys([*limiting_pointers(document), *how.mandatory])),
        secrets=secrets,
    )
