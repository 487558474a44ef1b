"""`stackcred bake` and `stackcred unbake`: a credential into a picture and out of it. Nothing is verified here."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from stackcred_issuer.cli.files import read_file, write_file
from stackcred_issuer.cli.output import AsJson, print_json
from stackcred_issuer.domain.credential.baking import Standard, bake, format_of, unbake

ImageFile = Annotated[str, typer.Argument(help="A PNG or SVG file, or - for standard input.")]


def bake_command(
    image: ImageFile,
    credential: Annotated[str, typer.Argument(help="A credential: JSON or compact JWS.")],
    output: Annotated[str, typer.Option("--output", "-o", help="The new image.")],
    as_json: AsJson = False,
) -> None:
    """Put a credential into a picture; one that is there already is replaced."""
    baked = bake(read_file(image), read_file(credential))
    write_file(output, baked)
    form = format_of(baked)
    if as_json and form is not None:
        print_json({"image": output, "format": form.name, "bytes": len(baked)})


def unbake_command(
    image: ImageFile,
    output: Annotated[str, typer.Option("--output", "-o", help="Where the credential goes; - prints it.")] = "-",
    as_json: AsJson = False,
) -> None:
    """Take the credential out of a picture. It is not verified: `stackcred verify` takes the picture itself."""
    baked = unbake(read_file(image))
    if output != "-":
        write_file(output, baked.text.encode("utf-8"))
    if as_json:
        print_json({"standard": baked.standard, "credential": baked.text})
    elif output == "-":
        sys.stdout.write(baked.text + "\n")
    if baked.standard is Standard.OPEN_BADGES_2:
        sys.stderr.write("stackcred: This is an Open Badges 2.0 assertion; Open Badges 2.0 is not verified here.\n")
