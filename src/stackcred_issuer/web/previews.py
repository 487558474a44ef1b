"""How a badge shows itself elsewhere: in messages and feeds, on a profile, on somebody's own site."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from stackcred_issuer.domain.ids import PublicUrls
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.web.badge_files import name_of
from stackcred_issuer.web.pages.parts import PreviewView
from stackcred_issuer.web.pages.text import visible

LINKEDIN = "https://www.linkedin.com/profile/add"
PICTURE_SIZE = 192  # CSS pixels of the picture on another site


def preview(badge: BadgeRecord, issuer_name: str, urls: PublicUrls) -> PreviewView:
    """Open Graph's words for a badge with an open address, and HTML that shows it on another site."""
    title, url, image = visible(name_of(badge)), urls.badge(badge.id), f"{badge.achievement_url}/image.png"
    return PreviewView(
        title=title,
        description=f"A signed badge from {visible(issuer_name)}. Open it to see what its holder can do, verified now.",
        url=url,
        image=image,
        snippet=(
            f'<a href="{escape(url)}"><img src="{escape(image)}" alt="{escape(title)}" '
            f'width="{PICTURE_SIZE}" height="{PICTURE_SIZE}"></a>'
        ),
    )


def linkedin_form(badge: BadgeRecord, issuer_name: str, urls: PublicUrls) -> str:
    """The address of LinkedIn's form for licences and certifications with everything filled in; nothing is sent."""
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": name_of(badge),
        "organizationName": issuer_name,
        "issueYear": badge.valid_from.year,
        "issueMonth": badge.valid_from.month,
    }
    if badge.valid_until is not None:
        fields |= {"expirationYear": badge.valid_until.year, "expirationMonth": badge.valid_until.month}
    return f"{LINKEDIN}?{urlencode({**fields, 'certUrl': urls.badge(badge.id), 'certId': str(badge.id)})}"
