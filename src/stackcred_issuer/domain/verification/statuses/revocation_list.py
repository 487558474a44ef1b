"""`1EdTechRevocationList`: a plain JSON list of revoked credential ids (OB 3.0 "1EdTech Revocation List")."""

from __future__ import annotations

from urllib.parse import unquote

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.judgement import Judgement
from stackcred_issuer.domain.verification.limits import quote
from stackcred_issuer.domain.verification.report import Result, Verdict
from stackcred_issuer.domain.verification.shape import id_of, is_url


class RevocationList:
    """The list is not signed: it is as trustworthy as the connection it came over."""

    type = "1EdTechRevocationList"

    def address(self, entry: JsonObject) -> str | None:
        found = entry.get("id")
        return found if is_url(found) else None

    def judge(self, entry: JsonObject, case: Case) -> Judgement:
        url = self.address(entry)
        if url is None:
            return Judgement(Result.FAIL, "Its status entry does not say where the revocation list is.")
        answer = case.materials.answer(url)
        listed = answer.body.get("revokedCredential", ()) if isinstance(answer.body, dict) else None
        if not isinstance(answer.body, dict) or not _looks_right(answer.body):
            return Judgement(Result.UNDETERMINED, f"What came from {quote(url)} is not a revocation list.")
        publisher = id_of(answer.body.get("issuer"))
        if publisher is not None and publisher != case.presented.author:
            return Judgement(
                Result.FAIL,
                f"The revocation list is published by {quote(publisher)}, who is not the issuer of this document.",
            )
        if not isinstance(case.document.get("id"), str):
            return Judgement(Result.UNDETERMINED, "It has no id by which to find it in the revocation list.")
        revoked = next((one for one in as_list(listed) if _names(one, case.document["id"])), None)
        when = format_instant(answer.fetched_at)
        if revoked is None:
            return Judgement(
                Result.PASS, f"It is not on the issuer's revocation list as of {when}.", as_of=answer.fetched_at
            )
        return Judgement(
            Result.FAIL,
            f"The issuer has revoked it{_reason(revoked)}, says its revocation list as of {when}.",
            Verdict.REVOKED,
            answer.fetched_at,
        )


def _looks_right(body: JsonObject) -> bool:
    entries = body.get("revokedCredential")
    return "revokedCredential" in body and all(isinstance(one, dict | str) for one in as_list(entries))


def _names(entry: JsonObject | str, credential_id: str) -> bool:
    if isinstance(entry, dict) and entry.get("revoked", True) is False:
        return False
    listed = id_of(entry)
    return listed is not None and _plain(listed) == _plain(credential_id)


def _plain(text: str) -> str:
    return unquote(text).strip()


def _reason(entry: JsonObject | str) -> str:
    reason = entry.get("revocationReason") if isinstance(entry, dict) else None
    return f", giving as the reason {quote(reason)}" if isinstance(reason, str) and reason else ""
