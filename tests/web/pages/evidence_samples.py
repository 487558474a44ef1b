"""Evidence as pages show it: of every kind and in every state, in two scripts."""

from __future__ import annotations

from tests.web.pages.samples import NOW

from stackcred_issuer.web.pages.evidence_views import EvidencePageView, OwnEvidenceView, SeenEvidenceView
from stackcred_issuer.web.pages.learner_views import ChoiceView

DIGEST = "zQmcWyBPyedDzHFytTX6CAjjpvqQAyhzURziwiBKDKgqx6R"
FILE = SeenEvidenceView(
    "Cabling of the east wing", "PDF", NOW, None, "Every socket.", None, "/learn/evidence/1/file", "1.2 MB", DIGEST
)
ASSESSED = SeenEvidenceView("المرحلة الأخيرة", "PNG", NOW, "A school", None, None, "/evidence/2", "812 bytes", DIGEST)
LINK = SeenEvidenceView("My site", "Link", NOW, href="https://luisa.example/work")
STORY = SeenEvidenceView("My account", "Text", NOW, narrative="I *measured* each socket.")
BADGES = (ChoiceView("1", "Networks"), ChoiceView("2", "صيانة الحاسوب", True))
GIVEN = {"name": "", "description": "", "url": "", "narrative": "", "badge": ""}


def evidence() -> EvidencePageView:
    """All of it, and a form with everything to correct."""
    return EvidencePageView(
        entries=(
            OwnEvidenceView("1", FILE, "badge", BADGES, "clean"),
            OwnEvidenceView("2", ASSESSED, "private", BADGES, "waiting", deletable=False),
            OwnEvidenceView("3", FILE, "links", BADGES, "refused", "Test.Virus-1"),
            OwnEvidenceView("4", LINK, "links", BADGES),
            OwnEvidenceView("5", STORY, "private"),
        ),
        badges=BADGES,
        count=4,
        most=200,
        largest="25 MB",
        used="1.2 MB",
        room="250 MB",
        kinds="PDF, PNG, Text",
        given=GIVEN | {"url": "javascript:alert(1)", "description": "Every socket."},
        errors={name: f"Correct the {name}." for name in ("file", *GIVEN)},
    )


def no_evidence() -> EvidencePageView:
    return EvidencePageView((), (), 0, 200, "25 MB", "0 bytes", "250 MB", "PDF", GIVEN)
