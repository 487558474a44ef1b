"""The interactive API description, from our own address: it works offline and under a strict policy."""

from __future__ import annotations

from importlib import resources

from fastapi import APIRouter, Response

from stackcred_issuer.gateways.bundled import data_path
from stackcred_issuer.web.pages.markdown import document
from stackcred_issuer.web.pages.render import render_document
from stackcred_issuer.web.pages.views import DocumentPageView

router = APIRouter(include_in_schema=False)
SWAGGER_DIR = str(resources.files("fastapi_offline") / "static")
SWAGGER_PATH = "/docs/assets"

_PAGE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API · stackcred</title>
<link rel="icon" href="/static/favicon.svg">
<link rel="stylesheet" href="{SWAGGER_PATH}/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<noscript>The description itself is at <a href="/openapi.json">/openapi.json</a>.</noscript>
<script src="{SWAGGER_PATH}/swagger-ui-bundle.js"></script>
<script src="/static/api-docs.js"></script>
</body>
</html>
"""


@router.get("/docs")
async def api_docs() -> Response:
    return Response(_PAGE, media_type="text/html")


@router.get("/docs/errors")
async def error_docs() -> Response:
    """What each error code means: where the `type` of a problem leads."""
    text = data_path("docs/errors.md").read_text("utf-8")
    return Response(render_document(DocumentPageView("Errors", document(text))), media_type="text/html")


@router.get("/docs/receipts")
async def receipt_docs() -> Response:
    """What the terms of a verification receipt mean: where their addresses lead."""
    text = data_path("docs/receipts.md").read_text("utf-8")
    return Response(render_document(DocumentPageView("Verification receipts", document(text))), media_type="text/html")


@router.get("/schemas/stacking-rule.json")
async def rule_schema() -> Response:
    """The JSON Schema of a stacking rule, for editors and for whoever writes rules by program."""
    content = data_path("schemas/stacking-rule.json").read_bytes()
    return Response(content, media_type="application/schema+json")
