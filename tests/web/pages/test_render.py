from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from markupsafe import Markup
from tests.web.pages import elsewhere_samples, evidence_samples, feedback_samples, match_samples, reach_samples, samples
from tests.web.pages.evidence_samples import ASSESSED, FILE, LINK, STORY
from tests.web.pages.outline import Outline

from stackcred_issuer.web.pages import render
from stackcred_issuer.web.pages.elsewhere_views import ElsewherePageView
from stackcred_issuer.web.pages.environment import HERE, STATIC_DIR, STATIC_PATH, make_environment
from stackcred_issuer.web.pages.feedback_views import FeedbackPageView
from stackcred_issuer.web.pages.framework_views import CompetencyPageView, FrameworkPageView
from stackcred_issuer.web.pages.learner_views import (
    CourseView,
    DataPageView,
    DidPageView,
    LaunchView,
    OpenLinkView,
    PortfolioView,
    SharesPageView,
    SignInView,
)
from stackcred_issuer.web.pages.parts import (
    AchievementView,
    CredentialView,
    HolderView,
    LinkView,
    PartyView,
    ReportView,
    RequirementView,
)
from stackcred_issuer.web.pages.pathway_views import OwnPathwaysView
from stackcred_issuer.web.pages.views import (
    AchievementPageView,
    BadgePageView,
    CertificationPageView,
    EndorsePageView,
    ErrorPageView,
    HomeView,
    IssuerPageView,
    VerifyPageView,
)

Page = tuple[Callable[[Any], str], Any]

ORDINARY: dict[str, Page] = {
    "home": (render.render_home, samples.home()),
    "badge": (render.render_badge, samples.badge()),
    "award": (render.render_badge, samples.award()),
    "with evidence": (render.render_badge, replace(samples.badge(), added=(FILE, ASSESSED, LINK, STORY))),
    "vouched": (render.render_badge, samples.vouched_badge()),
    "suspended": (render.render_badge, samples.suspended_award()),
    "verify": (render.render_verify, VerifyPageView()),
    "refused": (render.render_verify, samples.refused()),
    "tampered": (render.render_verify, samples.tampered()),
    "presentation": (render.render_verify, samples.presentation()),
    "matched": (render.render_match, match_samples.matched()),
    "not matched": (render.render_match, match_samples.refused()),
    "achievement": (render.render_achievement, samples.achievement()),
    "certification": (render.render_certification, samples.certification()),
    "branching": (render.render_certification, samples.branching_certification()),
    "issuer": (render.render_issuer, samples.issuer()),
    "competency": (render.render_competency, samples.competency()),
    "vanished": (render.render_competency, samples.vanished_competency()),
    "framework": (render.render_framework, samples.framework()),
    "pathway": (render.render_pathway, samples.pathway()),
    "own pathway": (render.render_pathway, samples.own_pathway()),
    "own_pathways": (
        render.render_own_pathways,
        OwnPathwaysView((LinkView("Into networks", "/learn/pathways/1", "2 of 3 steps done"),)),
    ),
    "error": (render.render_error, samples.not_found()),
    "document": (render.render_document, samples.errors_document()),
    "sign_in": (render.render_sign_in, SignInView()),
    "link sent": (render.render_sign_in, SignInView(sent_to="ana@example.org")),
    "no address": (render.render_sign_in, SignInView(error="Give a mail address.", address="ana")),
    "with services": (render.render_sign_in, SignInView(services=(LinkView("Example College", "/learn/with/1"),))),
    "open_link": (render.render_open_link, OpenLinkView("token")),
    "launch": (render.render_launch, samples.launch()),
    "launch of a learner": (render.render_launch, LaunchView("Example Moodle", "Ana Cruz", "/learn/open/x")),
    "portfolio": (render.render_portfolio, samples.portfolio()),
    "within reach": (render.render_portfolio, reach_samples.portfolio()),
    "own_certification": (render.render_own_certification, reach_samples.own_certification()),
    "own_badge": (render.render_own_badge, samples.own_badge()),
    "evidence": (render.render_evidence, evidence_samples.evidence()),
    "feedback": (render.render_feedback, feedback_samples.feedback()),
    "elsewhere": (render.render_elsewhere, elsewhere_samples.elsewhere()),
    "nothing brought": (render.render_elsewhere, ElsewherePageView()),
    "nothing said": (render.render_feedback, FeedbackPageView()),
    "shares": (render.render_shares, samples.shares()),
    "did": (render.render_did, DidPageView("c", "https://a.example", ("did:key:z1", "did:web:a"), error="Sign it.")),
    "did bound": (render.render_did, DidPageView("", "", bound="did:key:z1", issued=2)),
    "data": (render.render_data, DataPageView("show", ("A school", "Another"), 3, error="Choose.")),
    "erase": (render.render_data, DataPageView("confirm", ("A school",), 3, "kept", "Tick the box.")),
    "erased": (render.render_data, DataPageView("done", credentials="revoked")),
    "shared": (render.render_shared, samples.shared()),
    "endorse": (render.render_endorse, replace(samples.endorse(), added=(FILE, LINK))),
    "import": (render.render_import, samples.imported()),
    "import to see": (render.render_import, replace(samples.imported(), key=None)),
    "thanks": (render.render_endorse, samples.endorsed()),
}
NOBODY, NOTHING = PartyView("did:example:1"), AchievementView("Bare")
NO_CHECKS = ReportView("undetermined", (), samples.NOW)
BARE: dict[str, Page] = {
    "home": (render.render_home, HomeView()),
    "badge": (
        render.render_badge,
        BadgePageView("https://a.example/1", NO_CHECKS, CredentialView(NOTHING, NOBODY, HolderView())),
    ),
    "verify": (render.render_verify, VerifyPageView(NO_CHECKS)),
    "refused": (render.render_verify, VerifyPageView(error="Give a file, an address or the text.")),
    "achievement": (render.render_achievement, AchievementPageView("https://a.example/1", NOTHING, NOBODY)),
    "certification": (
        render.render_certification,
        CertificationPageView(
            "https://a.example/1", NOTHING, NOBODY, RequirementView("requires", "x", "y"), "Nothing happens."
        ),
    ),
    "issuer": (render.render_issuer, IssuerPageView(NOBODY)),
    "own_pathways": (render.render_own_pathways, OwnPathwaysView(())),
    "ended pathway": (render.render_pathway, replace(samples.pathway(), exits=(), entry=None, ended=True)),
    "competency": (
        render.render_competency,
        CompetencyPageView("https://a.example/1", "Plans", "Plans", LinkView("F", "/frameworks/1"), NOBODY),
    ),
    "framework": (render.render_framework, FrameworkPageView("https://a.example/1", "F", NOBODY)),
    "portfolio": (render.render_portfolio, PortfolioView("ana@example.org")),
    "evidence": (render.render_evidence, evidence_samples.no_evidence()),
    "shares": (render.render_shares, SharesPageView((), (), 30)),
    "launch": (render.render_launch, LaunchView("Example Moodle", None, "/learn/open/x")),
    "unread course": (render.render_launch, LaunchView("X", None, "/x", CourseView(None, None, 0, 0, None, True))),
    "no grades": (render.render_launch, LaunchView("X", None, "/x", CourseView(None, None, 0, 0, None, False))),
    "bad platform": (
        render.render_launch,
        LaunchView("X", None, "/x", CourseView("Y", None, 0, 0, "It is away.", True)),
    ),
    "error": (render.render_error, ErrorPageView(500, "Something went wrong", "Try again in a minute.")),
    "endorse": (render.render_endorse, EndorsePageView("open", "A school", "mentor", samples.NOW)),
    "declined": (render.render_endorse, EndorsePageView("declined", "A school", "mentor", samples.NOW)),
    "over": (render.render_endorse, EndorsePageView("expired", "A school", "mentor", samples.NOW)),
}
HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "' onfocus='alert(1)' autofocus='",
    "javascript:alert(document.domain)",
    "//elsewhere.example/x",
    "{{ 7 * 7 }}{% raw %}",
    "invoice\u202efdp.exe\u2066",
    "</title></head><body onload=x>",
    "[x](javascript:alert(1)) ![y](https://tracker.example/z.png) <style>*{}</style>",
    "W" * 5000,
    "شهادة في صيانة الحاسوب",
]


def poison(view: Any, text: str) -> Any:
    """The same view with every text in it replaced, but for those of a fixed set of words."""
    hints = get_type_hints(type(view))
    changed = {
        field.name: _poisoned(getattr(view, field.name), hints[field.name], text) for field in dataclasses.fields(view)
    }
    return type(view)(**changed)


def _poisoned(value: Any, hint: Any, text: str) -> Any:
    if isinstance(value, Markup):
        return value  # HTML of ours, made by the sanitiser
    if isinstance(value, str):
        return value if Literal in (get_origin(hint), *map(get_origin, get_args(hint))) else text
    if isinstance(value, tuple):
        return tuple(_poisoned(entry, get_args(hint)[0], text) for entry in value)
    if isinstance(value, dict):
        return {name: _poisoned(entry, get_args(hint)[1], text) for name, entry in value.items()}
    return poison(value, text) if dataclasses.is_dataclass(value) else value


def check_policy(outline: Outline) -> None:
    """No script, no inline style, nothing loaded from elsewhere, no way to run what a stranger wrote."""
    assert not outline.all("script", "style", "iframe", "object", "embed", "base", "template")
    for element in outline.elements:
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if name.startswith("on")]
        assert element.attributes.get("src", "/").startswith("/")
        assert not element.attributes.get("src", "/").startswith("//")
        href = element.attributes.get("href", "/")
        saved = ("data:text/csv;base64,", "data:application/json;base64,") if "download" in element.attributes else ()
        assert href.startswith(("/", "#", "?lang=", "https://", "http://", "mailto:", *saved))
        assert not href.startswith("//")
        assert re.match(r"/(verify$|match$|learn/|imports/)", element.attributes.get("action", "/verify"))


def check_access(outline: Outline) -> None:
    """What WCAG 2.2 asks of every page and a parser can see."""
    assert outline.one("html").attributes["lang"] == "en"
    assert outline.one("title").text.strip()
    for landmark in ("header", "nav", "main", "footer"):
        assert outline.one(landmark)
    ids = [element.attributes["id"] for element in outline.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    first_link = outline.all("a")[0]
    assert first_link.attributes["href"] == "#main"
    ranks = [rank for rank, _ in outline.headings]
    assert ranks.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(ranks))
    assert all(text for _, text in outline.headings)
    for image in outline.all("img"):
        assert {"alt", "width", "height"} <= set(image.attributes)
    for icon in outline.all("svg"):
        drawn = icon.attributes.get("role") == "img" and icon.attributes["aria-label"]
        assert drawn or icon.attributes["aria-hidden"] == "true"
    for link in outline.all("a"):
        assert link.text.strip()
    for element in outline.elements:
        for reference in element.attributes.get("aria-describedby", "").split():
            assert reference in ids


def check_fields(outline: Outline) -> None:
    """Every field that people fill in has a label."""
    labelled = {label.attributes["for"] for label in outline.all("label")}
    for control in outline.all("input", "textarea", "select"):
        if control.attributes.get("type") != "hidden":
            assert control.attributes["id"] in labelled


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_pages_keep_policy_and_access_rules(name: str) -> None:
    draw, view = ORDINARY[name]
    outline = Outline(draw(view))
    check_policy(outline)
    check_access(outline)
    check_fields(outline)


@pytest.mark.parametrize("name", BARE)
def test_pages_with_nothing_on_them_still_stand(name: str) -> None:
    draw, view = BARE[name]
    outline = Outline(draw(view))
    check_policy(outline)
    check_access(outline)
    for element in outline.all("ul", "ol", "dl"):
        assert element.inside, "an empty list"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", ORDINARY)
def test_texts_of_strangers_cannot_leave_their_place(name: str, text: str) -> None:
    draw, view = ORDINARY[name]
    page = draw(poison(view, text))
    check_policy(Outline(page))
    assert not set(page) & set("\u202e\u2066")
    assert "49" not in re.sub(r"\?v=\w+", "", page) or "{{" not in text  # but for the digests of files


def test_direction_tricks_are_visible_where_they_stand() -> None:
    page = render.render_badge(poison(samples.badge(), "invoice\u202efdp.exe"))
    assert "invoice⟦U+202E⟧fdp.exe" in Outline(page).one("h1").text
    assert "invoice⟦U+202E⟧fdp.exe" in Outline(page).one("title").text


@pytest.mark.parametrize("name", ["badge", "award", "suspended"])
def test_a_badge_page_begins_with_the_statement(name: str) -> None:
    draw, view = ORDINARY[name]
    outline = Outline(draw(view))
    first = next(element for element in outline.elements if element.parents[-1:] == ("main",))
    assert "statement" in first.classes
    assert "As of 9 March 2026, 14:05 UTC" in " ".join(first.text.split())


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("badge", "Established Valid"),
        ("suspended", "Not established at present Suspended"),
        ("tampered", "Not established Invalid"),
    ],
)
def test_the_answer_stands_in_words(name: str, answer: str) -> None:
    draw, view = ORDINARY[name]
    assert " ".join(Outline(draw(view)).with_class("answer")[0].text.split()) == answer


def test_only_a_valid_badge_says_what_was_awarded() -> None:
    for verdict in ("invalid", "revoked", "suspended", "expired", "not_yet_valid", "undetermined"):
        view = dataclasses.replace(samples.badge(), report=dataclasses.replace(samples.REPORT, verdict=verdict))
        assert not Outline(render.render_badge(view)).with_class("claim")
    (claim,) = Outline(render.render_badge(samples.badge())).with_class("claim")
    assert "has awarded COC 2: Set up computer networks" in claim.text


def test_colour_never_speaks_alone() -> None:
    for draw, view in ORDINARY.values():
        for mark in Outline(draw(view)).with_class("mark"):
            assert mark.text.strip()
            assert "svg" in mark.inside


def test_issuers_and_assessors_are_marked_as_claimed() -> None:
    text = " ".join(Outline(render.render_badge(samples.badge())).one("main").text.split())
    assert text.count("Identity shown as claimed") == 2
    assert "Identity shown as claimed" in render.render_issuer(samples.issuer())


def test_verify_again_submits_the_badge_itself() -> None:
    outline = Outline(render.render_badge(samples.badge()))
    form = outline.one("form")
    assert (form.attributes["method"], form.attributes["action"]) == ("post", "/verify")
    (field,) = outline.all("input")
    assert (field.attributes["name"], field.attributes["value"]) == ("url", samples.badge().url)


def test_a_correction_is_announced_and_tied_to_its_field() -> None:
    outline = Outline(render.render_verify(samples.refused()))
    (alert,) = [element for element in outline.elements if element.attributes.get("role") == "alert"]
    assert "must begin with https://" in alert.text
    (field,) = [element for element in outline.elements if element.attributes.get("id") == "url"]
    assert field.attributes["aria-invalid"] == "true"
    assert field.attributes["aria-describedby"].split() == ["url-error", "url-hint"]
    assert field.attributes["value"] == "ftp://badges.example.org/1"


def test_the_verify_form_carries_files() -> None:
    outline = Outline(render.render_verify(VerifyPageView(max_size="4 MB")))
    form = outline.one("form")
    assert form.attributes["enctype"] == "multipart/form-data"
    assert [field.attributes["name"] for field in outline.all("input", "textarea")] == ["file", "url", "text"]


def test_the_tree_shows_what_is_met_by_what_and_what_is_missing() -> None:
    outline = Outline(render.render_badge(samples.suspended_award()))
    nodes = [" ".join(node.text.split()) for node in outline.with_class("node-box")]
    assert nodes[0].startswith("Not met All four Certificates of Competency 3 of 4 parts met.")
    assert "Met by COC 1: Install and configure computer systems" in nodes[1]
    assert nodes[3].startswith("Not met COC 3: Set up computer servers 0 of 1 badge ")
    assert "revoked on 1 October 2026" in nodes[3]


def test_every_template_is_used() -> None:
    environment = make_environment()
    asked: set[str] = set()
    loader = environment.loader
    assert loader is not None
    load = loader.get_source

    def remember(environment: Any, template: str) -> Any:
        asked.add(template)
        return load(environment, template)

    loader.get_source = remember  # type: ignore[method-assign]
    pages = {
        name: name
        for name in (
            *("home", "badge", "verify", "issuer", "achievement", "certification", "error", "document"),
            *(
                "sign_in",
                "open_link",
                "portfolio",
                "own_badge",
                "evidence",
                "did",
                "data",
                "shares",
                "shared",
                "endorse",
                "launch",
                "competency",
                "framework",
                "pathway",
                "own_pathways",
                "own_certification",
                "elsewhere",
                "feedback",
                "import",
            ),
        )
    }
    for template, name in (pages | {"badge": "award", "verify": "tampered", "match": "matched"}).items():
        assert environment.get_template(f"{template}.html").render(view=ORDINARY[name][1])
    folder = HERE / "templates"
    assert asked == {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}


def test_static_files_are_all_used_and_renewed_by_content() -> None:
    used = set()
    for draw, view in ORDINARY.values():
        for element in Outline(draw(view)).all("link", "img"):
            address = element.attributes.get("href", element.attributes.get("src", ""))
            if address.startswith(STATIC_PATH):
                name, _, version = address.removeprefix(f"{STATIC_PATH}/").partition("?v=")
                used.add(name)
                assert len(version) == 12
    assert used == {path.name for path in STATIC_DIR.iterdir() if path.suffix in (".css", ".svg")}


def test_dates_are_machine_readable_too() -> None:
    for element in Outline(render.render_badge(samples.badge())).all("time"):
        assert datetime.fromisoformat(element.attributes["datetime"]).tzinfo


def test_the_policy_needs_nothing_unsafe() -> None:
    assert "unsafe" not in render.CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in render.CONTENT_SECURITY_POLICY
