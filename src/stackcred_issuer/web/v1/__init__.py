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
    keys,
    learners,
    lms,
    platforms,
    sign_in_services,
    trust_registries,
    webhooks,
)

ROUTERS: tuple[APIRouter, ...] = (
    assessments.router,
    badges.router,
    achievements.router,
    certifications.router,
    learners.router,
    sign_in_services.router,
    lms.router,
    platforms.router,
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
