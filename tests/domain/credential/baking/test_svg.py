"""SVG: found by namespace, entities off, and nothing that could act."""

from __future__ import annotations

import pytest
from tests.domain.credential.baking.pictures import JWS, SVG, svg

from stackcred_issuer.domain.credential.baking import bake, credential_in, unbake
from stackcred_issuer.domain.errors import ErrorCode, StackcredError

NS = "https://purl.imsglobal.org/ob/v3p0"
GOOD = f'<x:credential xmlns:x="{NS}" verify="{JWS}"/>'
W3C = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'


@pytest.mark.parametrize(
    "image",
    [
        svg(GOOD),
        svg(f'<credential xmlns="{NS}" verify=" {JWS}\n"></credential>'),
        svg(f'<openbadges:credential verify="{JWS}"/>', root=f" xmlns:openbadges='{NS}'"),
        svg(f'<x:credential xmlns:x="{NS}"><![CDATA[{JWS}]]></x:credential>'),
        svg(GOOD, before="<?xml version='1.0' encoding='UTF-8'?>\n<!-- <svg> -->" + W3C),
        svg(f'<openbadges:credential xmlns:openbadges="urn:other" verify="no"/>{GOOD}'),
    ],
)
def test_the_namespace_counts_and_not_the_prefix(image: bytes) -> None:
    assert credential_in(image) == JWS


@pytest.mark.parametrize(
    "root",
    [b"<svg/>", b"<svg\n/>", b"<s:svg xmlns:s='http://www.w3.org/2000/svg' a='/>'></s:svg>", svg(before=W3C)],
)
def test_roots_of_every_spelling_take_a_credential(root: bytes) -> None:
    assert credential_in(bake(root, JWS)) == JWS


def test_the_end_of_cdata_in_a_text_is_split() -> None:
    text = '{"a":"]]>","b":"]]]]>>"}'
    assert unbake(bake(SVG, text)).text == text


@pytest.mark.parametrize(
    ("image", "code", "words"),
    [
        (SVG, ErrorCode.MALFORMED, "carries no credential"),
        (svg(GOOD + GOOD), ErrorCode.MALFORMED, "2 credentials"),
        (svg(f'<x:credential xmlns:x="{NS}"/>'), ErrorCode.MALFORMED, "empty"),
        (svg(f'<x:credential xmlns:x="{NS}" verify="{JWS}">{{}}</x:credential>'), ErrorCode.MALFORMED, "twice"),
        (svg(f'<x:credential xmlns:x="{NS}"><b/></x:credential>'), ErrorCode.MALFORMED, "other elements"),
        (b"<html><body/></html>", ErrorCode.MALFORMED, "root is not <svg>"),
        (b"<svg", ErrorCode.MALFORMED, "cannot be read"),
        (svg(GOOD)[:-3], ErrorCode.MALFORMED, "cannot be read"),
        (svg(GOOD, before='<!DOCTYPE svg [<!ENTITY a "b">]>'), ErrorCode.MALFORMED, "document type"),
        (svg(GOOD, before='<!DOCTYPE svg SYSTEM "http://127.0.0.1/x.dtd">'), ErrorCode.MALFORMED, "document type"),
        (svg("&undefined;" + GOOD), ErrorCode.MALFORMED, "cannot be read"),
        (svg(GOOD, before="<?xml version='1.0' encoding='UTF-16'?>"), ErrorCode.MALFORMED, "UTF-8"),
        (b"<svg>\xff</svg>", ErrorCode.MALFORMED, "UTF-8"),
        (svg(GOOD + "<g>" * 300 + "</g>" * 300), ErrorCode.TOO_LARGE, "nested too deeply"),
        (svg(GOOD + "<g/>" * 200_001), ErrorCode.TOO_LARGE, "too many elements"),
        (svg(GOOD + "<script>alert(1)</script>"), ErrorCode.INVALID, "could act"),
        (svg(GOOD, root=' onload="alert(1)"'), ErrorCode.INVALID, "could act"),
        (svg(GOOD + '<a href=" javascript:alert(1)"/>'), ErrorCode.INVALID, "could act"),
        (svg(GOOD + "<foreignObject/>"), ErrorCode.INVALID, "could act"),
        (svg(GOOD, before='<?xml-stylesheet href="x.xsl"?>'), ErrorCode.INVALID, "could act"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_broken_or_could_act_is_told(image: bytes, code: ErrorCode, words: str) -> None:
    with pytest.raises(StackcredError) as raised:
        credential_in(image)
    assert raised.value.code is code
    assert words in raised.value.detail


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="https://tracker.example/p.png"/>',
        '<image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="http://127.0.0.1/p"/>',
        "<style>@import 'x.css';</style>",
        "<style>g { fill: url(https://tracker.example/f.svg) }</style>",
        "<g fill=\"url( '//tracker.example/f' )\"/>",
    ],
)
def test_a_picture_that_loads_from_elsewhere_takes_no_badge_but_one_that_has_it_is_read(inside: str) -> None:
    with pytest.raises(StackcredError) as raised:
        bake(svg(inside), JWS)
    assert raised.value.code is ErrorCode.INVALID
    assert credential_in(svg(GOOD + inside)) == JWS


def test_pictures_and_paints_of_its_own_may_stay() -> None:
    own = '<a href="https://school.example"><g fill="url(#g)"/></a><image href="data:image/png;base64,AA=="/>'
    assert credential_in(bake(svg(own), JWS)) == JWS
