"""A badge as a certificate on paper: what it says, from its own document, as the template wants it."""

from __future__ import annotations

import re
from typing import Any

from stackcred_issuer.domain.credential.default_image import badge_svg
from stackcred_issuer.domain.issuance.draft import EVALUATION_GENRE
from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.gateways.typeset import typeset
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.web.pages.parts import AlignmentView, CredentialView, ResultView
from stackcred_issuer.web.pages.read_credential import read_credential
from stackcred_issuer.web.pages.text import day, visible
from stackcred_issuer.web.pages.wording import spaced

MAX_TEXT = 1_200  # characters of one text on paper; the attached badge has all of it
MAX_LINES = 24  # results, or competencies: a certificate is no transcript
_MARKDOWN = re.compile(r"[*_`#>]+|!?\[([^\]]*)\]\([^)]*\)")


async def certificate(house: Deployment, badge: BadgeRecord, *, name: str | None, address: str | None) -> bytes:
    """A PDF/A-3b with the signed badge attached.

    name: whom it is for, if that may be said. address: the badge's own, as a QR code, where it shows people something.
    """
    words = certificate_words(badge, base=house.urls.base, name=name, address=address)
    return await house.press.run(_set, words, badge.document, badge.issued_at)


def certificate_words(badge: BadgeRecord, *, base: str, name: str | None, address: str | None) -> dict[str, Any]:
    """What the paper says; hidden characters are shown for what they are."""
    credential = read_credential(parse_object(badge.document))
    achievement = credential.achievement
    by = visible(credential.issuer.name or credential.issuer.id)
    kind = spaced(achievement.kind or ("Certification" if badge.kind == "award" else "Badge"))
    return {
        "title": visible(achievement.name),
        "kind": visible(kind).upper(),
        "by": by,
        "name": visible(name) if name else None,
        "picture": badge_svg(achievement.name, by, achievement.kind),
        "dates": _dates(credential),
        "standing": None if badge.state == "active" else f"This badge was {badge.state} on {day(badge.state_at)}.",
        "description": _plain(achievement.description),
        "parts": _parts(credential),
        "results": [_result(one) for one in credential.results[:MAX_LINES]],
        "address": address,
        "qr": address,
        "how": _HOW_BY_ADDRESS.format(base=base) if address else _HOW.format(base=base),
        "footer": f"Badge {badge.id}" + ("" if name is None else "; the name is no part of the signed badge"),
    }


def _set(words: dict[str, Any], document: bytes, made_at: Any) -> bytes:
    """In a worker process: the QR code is drawn, and the paper set."""
    import segno  # here: most processes never draw one

    code = words["qr"] and segno.make(words["qr"], error="m", micro=False).svg_inline(border=1, dark="#1a2330")
    return typeset("certificate.typ", {**words, "qr": code}, document, made_at)


def _dates(credential: CredentialView) -> str:
    awarded = credential.awarded or credential.valid_from
    parts = [f"on {day(awarded)}"] if awarded else []
    parts += [f"valid until {day(credential.valid_until)}"] if credential.valid_until else []
    return ", ".join(parts)


def _parts(credential: CredentialView) -> list[tuple[str, list[str]]]:
    """Headings with their lines, those that have any."""
    achievement, assessor = credential.achievement, credential.assessor
    found: list[tuple[str, list[str | None]]] = [
        ("How it was earned", [_plain(credential.narrative), *_stacks(credential)]),
        ("What the holder can do", [_plain(achievement.criteria)]),
        ("Competencies", [_competency(one) for one in achievement.alignments[:MAX_LINES]]),
        ("Assessed by", [visible(assessor.name or assessor.id) if assessor else None]),
    ]
    kept = [(title, [line for line in lines if line]) for title, lines in found]
    return [(title, lines) for title, lines in kept if lines]


def _stacks(credential: CredentialView) -> list[str | None]:
    """In a certification's own words: what it was made of."""
    return [_plain(one.narrative) for one in credential.evidence if one.genre == EVALUATION_GENRE]


def _competency(one: AlignmentView) -> str:
    return visible(" · ".join(text for text in (one.code, one.name, one.framework) if text))


def _result(one: ResultView) -> tuple[str, str]:
    reached = next((level.name for level in one.levels if level.achieved), None)
    value = one.value or reached or one.status or ""
    if one.value and one.maximum:
        value = f"{one.value} of {one.maximum}"
    return visible(one.name), visible(value)


def _plain(text: str | None) -> str | None:
    """Markdown without its signs, cut where paper is too small for it."""
    if not text or not text.strip():
        return None
    bare = _MARKDOWN.sub(lambda found: found[1] or "", text).strip()
    return visible(bare if len(bare) <= MAX_TEXT else bare[:MAX_TEXT].rsplit(" ", 1)[0] + " …")


_HOW = (
    "The signed badge is attached to this PDF as badge.json. Bring the PDF to {base}/verify, or the file to any "
    "verifier of Open Badges: paper can be forged, the signature cannot."
)
_HOW_BY_ADDRESS = "Scan the code for the badge’s own page, with its state today. " + _HOW
