"""A page of feedback with one of everything."""

from __future__ import annotations

from tests.web.pages.samples import NOW

from stackcred_issuer.web.pages.feedback_views import FeedbackPageView, WaitingView, WordView
from stackcred_issuer.web.pages.learner_views import ChoiceView
from stackcred_issuer.web.pages.parts import LinkView

BADGE = LinkView("صيانة الحاسوب", "/learn/badges/1")


def feedback() -> FeedbackPageView:
    word = WordView("Mentor", "Maria Santos", NOW, "She cabled our **east wing**.", "https://a.example/1", "active")
    other = WordView(
        "Workplace assessor", "ماريا", NOW, "Good.", "https://a.example/2", "revoked", "Supervisor", "40-hours", BADGE
    )
    return FeedbackPageView(
        said=(word, other),
        waiting=(WaitingView("1", "Feedback", "Ben", NOW, True, BADGE), WaitingView("2", "Mentor", "Eva", NOW, False)),
        choices=(ChoiceView("1", "Networks", True), ChoiceView("2", "صيانة الحاسوب", False)),
        link="https://a.example/endorse/x",
        given={"badge": "1", "name": "Ben", "email": "ben", "message": "A word?"},
        errors={"email": "This is no mail address."},
    )
