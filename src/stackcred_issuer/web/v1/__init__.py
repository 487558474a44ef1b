"""The API of an issuer's clients, one file per noun, in the order of the documentation."""

from fastapi import APIRouter

from stackcred_issuer.web.v1 import (
    achievements,
    assessments,
    audit,
    badges,
    certifications,
    clients,
    endorsements,
    equivalences,
    evaluations,
    events,
    foreign_badges,
    frameworks,
    imports,
    keys,
    learners,
    lms,
    trust_registries,
    webhooks,
)

ROUTERS: tuple[APIRouter, ...] = (
    assessments.router,
    imports.router,
    badges.router,
    achievements.router,
    certifications.router,
    learners.router,
    lms.router,
    foreign_badges.router,
    trust_registries.router,
    equivalences.router,
    endorsements.router,
    evaluations.router,
    clients.router,
    keys.router,
    audit.router,
    events.router,
    frameworks.router,
    webhooks.router,
)
