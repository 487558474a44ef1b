"""A page of badges from elsewhere with one of everything."""

from __future__ import annotations

from dataclasses import replace

from tests.web.pages.samples import NOW

from stackcred_issuer.web.pages.elsewhere_views import BroughtGroupView, BroughtView, ElsewherePageView
from stackcred_issuer.web.pages.learner_views import ChoiceView
from stackcred_issuer.web.pages.parts import LinkView

WELDING = LinkView("https://college.example/welding", "https://college.example/welding")


def elsewhere() -> ElsewherePageView:
    badge = BroughtView("1", "Welding", LinkView("did:key:z6Mk", ""), WELDING, "active", None, NOW, NOW, counts=True)
    other = replace(badge, id="2", name="لحام", state="not_theirs", reason="given to somebody else", counts=False)
    gone = replace(badge, id="3", state="withdrawn", reason="it was withdrawn", counts=False)
    return ElsewherePageView(
        groups=(BroughtGroupView(LinkView("A school", "/issuers/a"), (badge, other, gone)),),
        institutions=(ChoiceView("1", "A school", ticked=False), ChoiceView("2", "مدرسة", ticked=False)),
        refused=(("badge.json", "This badge does not verify."),),
        taken=2,
        url="https://a.example/badge",
        max_size="2 MB",
        errors={"learner": "Choose an institution from the list."},
    )
