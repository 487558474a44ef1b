"""`stackcred bake` and `stackcred unbake`."""

from __future__ import annotations

import json

from tests.cli.conftest import Terminal
from tests.domain.credential.baking.pictures import JWS, itxt, png, svg
from tests.domain.verification.making import badge, key, signed

STRANGER = key(7)
GOOD = json.dumps(signed(badge(STRANGER.controller), STRANGER))


def saved(terminal: Terminal, name: str, data: bytes) -> str:
    path = terminal.folder / name
    path.write_bytes(data)
    return str(path)


def test_a_credential_goes_into_a_picture_and_out_of_it_and_the_picture_verifies(terminal: Terminal) -> None:
    credential = saved(terminal, "badge.json", GOOD.encode())
    for name, picture in (("a.png", png()), ("a.svg", svg())):
        image, out = saved(terminal, name, picture), str(terminal.folder / f"baked-{name}")
        told = terminal.well("bake", image, credential, "-o", out)
        assert (told["image"], told["format"]) == (out, name[2:])
        assert terminal("unbake", out).out == GOOD + "\n"
        assert terminal.well("unbake", out) == {"standard": "Open Badges 3.0", "credential": GOOD}
        assert terminal.well("verify", out)["verdict"] == "valid"
        again = str(terminal.folder / "again.json")
        assert terminal("unbake", out, "-o", again).status == 0
        assert (terminal.folder / "again.json").read_text("utf-8") == GOOD


def test_open_badges_2_is_taken_out_with_a_word_and_not_verified(terminal: Terminal) -> None:
    image = saved(terminal, "old.png", png(itxt(b"openbadges", JWS.encode())))
    result = terminal("unbake", image)
    assert (result.status, result.out) == (0, JWS + "\n")
    assert "not verified here" in result.err
    refused = terminal("verify", image)
    assert (refused.status, refused.err.count("\n")) == (1, 1)


def test_what_cannot_be_done_is_one_sentence(terminal: Terminal) -> None:
    image, credential = saved(terminal, "a.png", png()), saved(terminal, "c", JWS.encode())
    for command in (
        ("bake", "/no/such", credential, "-o", str(terminal.folder / "x")),
        ("bake", image, image, "-o", str(terminal.folder / "x")),
        ("bake", credential, credential, "-o", str(terminal.folder / "x")),
        ("bake", image, credential, "-o", "/no/such/folder/x"),
        ("unbake", image),
        ("unbake", credential),
    ):
        result = terminal(*command)
        assert result.status in (1, 2)
        assert (result.out, result.err.count("\n")) == ("", 1), result
