"""A badge as a picture that carries its own credential: what people keep, share and upload elsewhere."""

from __future__ import annotations

import base64

from stackcred_issuer.domain.credential.baking import bake, format_of
from stackcred_issuer.domain.credential.default_image import badge_svg
from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.gateways.rasterise import png_of
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.badges import BadgeRecord


async def bake_badge(house: Deployment, badge: BadgeRecord, form: str) -> bytes:
    """The badge in its achievement's picture, its signed bytes inside unchanged. form: `png` or `svg`.

    Raises EXHAUSTED.
    """
    async with house.store.begin(house.clock.now()) as uow:
        issuer = await uow.issuers.get(badge.issuer_id)
    return await house.sandbox.run(_baked, badge.document, issuer.name, form)


def _baked(document: bytes, issuer_name: str, form: str) -> bytes:
    achievement = parse_object(document)["credentialSubject"]["achievement"]
    own = _own_image(achievement, form)
    if own is not None:
        try:
            return bake(own, document)
        except StackcredError:
            pass  # a picture that must not carry a badge: broken, or one that could act when opened
    drawing = badge_svg(achievement["name"], issuer_name, achievement.get("achievementType"))
    return bake(drawing.encode() if form == "svg" else png_of(drawing), document)


def _own_image(achievement: JsonObject, form: str) -> bytes | None:
    """The picture that the achievement holds as data, if it is of this form; the lint has seen its base64."""
    image = achievement.get("image")
    address = image.get("id", "") if isinstance(image, dict) else ""
    if not address.startswith("data:image/"):
        return None
    data = base64.b64decode(address.partition(",")[2])
    found = format_of(data)
    return data if found is not None and found.name == form else None
