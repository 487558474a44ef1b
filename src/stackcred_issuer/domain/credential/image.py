"""Image (OB 3.0 §B.1)."""

from __future__ import annotations

from typing import Literal

from stackcred_issuer.domain.credential.model import Closed, Text


class Image(Closed):
    """A picture: `id` is its URL or a data URI, of PNG or SVG. Always an object, never a bare address."""

    id: str
    type: Literal["Image"]
    caption: Text | None = None
