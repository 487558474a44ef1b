"""What goes into a picture comes out of it, and nothing else of the picture changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.credential.baking.pictures import JWS, SVG, chunk, itxt, png, svg

from stackcred_issuer.domain.credential.baking import Standard, bake, credential_in, format_of, unbake
from stackcred_issuer.domain.errors import ErrorCode, StackcredError

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
DOCUMENTS = st.dictionaries(TEXTS, st.one_of(TEXTS, st.integers(-9, 9), st.lists(TEXTS, max_size=3)), max_size=4)
CHUNKS = st.lists(
    st.tuples(st.sampled_from([b"tEXt", b"gAMA", b"zTXt", b"vpAg"]), st.binary(max_size=30)).map(
        lambda pair: chunk(*pair)
    ),
    max_size=4,
)
PICTURES = [png(), SVG]


def fault(action: Any, *arguments: Any) -> StackcredError:
    with pytest.raises(StackcredError) as raised:
        action(*arguments)
    assert raised.value.detail.endswith(".")
    return raised.value


@given(document=DOCUMENTS, picture=st.sampled_from(PICTURES), indent=st.sampled_from([None, 2]))
def test_json_comes_out_as_it_went_in(document: dict[str, Any], picture: bytes, indent: int | None) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=indent)
    out = unbake(bake(picture, text))
    assert json.loads(out.text) == document
    assert out.standard is Standard.OPEN_BADGES_3
    if "\ufffe" not in text and "\uffff" not in text:
        assert out.text == text


@pytest.mark.parametrize("picture", PICTURES)
def test_a_jws_comes_out_as_it_went_in(picture: bytes) -> None:
    assert credential_in(bake(picture, JWS)) == JWS


@given(before=CHUNKS, after=CHUNKS)
def test_every_other_chunk_of_a_png_stays_byte_for_byte_and_in_its_place(
    before: list[bytes], after: list[bytes]
) -> None:
    picture = png(*before, after=b"".join(after))
    mine = itxt(b"openbadgecredential", JWS.encode())
    baked = bake(picture, JWS)
    assert baked.count(mine) == 1
    assert baked.index(mine) < baked.index(b"IDAT")
    assert baked.replace(mine, b"") == picture


@given(title=TEXTS, tail=st.sampled_from(["", "\n", "<!-- end -->\r\n"]))
def test_every_other_byte_of_an_svg_stays(title: str, tail: str) -> None:
    clean = "".join(letter for letter in title if letter.isprintable() and letter not in "<&>]\ufffe\uffff")
    picture = b"\xef\xbb\xbf" + svg(f"<title>{clean}</title>", root=" a='x>y'") + tail.encode()
    baked = bake(picture, JWS)
    element = f'<openbadges:credential verify="{JWS}"></openbadges:credential>'.encode()
    without = baked.replace(element, b"").replace(b' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"', b"")
    assert without == picture
    assert baked.index(element) == baked.index(b'v3p0">') + len(b'v3p0">')


@pytest.mark.parametrize("picture", PICTURES)
def test_a_new_credential_replaces_the_old_one(picture: bytes) -> None:
    first = bake(picture, '{"n":1}')
    assert bake(first, '{"n":1}') == first
    assert bake(first, JWS) == bake(picture, JWS)
    record = bake(first, '{"type":["VerifiableCredential","ClrCredential"]}')
    assert unbake(record).standard is Standard.CLR_2
    assert b'"n":1' not in record


def test_a_learner_record_has_its_own_names() -> None:
    record = '{"type":["VerifiableCredential","ClrCredential"]}'
    assert b"iTXtclrcredential\0\0\0\0\0{" in bake(png(), record)
    assert b'xmlns:clr="https://purl.imsglobal.org/clr/v2p0"><clr:credential>' in bake(SVG, record)


@pytest.mark.parametrize(
    "old",
    [
        png(itxt(b"openbadges", b'{"type":"Assertion"}')),
        svg('<ob:assertion verify="a.b.c"/>', root=' xmlns:ob="http://openbadges.org"'),
        svg('<openbadges:assertion verify="a.b.c"/>', root=' xmlns:openbadges="http://openbadges.org"'),
    ],
)
def test_open_badges_2_is_read_and_said_not_to_be_verified_and_a_newer_badge_stands_beside_it(old: bytes) -> None:
    assert unbake(old).standard is Standard.OPEN_BADGES_2
    error = fault(credential_in, old)
    assert (error.code, "Open Badges 2.0" in error.detail) == (ErrorCode.UNSUPPORTED, True)
    assert credential_in(bake(old, JWS)) == JWS


@pytest.mark.parametrize(
    ("credential", "code"),
    [
        ("", ErrorCode.MALFORMED),
        ("{}x", ErrorCode.MALFORMED),
        ("[1]", ErrorCode.MALFORMED),
        (b"\xff", ErrorCode.MALFORMED),
        ("a.b.c", ErrorCode.MALFORMED),
        ("x" * 5_000_000, ErrorCode.TOO_LARGE),
        ('{"a":"' + "x" * 5_000_000 + '"}', ErrorCode.TOO_LARGE),
    ],
)
@pytest.mark.parametrize("picture", PICTURES)
def test_only_a_credential_is_baked(picture: bytes, credential: str | bytes, code: ErrorCode) -> None:
    assert fault(bake, picture, credential).code is code


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff\xe0", b"{}", b"\x1f\x8b\x08", b"RIFF"])
def test_other_files_are_no_images(data: bytes) -> None:
    assert format_of(data) is None
    assert fault(unbake, data).code in (ErrorCode.UNSUPPORTED, ErrorCode.MALFORMED)


def test_an_image_beyond_the_limit_is_not_read() -> None:
    assert fault(unbake, SVG + b" " * 9_000_000).code is ErrorCode.TOO_LARGE
