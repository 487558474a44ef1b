"""Evidence (OB 3.0 §B.1)."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from stackcred_issuer.domain.credential.model import Extensible, Text, including


class Evidence(Extensible):
    """What shows that the achievement was earned; `id` is where it stands, or a data URI."""

    id: str | None = None
    type: Annotated[list[str], BeforeValidator(including({"Evidence"}))]
    narrative: Text | None = None
    name: Text | None = None
    description: Text | None = None
    genre: Text | None = None
    audience: Text | None = None
