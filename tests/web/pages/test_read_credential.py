from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.web.pages.outline import Outline
from tests.web.pages.samples import DID, NOW, document, post

from stackcred_issuer.web.pages.parts import FingerprintView, LevelView, PartyView, ReportView
from stackcred_issuer.web.pages.read_credential import MAX_SHOWN, read_credential
from stackcred_issuer.web.pages.render import render_verify
from stackcred_issuer.web.pages.views import VerifyPageView

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = (
    "credentialSubject", "achievement", "issuer", "id", "name", "result", "resultDescription", "criteria",
    "evidence", "source", "identifier", "alignment", "rubricCriterionLevel", "achievedLevel", "tag", "narrative",
    "validFrom", "validUntil", "creditsEarned", "identityHash", "identityType", "hashed", "value", "resultType",
)  # fmt: skip
MISSHAPEN = st.recursive(
    JSON,
    lambda inner: st.dictionaries(st.sampled_from(NAMES), inner, max_size=6) | st.lists(inner, max_size=2),
    max_leaves=20,
)


def test_a_badge_is_read_with_its_results_and_rubric_levels() -> None:
    view = read_credential(document("coc2", post("luisa", "coc2")), "/badges/coc2/image.svg")
    assert view.achievement.name == "COC 2: Set up computer networks"
    assert view.achievement.code == "ELC724332"
    assert view.issuer.id == DID
    score, decision = view.results
    assert (score.value, score.maximum, score.required) == ("88", "100", "75")
    achieved: list[LevelView] = [level for level in decision.levels if level.achieved]
    assert [level.name for level in achieved] == ["Competent: works without supervision"]
    assert achieved[0].required
    assert view.assessor == PartyView(
        "https://island-it.example.org/",
        "Island IT Services, workplace assessor (demonstration)",
        "https://island-it.example.org/",
    )
    assert view.evidence[0].genre == "workplace"


def test_the_holder_is_shown_as_fingerprints_and_never_in_plain_text() -> None:
    badge = document("coc1")
    badge["credentialSubject"]["identifier"] += [
        {"hashed": False, "identityType": "name", "identityHash": "Ma. Luisa Peñaflor"}
    ]
    hashed, plain = read_credential(badge).holder.fingerprints
    assert hashed.value.startswith("sha256$")
    assert hashed.salted
    assert plain == FingerprintView("name", "given in plain text, not repeated here", salted=False)


def test_a_list_longer_than_the_page_says_so() -> None:
    badge = document("coc1") | {"evidence": [{"name": "x"}] * (MAX_SHOWN + 1)}
    view = read_credential(badge)
    assert len(view.evidence) == MAX_SHOWN
    assert view.shortened


def test_vc_1_1_dates_are_read() -> None:
    view = read_credential({"issuanceDate": "2020-01-02T00:00:00Z", "expirationDate": "2021-01-02T00:00:00Z"})
    assert view.valid_from
    assert view.valid_until
    assert (view.valid_from.year, view.valid_until.year) == (2020, 2021)


@given(st.dictionaries(st.sampled_from(NAMES), MISSHAPEN, max_size=8))
def test_any_document_whatever_its_shape_makes_a_page(anything: dict[str, Any]) -> None:
    report = ReportView("invalid", (), NOW, credential=read_credential(anything))
    assert Outline(render_verify(VerifyPageView(report))).one("h1").text == "Verification report"
