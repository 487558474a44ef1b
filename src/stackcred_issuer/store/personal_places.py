"""Every place where something about a person is kept, how to find it, and what becomes of it when they are erased.

In the order of erasing: what is looked up by other rows goes after them. A column or table that is new and holds
personal data gets its line here, for the export and the erasure alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, Uuid, and_, bindparam, cast, func, null, or_, select

from stackcred_issuer.store import tables as t

GONE = (  # what a repeated post is answered from then on
    b'{"type":"/docs/errors#not_found","title":"Not found","status":404,"code":"not_found",'
    b'"detail":"The learner of this post was erased; post a result under a new id if they are registered again."}'
)
_LEARNER: ColumnElement[Any] = bindparam("learner", type_=Uuid)
_ISSUER: ColumnElement[Any] = bindparam("issuer", type_=Uuid)
_LTI = "ltiUserId"  # its values are `<client or platform>|<user>`


@dataclass(frozen=True, slots=True)
class Place:
    """Rows of one table that are about the learner `:learner` of the issuer `:issuer`.

    blank: what the columns become that are personal; None: the rows go; empty: they stay as they are, since a use case
    of its own has blanked them, or since they tell of nobody.
    """

    table: Table
    whose: ColumnElement[bool]
    blank: Mapping[str, Any] | None = None


_badges = select(t.badges.c.id).where(t.badges.c.learner_id == _LEARNER)
_awards = select(t.awards.c.id).where(t.awards.c.learner_id == _LEARNER)
_results = select(t.assessments.c.id).where(t.assessments.c.learner_id == _LEARNER)
_shares = select(t.shared_badges.c.share_id).where(t.shared_badges.c.badge_id.in_(_badges))
_mine = t.learner_identifiers.c.learner_id == _LEARNER
_emails = select(t.learner_identifiers.c.value).where(_mine, t.learner_identifiers.c.type == "emailAddress")
_account = t.lms_posts.c.report["account"]
_posted = select(t.learner_identifiers.c.value).where(
    _mine,
    t.learner_identifiers.c.type == _account["type"].astext,
    t.learner_identifiers.c.value == _account["value"].astext,
)
_graded = (
    select(t.learner_identifiers.c.value)
    .join(t.line_items, t.line_items.c.id == t.line_item_results.c.line_item_id)
    .where(
        _mine,
        t.learner_identifiers.c.type == _LTI,
        t.learner_identifiers.c.value == cast(t.line_items.c.client_id, Text) + "|" + t.line_item_results.c.user_id,
    )
)
_pulled = (
    select(t.learner_identifiers.c.value)
    .join(t.lti_courses, t.lti_courses.c.id == t.lti_results.c.course_id)
    .where(
        _mine,
        t.learner_identifiers.c.type == _LTI,
        t.learner_identifiers.c.value == cast(t.lti_courses.c.platform_id, Text) + "|" + t.lti_results.c.user_id,
    )
)
_named = func.convert_from(t.posts.c.answer, "UTF8").contains(cast(_LEARNER, Text))

PLACES: tuple[Place, ...] = (
    Place(t.page_views, or_(t.page_views.c.subject_id.in_(_badges), t.page_views.c.subject_id.in_(_shares))),
    Place(t.shares, t.shares.c.id.in_(_shares)),
    Place(t.badge_visibility, t.badge_visibility.c.badge_id.in_(_badges), {"visibility": "private"}),
    Place(t.evidence, t.evidence.c.learner_id == _LEARNER),  # its files go after the commit, by a use case of its own
    Place(t.award_bundles, t.award_bundles.c.award_id.in_(_awards)),
    Place(t.award_holdings, t.award_holdings.c.award_id.in_(_awards)),
    Place(t.award_claims, t.award_claims.c.award_id.in_(_awards)),
    Place(t.certification_progress, t.certification_progress.c.learner_id == _LEARNER),
    Place(t.awards, t.awards.c.learner_id == _LEARNER),
    Place(t.badge_facts, t.badge_facts.c.badge_id.in_(_badges)),
    Place(t.verification_reports, t.verification_reports.c.badge_id.in_(_badges)),
    Place(t.former_documents, t.former_documents.c.badge_id.in_(_badges)),
    Place(t.badge_renditions, t.badge_renditions.c.badge_id.in_(_badges)),
    Place(t.badge_notices, t.badge_notices.c.badge_id.in_(_badges), {}),
    Place(t.expired_badges, t.expired_badges.c.badge_id.in_(_badges), {}),
    Place(t.endorsement_requests, t.endorsement_requests.c.learner_id == _LEARNER),
    Place(t.statements, or_(t.statements.c.learner_id == _LEARNER, t.statements.c.badge_id.in_(_badges))),
    Place(t.foreign_badges, t.foreign_badges.c.learner_id == _LEARNER),
    Place(
        t.lms_posts,
        and_(t.lms_posts.c.issuer_id == _ISSUER, or_(t.lms_posts.c.assessment_id.in_(_results), _posted.exists())),
        {"body": null(), "report": null(), "reason": None, "state": "ignored"},
    ),
    Place(t.line_item_results, _graded.exists()),
    Place(t.lti_results, _pulled.exists()),
    Place(t.posts, and_(t.posts.c.issuer_id == _ISSUER, _named), {"status": 404, "answer": GONE}),
    Place(
        t.assessments,
        t.assessments.c.learner_id == _LEARNER,
        {
            "body": {},
            "source_id": cast(t.assessments.c.id, Text),
            "activity_id": cast(t.assessments.c.id, Text),
        },
    ),
    Place(t.badges, t.badges.c.learner_id == _LEARNER, {}),
    Place(t.sign_in_links, or_(t.sign_in_links.c.learner_id == _LEARNER, t.sign_in_links.c.email.in_(_emails))),
    Place(
        t.learner_sessions, or_(t.learner_sessions.c.learner_id == _LEARNER, t.learner_sessions.c.email.in_(_emails))
    ),
    Place(t.learner_identifiers, _mine),
    Place(t.learners, t.learners.c.id == _LEARNER, {"name": None, "did": None}),
)
