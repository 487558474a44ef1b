"""Whose word stands behind an issuer's name on a page: nobody's but its own, or a trust registry's."""

from __future__ import annotations

from dataclasses import replace

from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.vouchers import vouchers
from stackcred_issuer.web.pages.parts import CredentialView, LinkView, ReportView, VerdictWord

# The signature was found to be the issuer's: who else may have written the name is not vouched for.
_AUTHENTIC: tuple[VerdictWord, ...] = ("valid", "expired", "not_yet_valid", "suspended", "revoked")


async def vouched(house: Deployment, view: ReportView) -> ReportView:
    """The report with the registries that name its issuers, also of the credentials inside."""
    credential = await vouched_credential(house, view.credential, view.verdict) if view.credential else None
    inner = tuple([await vouched(house, one) for one in view.reports])
    return replace(view, credential=credential, reports=inner)


async def vouched_credential(house: Deployment, view: CredentialView, verdict: VerdictWord) -> CredentialView:
    """The credential with the registries that trust its issuer with what it is for."""
    awarded = view.awarded or view.valid_from
    if verdict not in _AUTHENTIC or awarded is None or view.achievement.href is None:
        return view
    found = await vouchers(house, view.issuer.id, view.achievement.href, view.achievement.kind, awarded)
    named = tuple(LinkView(one.registry, one.url, one.institution) for one in found)
    return replace(view, issuer=replace(view.issuer, vouched=named))
