"""A page of a role held against applicants, with one of everything."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup
from tests.web.pages.samples import NOW

from stackcred_issuer.web.pages.match_views import ApplicantView, AskedView, MatchPageView, MatchView, SupportView
from stackcred_issuer.web.pages.parts import DownloadView, LinkView

SUBNETS = LinkView("https://skills.example/subnets", "https://skills.example/subnets")


def matched() -> MatchPageView:
    support = SupportView(LinkView("Networks", "https://a.example/badges/1"), "did:web:a.example", "valid")
    short = replace(support, verdict="revoked", reason="it is revoked")
    covered = AskedView("Plans subnets", SUBNETS, "3", "covered", by=(support,))
    missing = AskedView(SUBNETS.label, SUBNETS, None, "missing", short=(short,))
    ana = ApplicantView("Ana", "missing", (covered, missing), (("cv.pdf", "There is no badge in this."),))
    bea = ApplicantView("أمينة", "claimed", (replace(covered, coverage="claimed"),))
    download = DownloadView("Table (CSV)", "match.csv", Markup("data:text/csv;base64,QQ=="))
    return MatchPageView(MatchView("Technician", NOW, (ana, bea), (download,)), "32 MB", dict.fromkeys(FIELDS, "x"))


def refused() -> MatchPageView:
    errors = {"asked": "Say what you ask for.", "trust": "There is no such registry."}
    return MatchPageView(max_size="32 MB", given=dict.fromkeys(FIELDS, ""), errors=errors)


FIELDS = ("name", "asked", "links", "trust")
