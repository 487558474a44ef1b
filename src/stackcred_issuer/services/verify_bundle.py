"""Verify an evidence bundle: recheck it by the keys its issuer publishes, and see how things stand today."""

from __future__ import annotations

from datetime import datetime

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.stacking.bundle.make import Role, read_bundle
from stackcred_issuer.domain.stacking.bundle.recheck import BundleReport, recheck_bundle
from stackcred_issuer.domain.verification.limits import clip
from stackcred_issuer.domain.verification.policy import Policy
from stackcred_issuer.domain.verification.presented import read
from stackcred_issuer.domain.verification.report import Check, Report, Result, Verdict, worst
from stackcred_issuer.gateways.bundled import ContextChoice, load_contexts
from stackcred_issuer.services.examining import Examining
from stackcred_issuer.services.verify_presented import verify_presented

_OPEN = "Not established:"  # how a recheck begins a reason that disproves nothing


async def verify_bundle(house: Examining, data: bytes) -> Report:
    """A report with the checks `bundle` and `keys`, and below it the one on the certification as of today.

    Valid only if the bundle proves the certification by keys the issuer itself publishes, and it still stands.
    Raises as `read_bundle`, and EXHAUSTED.
    """
    bundle = read_bundle(data)
    issuer = str(bundle.record["issuer"].get("id") if isinstance(bundle.record.get("issuer"), dict) else "")
    known = await house.resolver.fetch(issuer) if issuer.startswith("did:web:") else None
    own = {issuer: known.body} if known is not None and isinstance(known.body, dict) else {}
    choice = ContextChoice.of(house.settings)
    found = await house.sandbox.run(_recheck, data, house.clock.now(), own, choice)
    certification = bundle.of(Role.CERTIFICATION)[0].text
    today = await verify_presented(house, read(certification), Policy())
    asked = bool(own) or issuer.startswith(("did:key:", "did:jwk:"))
    return _report(found, today, digest_multibase(data), asked=asked)


def _recheck(data: bytes, now: datetime, own: dict[str, JsonObject], choice: ContextChoice) -> BundleReport:
    return recheck_bundle(read_bundle(data), load_contexts(choice), now, own)


def _report(found: BundleReport, today: Report, digest: str, *, asked: bool) -> Report:
    checks = (_bundle_check(found), _keys_check(found, asked=asked))
    made = [Verdict.VALID if one.result is Result.PASS else Verdict.UNDETERMINED for one in checks]
    if checks[0].result is Result.FAIL:
        made = [_why_not(found)]
    dates = [date for date in (found.as_of, today.status_as_of) if date is not None]
    return Report(
        verdict=worst([*made, today.verdict]),
        checks=checks,
        issuer=today.issuer,
        credential=today.credential,
        status_as_of=min(dates, default=None),
        verified_at=today.verified_at,
        document_digest=digest,
        credentials=(today,),
    )


def _bundle_check(found: BundleReport) -> Check:
    if found.established:
        return Check("bundle", Result.PASS, "Every part is the one that was signed, and the badges meet the rule.")
    open_only = all(reason.startswith(_OPEN) for reason in found.reasons)
    return Check("bundle", Result.UNDETERMINED if open_only else Result.FAIL, clip(" ".join(found.reasons)))


def _keys_check(found: BundleReport, *, asked: bool) -> Check:
    if asked:
        return Check("keys", Result.PASS, "The bundle was held against the keys that its issuer itself publishes.")
    return Check(
        "keys", Result.UNDETERMINED, f"The keys of {clip(str(found.issuer), 200)} could not be had; try again later."
    )


def _why_not(found: BundleReport) -> Verdict:
    """INVALID, unless all that stands against it is that the certification is revoked, suspended or expired."""
    verdicts = [one.verdict for one in found.standings if one.role == Role.CERTIFICATION.value]
    told = worst(verdicts)
    return told if told not in (Verdict.VALID, Verdict.UNDETERMINED) else Verdict.INVALID
