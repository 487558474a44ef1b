"""Files within a page: nothing that was verified is kept, so there is no other place to get them from."""

from __future__ import annotations

import base64

from markupsafe import Markup

from stackcred_issuer.web.pages.parts import DownloadView


def download(label: str, name: str, media_type: str, data: bytes) -> DownloadView:
    encoded = base64.b64encode(data).decode()
    return DownloadView(label, name, Markup(f"data:{media_type};base64,{encoded}"))  # noqa: S704 - all of it is ours
