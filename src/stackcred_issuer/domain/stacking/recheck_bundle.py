"""Recheck an evidence bundle with nothing but what it brings: signatures, digests, holdings, witness, statuses.

Pure: the same bundle and instant give the same answer, years later. What it cannot know is whether the keys it
brings are the issuer's: whoever doubts that gives the issuer's own DID document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.instant import format_instant, parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_json, parse_object
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.stacking.bundle import Bundle, Part, Role
from stackcred_issuer.domain.stacking.facts import holding_of
from stackcred_issuer.domain.stacking.limits import MAX_INPUT_BYTES, MAX_RULE_JSON_DEPTH
from stackcred_issuer.domain.stacking.recheck import digest, recheck, roots, walk
from stackcred_issuer.domain.verification.badge import VerifiedBadge
from stackcred_issuer.domain.verification.materials import Fetched, Materials
from stackcred_issuer.domain.verification.presented import read, read_part
from stackcred_issuer.domain.verification.report import Report, Result, Verdict
from stackcred_issuer.domain.verification.verify import Policy, verify

_STATUS = {Verdict.REVOKED: "revoked", Verdict.SUSPENDED: "suspended"}
_STANDING = frozenset({Verdict.VALID, Verdict.REVOKED, Verdict.SUSPENDED, Verdict.EXPIRED, Verdict.NOT_YET_VALID})


@dataclass(frozen=True, slots=True)
class Standing:
    """What a credential's own verification found. as_of: of its status; age_seconds: how old that is now."""

    credential: str
    role: str
    verdict: Verdict
    as_of: datetime | None
    age_seconds: int | None

    def to_json(self) -> JsonObject:
        shown = None if self.as_of is None else format_instant(self.as_of)
        return {
            "credential": self.credential,
            "role": self.role,
            "verdict": self.verdict.value,
            "statusAsOf": shown,
            "ageSeconds": self.age_seconds,
        }


@dataclass(frozen=True, slots=True)
class BundleReport:
    """established: whether the certification is proven and stands, as of `as_of`. reasons: why not, as sentences."""

    established: bool
    as_of: datetime | None
    proven_as_of: str | None
    issuer: str | None
    reasons: tuple[str, ...]
    standings: tuple[Standing, ...]

    def to_json(self) -> JsonObject:
        return {
            "established": self.established,
            "asOf": None if self.as_of is None else format_instant(self.as_of),
            "provenAsOf": self.proven_as_of,
            "issuer": self.issuer,
            "reasons": list(self.reasons),
            "standings": [one.to_json() for one in self.standings],
        }


def recheck_bundle(
    bundle: Bundle, contexts: ContextSet, now: datetime, did_documents: Mapping[str, JsonObject] | None = None
) -> BundleReport:
    """Recheck everything; `now` only tells ages and whether the certification has run out since.

    did_documents: the issuers' DID documents as the asker knows them, in place of the bundle's, by DID.
    Never raises for what the bundle says: that is a reason.
    """
    work = _Recheck(bundle, contexts, now, dict(did_documents or {}))
    try:
        work.run()
    except (StackcredError, KeyError, TypeError, ValueError, AttributeError) as error:
        work.fault(f"A part cannot be read: {error}")
    return work.report()


@dataclass
class _Recheck:
    bundle: Bundle
    contexts: ContextSet
    now: datetime
    did_documents: dict[str, JsonObject]
    reasons: list[str] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    verified: dict[str, VerifiedBadge] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    proven_as_of: str | None = None

    def fault(self, sentence: str) -> None:
        self.reasons.append(sentence)

    def run(self) -> None:
        self.gathered_at = parse_instant(self.bundle.gathered_at)
        self.materials = self._materials()
        self._check_digests()
        self._check_record()
        for part in (*self.bundle.of(Role.CERTIFICATION), *self.bundle.of(Role.COMPONENT)):
            self._verify(part)
        self._check_certification()
        self._check_evaluations()

    def report(self) -> BundleReport:
        claimed = [one.as_of for one in self.standings if one.as_of is not None]
        reasons = tuple(dict.fromkeys(self.reasons))
        issuer = self.bundle.record.get("issuer")
        name = issuer.get("id") if isinstance(issuer, dict) else issuer
        return BundleReport(
            established=not reasons,
            as_of=min(claimed, default=None),
            proven_as_of=self.proven_as_of,
            issuer=name if isinstance(name, str) else None,
            reasons=reasons,
            standings=tuple(self.standings),
        )

    def _materials(self) -> Materials:
        """Only what the bundle brings: no address is asked."""
        brought = [*self.bundle.of(Role.DID_DOCUMENT), *self.bundle.of(Role.STATUS_LIST)]
        bodies = {part.id: parse_object(part.text) for part in brought} | self.did_documents
        fetched = {url: Fetched(url, body, self.gathered_at, None) for url, body in bodies.items()}
        return Materials(contexts=self.contexts, schemas={}, fetched=fetched)

    def _check_digests(self) -> None:
        """Every part is the one that the bundle and the signed record name, and the record names no other."""
        signed = {one["id"]: one["digestMultibase"] for one in self.bundle.record["relatedResource"]}
        for part in self.bundle.parts:
            if part.digest != self.bundle.named[part.id] or part.digest != signed.get(part.id):
                self.fault(f"The part {part.id} is not the one whose digest was signed.")
        for missing in sorted(signed.keys() - {part.id for part in self.bundle.parts}):
            self.fault(f"The part {missing} is named by the record and not there.")
        if self.bundle.gathered_at != self.bundle.record["validFrom"]:
            self.fault("The bundle gives another date than its signed record.")

    def _check_record(self) -> None:
        report = verify(read_part(self.bundle.record), self.materials, Policy(), self.gathered_at).report
        if report.verdict is not Verdict.VALID:
            self.fault(f"The record around the bundle does not hold: {_faults(report)}")
        certification, inside = self._json(Role.CERTIFICATION), self.bundle.record["credentialSubject"]
        if self.bundle.record["issuer"]["id"] != certification["issuer"]["id"]:
            self.fault("The record is signed by somebody else than the issuer of the certification.")
        if inside["verifiableCredential"][0] != certification:
            self.fault("The record is about another certification.")

    def _verify(self, part: Part) -> None:
        """The credential as of when the bundle was gathered; authentic ones may be facts."""
        found = verify(read(part.text), self.materials, Policy(), self.gathered_at)
        report = found.report
        age = None if report.status_as_of is None else int((self.now - report.status_as_of).total_seconds())
        self.standings.append(Standing(part.id, part.role.value, report.verdict, report.status_as_of, age))
        if found.badge is None or report.verdict not in _STANDING:
            self.fault(f"The credential {part.id} does not hold: {_faults(report)}")
            return
        if found.badge.document.get("id") != part.id:
            self.fault(f"The credential given as {part.id} calls itself something else.")
        self.verified[part.id] = found.badge
        self.statuses[part.id] = _STATUS.get(report.verdict, "active")
        if part.role is Role.CERTIFICATION and report.verdict is not Verdict.VALID:
            self.fault(f"The certification is {report.verdict.value.replace('_', ' ')}: {_faults(report)}")

    def _check_certification(self) -> None:
        """It binds its evaluation, rule and claims by digest, and has not run out since."""
        document = self._json(Role.CERTIFICATION)
        bound = {one["id"]: one["digestMultibase"] for one in document["relatedResource"]}
        evaluation = self.bundle.of(Role.EVALUATION)[0]
        if bound.get(evaluation.id) != evaluation.digest:
            self.fault("The certification was awarded on another evaluation.")
        wanted = parse_object(evaluation.text)
        claims = [claim["digestMultibase"] for claim in wanted["claims"] if claim["digestMultibase"]]
        if not {wanted["rule"]["digestMultibase"], *claims} <= set(bound.values()):
            self.fault("The certification does not bind its rule and its parts.")
        ends = document.get("validUntil")
        if ends is not None and parse_instant(ends) < self.now:
            self.fault(f"The certification was valid until {ends}.")

    def _check_evaluations(self) -> None:
        pairs = [(Role.EVALUATION, Role.HOLDINGS)]
        if self.bundle.of(Role.LATEST):
            pairs.append((Role.LATEST, Role.LATEST_HOLDINGS))
        for evaluation_role, holdings_role in pairs:
            evaluation, holdings = self._json(evaluation_role), self._exact(self.bundle.of(holdings_role)[0])
            self._check_holdings(evaluation, holdings)
            self._check_witness(evaluation, holdings)
        self.proven_as_of = evaluation["asOf"]
        self._check_present(evaluation, holdings)

    def _check_holdings(self, evaluation: JsonObject, holdings: list[JsonObject]) -> None:
        """What was evaluated is what the verified credentials say; the status of that day is the issuer's word."""
        if digest(sorted(holdings, key=lambda item: str(item["id"]))) != evaluation["holdingsDigest"]:
            self.fault("The holdings are not the ones that were evaluated.")
        for holding in holdings:
            badge = self.verified.get(holding["id"])
            if badge is None:
                self.fault(f"The holding {holding['id']} stands on no credential that could be verified.")
                continue
            derived = holding_of(badge, status=holding["status"], trusted=holding.get("trusted", True))
            if digest(derived) != digest(holding):
                self.fault(f"The holding {holding['id']} says something else than its credential.")

    def _check_witness(self, evaluation: JsonObject, holdings: list[JsonObject]) -> None:
        rule, others = self._rules(evaluation)
        self.reasons += recheck(evaluation, rule, holdings, others)

    def _check_present(self, evaluation: JsonObject, holdings: list[JsonObject]) -> None:
        """The same claims, with the statuses of when the bundle was gathered: does the stack still hold?"""
        rule, others = self._rules(evaluation)
        present = [{**one, "status": self.statuses.get(one["id"], one["status"])} for one in holdings]
        held = {
            **evaluation,
            "asOf": self.bundle.gathered_at,
            "purpose": "keep" if evaluation["purpose"] == "award" else evaluation["purpose"],
            "claims": list(_kept(evaluation, rule)),
            "holdingsDigest": digest(sorted(present, key=lambda item: str(item["id"]))),
        }
        for reason in recheck(held, rule, present, others):
            self.fault(f"As of {self.bundle.gathered_at} it holds no longer: {reason}")

    def _rules(self, evaluation: JsonObject) -> tuple[JsonObject, list[JsonObject]]:
        """The rule of an evaluation by its digest, and all that are there for those it refers to."""
        rules = [self._exact(part) for part in self.bundle.of(Role.RULE)]
        wanted = evaluation["rule"]["digestMultibase"]
        rule = next((one for one in rules if digest(one) == wanted), None)
        if rule is None:
            raise ValueError("the rule of the evaluation is not in the bundle")
        return rule, [one for one in rules if one is not rule]

    def _json(self, role: Role) -> JsonObject:
        return parse_object(self.bundle.of(role)[0].text)

    def _exact(self, part: Part) -> Any:
        return parse_json(part.text, max_bytes=MAX_INPUT_BYTES, max_depth=MAX_RULE_JSON_DEPTH, exact_numbers=True)


def _kept(evaluation: JsonObject, rule: JsonObject) -> Iterator[JsonObject]:
    """The claims without those for the entry condition, which must hold at the award only."""
    entry = {str(node.get("id", path)) for root, top in roots(rule, "any") if root == "entryCondition"
             for path, node in walk(top, root)}  # fmt: skip
    return (claim for claim in evaluation["claims"] if claim["requirement"] not in entry)


def _faults(report: Report) -> str:
    return " ".join(check.detail for check in report.checks if check.result is not Result.PASS) or "it is not valid."
