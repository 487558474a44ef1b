"""Statuses as bits of a signed list (Bitstring Status List 1.0 §3.2, and its predecessor StatusList2021)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant, parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.status.status_list import message_of, read_status
from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.judgement import Judgement
from stackcred_issuer.domain.verification.limits import quote
from stackcred_issuer.domain.verification.policy import Policy
from stackcred_issuer.domain.verification.presented import Presented, read, read_part, types_of
from stackcred_issuer.domain.verification.report import Report, Result, Verdict
from stackcred_issuer.domain.verification.shape import id_of, is_url, without_fragment
from stackcred_issuer.domain.verification.sources import Fetched
from stackcred_issuer.domain.verification.version import version_of

_LIST_CHECKS = frozenset({"issuer", "validity"})
_OUT_OF_DATE = frozenset({Verdict.EXPIRED, Verdict.NOT_YET_VALID})
_EFFECTS = {"revocation": (Verdict.REVOKED, "revoked"), "suspension": (Verdict.SUSPENDED, "suspended")}
_INFORMATION = frozenset({"message", "refresh"})


class BitstringEntry:
    """`BitstringStatusListEntry`."""

    type = "BitstringStatusListEntry"
    list_type = "BitstringStatusListCredential"

    def address(self, entry: JsonObject) -> str | None:
        found = entry.get("statusListCredential")
        return found if is_url(found) else None

    def judge(self, entry: JsonObject, case: Case) -> Judgement:
        url = self.address(entry)
        if url is None:
            return Judgement(Result.FAIL, "Its status entry does not say where the status list is.")
        if not isinstance(entry.get("statusPurpose"), str):
            return Judgement(Result.FAIL, "Its status entry does not say what the status is about.")
        report = self._list(url, case)
        fault = self._fault(report, case)
        if fault is not None:
            return fault
        assert report.credential is not None
        value = read_status(self.readable_entry(entry), self.readable_list(report.credential))
        as_of = _as_of(report.credential, case.materials.answer(url).fetched_at)
        return _effect(entry, value, as_of) or self._unset(entry, report, as_of)

    def readable_entry(self, entry: JsonObject) -> JsonObject:
        """The entry with its index as text: the validator of 1EdTech takes a whole number, which says the same."""
        index = entry.get("statusListIndex")
        whole = isinstance(index, int) and not isinstance(index, bool)
        return {**entry, "statusListIndex": str(index)} if whole else entry

    def readable_list(self, document: JsonObject) -> JsonObject:
        """The list credential in the form that `read_status` reads."""
        return document

    def _list(self, url: str, case: Case) -> Report:
        """The report on the list, judged once however many credentials point to it."""
        known = case.budget.lists.get(url)
        if known is None:
            presented = _read(case.materials.answer(url))
            policy = Policy(checks=_LIST_CHECKS, bind_issuer=case.policy.bind_issuer)
            known = case.budget.lists[url] = case.inside(presented, policy)
        return known

    def _fault(self, report: Report, case: Case) -> Judgement | None:
        """Why the list says nothing about the credential, if it does not."""
        document = report.credential or {}
        if self.list_type not in types_of(document):
            return Judgement(Result.UNDETERMINED, f"What stands at its address is not a {self.list_type}.")
        publisher = id_of(document.get("issuer"))
        if publisher != case.presented.author:
            return Judgement(
                Result.FAIL,
                f"The status list is signed by {quote(publisher)}, who is not the issuer of this document, so "
                "it cannot speak for it.",
            )
        if report.verdict is Verdict.INVALID:
            return Judgement(Result.FAIL, f"The issuer's status list does not hold: {_faults(report)}")
        if report.verdict is Verdict.UNDETERMINED:
            return Judgement(Result.UNDETERMINED, f"The issuer's status list could not be checked: {_faults(report)}")
        return None

    def _unset(self, entry: JsonObject, report: Report, as_of: datetime) -> Judgement:
        """A bit that is off counts only in the very list named, and while that list is in force."""
        url, own_id = self.address(entry), id_of(report.credential)
        if own_id is not None and without_fragment(own_id) != without_fragment(url or ""):
            return Judgement(
                Result.UNDETERMINED,
                f"The list at {quote(url)} calls itself {quote(own_id)}, so it may not be the one meant.",
                as_of=as_of,
            )
        if report.verdict in _OUT_OF_DATE:
            return Judgement(
                Result.UNDETERMINED, f"The issuer's status list is out of date: {_faults(report)}", as_of=as_of
            )
        word = _EFFECTS.get(str(entry.get("statusPurpose")), (None, "marked"))[1]
        return Judgement(Result.PASS, f"The issuer has not {word} it as of {format_instant(as_of)}.", as_of=as_of)


class StatusList2021Entry(BitstringEntry):
    """`StatusList2021Entry`: the same with other names, and `encodedList` without multibase prefix."""

    type = "StatusList2021Entry"
    list_type = "StatusList2021Credential"

    def readable_entry(self, entry: JsonObject) -> JsonObject:
        return {**super().readable_entry(entry), "type": BitstringEntry.type}

    def readable_list(self, document: JsonObject) -> JsonObject:
        subjects = [_as_bitstring(one) for one in as_list(document.get("credentialSubject"))]
        return {**document, "credentialSubject": subjects}


def _as_bitstring(subject: Any) -> Any:
    if not isinstance(subject, dict) or not isinstance(subject.get("encodedList"), str):
        return subject
    return {**subject, "type": "BitstringStatusList", "encodedList": "u" + subject["encodedList"].rstrip("=")}


def _read(answer: Fetched) -> Presented:
    try:
        return read(answer.body) if isinstance(answer.body, str) else read_part(answer.body)
    except StackcredError:
        raise StackcredError(
            ErrorCode.UNREACHABLE, f"What stands at {quote(answer.url)} is not a status list."
        ) from None


def _effect(entry: JsonObject, value: int, as_of: datetime) -> Judgement | None:
    """What a status that is set means; None when it is not set."""
    if not value:
        return None
    purpose, when = str(entry.get("statusPurpose")), format_instant(as_of)
    if purpose in _EFFECTS:
        standing, word = _EFFECTS[purpose]
        return Judgement(Result.FAIL, f"The issuer has {word} it, says its status list as of {when}.", standing, as_of)
    if purpose in _INFORMATION:
        said = message_of(entry, value)
        note = f": {quote(said)}" if said is not None else f" ({purpose} {value})"
        return Judgement(Result.PASS, f"The issuer has left a note on it{note}, as of {when}.", as_of=as_of)
    return Judgement(
        Result.UNDETERMINED,
        f"The issuer has set a status for {quote(purpose)}, whose meaning is not known here.",
        as_of=as_of,
    )


def _as_of(document: JsonObject, fetched_at: datetime) -> datetime:
    """The older of when the issuer says the list is from, and when we had it."""
    begins = document.get(version_of(document).begins)
    try:
        return min(parse_instant(begins), fetched_at)
    except StackcredError:
        return fetched_at


def _faults(report: Report) -> str:
    return " ".join(check.detail for check in report.checks if check.result is not Result.PASS)
