"""Recheck an evidence bundle with nothing but what it brings: signatures, digests, holdings, witness, statuses.

Pure: the same bundle and instant give the same answer, years later. What it cannot know is whether the keys it
brings are the issuer's: whoever doubts that gives the issuer's own DID document. Nor can it know a person: that a
badge of another issuer was given to the holder of the certification it shows where both name them alike, or where the
asker says who the holder is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.instant import format_instant, parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_json, parse_object
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.stacking.bearer import belongs_to, same_bearer
from stackcred_issuer.domain.stacking.bundle.facts import BundledFacts, Given, statements_of
from stackcred_issuer.domain.stacking.bundle.make import Bundle, Part, Role
from stackcred_issuer.domain.stacking.limits import MAX_INPUT_BYTES, MAX_RULE_JSON_DEPTH
from stackcred_issuer.domain.stacking.recheck import NOT_ALL, digest, recheck, roots, walk
from stackcred_issuer.domain.verification.badge import VerifiedBadge
from stackcred_issuer.domain.verification.materials import Fetched, Materials
from stackcred_issuer.domain.verification.policy import OPTIONAL
from stackcred_issuer.domain.verification.presented import read, read_part
from stackcred_issuer.domain.verification.report import Report, Result, Verdict
from stackcred_issuer.domain.verification.verify import Policy, verify

_STATUS = {Verdict.REVOKED: "revoked", Verdict.SUSPENDED: "suspended"}
_WORST = ("active", "suspended", "revoked", "unknown")
_AROUND = Policy(checks=OPTIONAL - {"credentials"})  # of the record: what is inside it is verified part by part
_UNSEEN = (
    "Not established: that no badge stands against the rule, which has a 'none': this bundle holds the claimed badges "
    "only; the holder can have the whole one from the issuer."
)
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
    bundle: Bundle,
    contexts: ContextSet,
    now: datetime,
    did_documents: Mapping[str, JsonObject] | None = None,
    holder: Iterable[tuple[str, str]] = (),
) -> BundleReport:
    """Recheck everything; `now` only tells ages and whether the certification has run out since.

    did_documents: the issuers' DID documents as the asker knows them, in place of the bundle's, by DID.
    holder: who the asker knows the holder to be, as (identifier type, value) pairs as in `belongs_to`.
    Never raises for what the bundle says: that is a reason.
    """
    work = _Recheck(bundle, contexts, now, dict(did_documents or {}), list(holder))
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
    holder: list[tuple[str, str]]
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
        self.checks = {one["credential"]: one for one in map(_read, self.bundle.of(Role.LAST_CHECK))}
        for role in (Role.CERTIFICATION, Role.COMPONENT, Role.STATEMENT):
            for part in self.bundle.of(role):
                self._verify(part)
        self._check_holder()
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
        bodies = {part.id: _body(part) for part in brought} | self.did_documents
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
        report = verify(read_part(self.bundle.record), self.materials, _AROUND, self.gathered_at).report
        if report.verdict is not Verdict.VALID:
            self.fault(f"The record around the bundle does not hold: {_faults(report)}")
        certification, inside = self._json(Role.CERTIFICATION), self.bundle.record["credentialSubject"]
        if self.bundle.record["issuer"]["id"] != certification["issuer"]["id"]:
            self.fault("The record is signed by somebody else than the issuer of the certification.")
        if inside["verifiableCredential"][0] != certification:
            self.fault("The record is about another certification.")
        parts = [_body(part) for part in self.bundle.of(Role.COMPONENT)]
        if any(one not in parts for one in inside["verifiableCredential"][1:]):
            self.fault("The record holds a credential that is no part of the bundle.")

    def _verify(self, part: Part) -> None:
        """The credential as of when the bundle was gathered; authentic ones may be facts."""
        found = verify(read(part.text), self.materials, Policy(), self.gathered_at)
        report = found.report
        status, as_of = self._status(part, report)
        age = None if as_of is None else int((self.now - as_of).total_seconds())
        self.standings.append(Standing(part.id, part.role.value, report.verdict, as_of, age))
        if found.badge is None or not (report.verdict in _STANDING or part.id in self.checks):
            self.fault(f"Not established: the credential {part.id} does not hold: {_faults(report)}")
            return
        if found.badge.document.get("id") != part.id:
            self.fault(f"The credential given as {part.id} calls itself something else.")
        if part.role is Role.STATEMENT and not self._is_ours(found.badge):
            self.fault(f"The statement {part.id} is signed by somebody else than the issuer of the certification.")
        self.verified[part.id] = found.badge
        self.statuses[part.id] = status
        if part.role is Role.CERTIFICATION and report.verdict is not Verdict.VALID:
            self.fault(f"The certification is {report.verdict.value.replace('_', ' ')}: {_faults(report)}")

    def _status(self, part: Part, report: Report) -> tuple[str, datetime | None]:
        """As the bundle's lists have it; of another issuer's badge what that issuer last said, if that is worse.

        A list that is not there is no worse than that last answer, of which the record gives the date.
        """
        status, asked = _STATUS.get(report.verdict, "active"), self.checks.get(part.id)
        if asked is None:
            return status, report.status_as_of
        at = parse_instant(asked["checkedAt"])
        as_of = at if report.status_as_of is None else min(at, report.status_as_of)
        return max(status, asked["status"], key=_WORST.index), as_of

    def _is_ours(self, badge: VerifiedBadge) -> bool:
        return bool(_issuer(badge.document) == self.bundle.record["issuer"]["id"])

    def _check_holder(self) -> None:
        """That others gave their badges to the holder; of its own the issuer of the certification says it itself."""
        holder = self._json(Role.CERTIFICATION)
        if self.holder and not belongs_to(holder, self.holder):
            self.fault("The certification was given to somebody else than the holder you named.")
        for part in self.bundle.of(Role.COMPONENT):
            badge = self.verified.get(part.id)
            if badge is None or self._is_ours(badge) or same_bearer(badge.document, holder):
                continue
            if not self.holder:
                self.fault(
                    f"Not established: that {part.id} was given to the holder of the certification, since the two name "
                    "them in different ways; say who the holder is."
                )
            elif not belongs_to(badge.document, self.holder):
                self.fault(f"The badge {part.id} was given to somebody else than the holder you named.")

    def _check_certification(self) -> None:
        """It binds its evaluation, rule and claims by digest, and has not run out since."""
        document = self._json(Role.CERTIFICATION)
        bound = {one["id"]: one["digestMultibase"] for one in document["relatedResource"]}
        evaluation = self.bundle.of(Role.EVALUATION)[0]
        if bound.get(evaluation.id) != evaluation.digest:
            self.fault("The certification was awarded on another evaluation.")
        wanted = parse_object(evaluation.text)
        grounds = [*wanted["claims"], *wanted.get("trust", ()), *wanted.get("equivalences", ())]
        claims = [one["digestMultibase"] for one in grounds if one["digestMultibase"]]
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
        facts = BundledFacts(self.bundle, self.verified)
        found = digest(sorted(holdings, key=lambda item: str(item["id"])))
        if facts.grounds["holdings"] == "all" and found != evaluation["holdingsDigest"]:
            self.fault("The holdings are not the ones that were evaluated.")
        self.reasons += facts.faults(Given(evaluation, *self._rules(evaluation), holdings))

    def _check_witness(self, evaluation: JsonObject, holdings: list[JsonObject]) -> None:
        rule, others = self._rules(evaluation)
        reasons = recheck(evaluation, rule, holdings, others)
        partly = BundledFacts(self.bundle, self.verified).grounds["holdings"] != "all"
        self.reasons += [_UNSEEN if reason == NOT_ALL and partly else reason for reason in reasons]

    def _check_present(self, evaluation: JsonObject, holdings: list[JsonObject]) -> None:
        """The same claims, with the statuses of when the bundle was gathered: does the stack still hold?"""
        rule, others = self._rules(evaluation)
        present = [self._now(one) for one in holdings]
        held = {
            **evaluation,
            "asOf": self.bundle.gathered_at,
            "purpose": "keep" if evaluation["purpose"] == "award" else evaluation["purpose"],
            "claims": list(_kept(evaluation, rule)),
            "holdingsDigest": digest(sorted(present, key=lambda item: str(item["id"]))),
        }
        for reason in recheck(held, rule, present, others):
            self.fault(f"As of {self.bundle.gathered_at} it holds no longer: {reason}")

    def _now(self, holding: JsonObject) -> JsonObject:
        """A holding as of when the bundle was gathered, without what is said of it no longer."""
        ended = {name for name in statements_of(holding) if self._ended(name)}
        said = [one for one in holding.get("attestations", ()) if one["id"] not in ended]
        gone = [one for one in holding.get("attestations", ()) if one["id"] in ended]
        words = list(holding.get("endorsements", ()))
        for one in gone:
            words.remove({"role": one["role"], "by": one["by"]})
        status = self.statuses.get(holding["id"], holding["status"])
        read_so = holding.get("equivalence", {}).get("id")
        found = {**holding, "status": "revoked" if {holding["id"], read_so} & ended else status}
        return found | ({"attestations": said, "endorsements": words} if gone else {})

    def _ended(self, statement: str) -> bool:
        standing = next((one for one in self.standings if one.credential == statement), None)
        return standing is None or standing.verdict is not Verdict.VALID

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


def _body(part: Part) -> JsonObject | str:
    """A document, or a compact JWS as it is."""
    return parse_object(part.text) if part.text.lstrip().startswith("{") else part.text


def _read(part: Part) -> JsonObject:
    return parse_object(part.text)


def _issuer(document: JsonObject) -> Any:
    issuer = document.get("issuer")
    return issuer.get("id") if isinstance(issuer, dict) else issuer


def _faults(report: Report) -> str:
    return " ".join(check.detail for check in report.checks if check.result is not Result.PASS) or "it is not valid."
