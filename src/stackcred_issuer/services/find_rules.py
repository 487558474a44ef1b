"""The rules that another rule refers to."""

from __future__ import annotations

from uuid import UUID

from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.domain.stacking.rule import Rule, parse_rule
from stackcred_issuer.store.unit_of_work import UnitOfWork


async def rules_for(uow: UnitOfWork, rule: Rule, issuer_id: UUID) -> list[Rule]:
    """Every version of every rule of the issuer where `rule` refers to others; nothing is read where it does not."""
    if not rule.references:
        return []
    return [parse_rule(parse_object(found.document)) for found in await uow.certifications.all_rules(issuer_id)]
