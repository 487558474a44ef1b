"""A baker written elsewhere (openbadgeslib) finds what we bake, and we find what it bakes."""

from __future__ import annotations

from openbadgeslib.baking import bake_png, bake_svg, extract_png, extract_svg
from tests.domain.credential.baking.pictures import JWS, SVG, png

from stackcred_issuer.domain.credential.baking import bake, credential_in

KEYWORD = b"openbadgecredential"
ELEMENT = "openbadges:credential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
JSON = '{"name":"]]> 工学"}'


def test_what_we_bake_is_found_elsewhere() -> None:
    assert extract_png(bake(png(), JWS), keyword=KEYWORD) == JWS
    assert extract_png(bake(png(), JSON), keyword=KEYWORD) == JSON
    assert extract_svg(bake(SVG, JWS), element=ELEMENT) == JWS
    assert extract_svg(bake(SVG, JSON), element=ELEMENT, text_fallback=True) == JSON


def test_what_is_baked_elsewhere_is_found_here() -> None:
    assert credential_in(bake_png(png(), JWS, keyword=KEYWORD)) == JWS
    assert credential_in(bake_png(png(), JSON, keyword=KEYWORD)) == JSON
    assert credential_in(bake_svg(SVG, JWS, element=ELEMENT, namespace=NAMESPACE)) == JWS
    assert credential_in(bake_svg(SVG, JSON, element=ELEMENT, namespace=NAMESPACE, as_text=True)) == JSON
