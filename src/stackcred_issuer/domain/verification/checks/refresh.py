"""Whether the issuer has a newer version of the credential (OB 3.0 §9 step 3 `1EdTechCredentialRefresh`)."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import unquote

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant, parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.judgement import Judgement
from stackcred_issuer.domain.verification.limits import quote
from stackcred_issuer.domain.verification.policy import AUTHENTICITY
from stackcred_issuer.domain.verification.presented import Presented, read, read_part
from stackcred_issuer.domain.verification.refreshing import refresh_address
from stackcred_issuer.domain.verification.report import Report, Result, Verdict
from stackcred_issuer.domain.verification.version import version_of

_WITHDRAWN = frozenset({Verdict.REVOKED, Verdict.SUSPENDED})


class Refresh:
    """`refresh`: a newer version counts if it is the same credential, authentic, and not older.

    The verdict stays that of the document that was brought; the report on the newer version stands beside it. Only
    a newer version that was withdrawn takes the older one with it. Whatever goes wrong, the original is kept.
    """

    name = "refresh"

    def applies(self, case: Case) -> bool:
        return case.depth == 0 and refresh_address(case.presented) is not None

    def judge(self, case: Case) -> Judgement:
        url = refresh_address(case.presented)
        if url is None or case.materials.entry(url) is None:
            return Judgement(Result.PASS, f"Its issuer may have a newer version at {quote(url)}; none was asked for.")
        try:
            newer = _newer(url, case)
            report = case.inside(newer, case.policy.for_credential_inside())
        except StackcredError as error:
            return _kept(error.detail)
        if not all(report.result_of(name) is Result.PASS for name in AUTHENTICITY - _unwanted(case)):
            return _kept(f"What stands at {quote(url)} is not authentic.")
        return _accepted(report, newer)


def _newer(url: str, case: Case) -> Presented:
    """What stands at the address, if it is the same credential and not older. Raises StackcredError."""
    body = case.materials.answer(url).body
    newer = read(body) if isinstance(body, str) else read_part(body)
    if newer.kind != "credential" or _identity(newer) != _identity(case.presented):
        raise _refusal(f"What stands at {quote(url)} is another credential.")
    if _begins(newer.document) < _begins(case.document):
        raise _refusal(f"What stands at {quote(url)} is older.")
    return newer


def _identity(presented: Presented) -> tuple[str | None, str]:
    """Issuer and id, as they are compared (OB 3.0 "Equality and comparison")."""
    author, own = presented.author, presented.document.get("id")
    if not isinstance(own, str):
        raise _refusal("A credential without an id cannot be told from another.")
    return (unquote(author).strip() if author is not None else None), unquote(own).strip()


def _begins(document: JsonObject) -> datetime:
    return parse_instant(document.get(version_of(document).begins))


def _unwanted(case: Case) -> frozenset[str]:
    return frozenset(name for name in AUTHENTICITY if not case.policy.wants(name))


def _accepted(report: Report, newer: Presented) -> Judgement:
    since = format_instant(_begins(newer.document))
    if report.verdict in _WITHDRAWN:
        told = f"The issuer's version of it of {since} was withdrawn."
        return Judgement(Result.FAIL, told, report.verdict, report.status_as_of, refreshed=report)
    told = f"The issuer has a version of it of {since}, which is {report.verdict.value.replace('_', ' ')}."
    return Judgement(Result.PASS, told, as_of=report.status_as_of, refreshed=report)


def _kept(reason: str) -> Judgement:
    return Judgement(Result.PASS, f"No newer version was taken, so this one is judged as it is. {reason}")


def _refusal(detail: str) -> StackcredError:
    return StackcredError(ErrorCode.INVALID, detail)
