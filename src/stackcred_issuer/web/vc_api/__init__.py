"""The VC-API: for conformance suites, wallets and tools that speak it (W3C CCG "VC API"; requirements H1)."""

from fastapi import APIRouter

from stackcred_issuer.web.vc_api import credentials, derive, presentations, status, status_lists, verify

PREFIX = "/vc-api"
BARE = "/vc-api/bare"
"""The same endpoints; what is issued comes without an object around it."""

router = APIRouter()
for part in (credentials, derive, presentations, status, status_lists, verify):
    router.include_router(part.router, prefix=PREFIX)
router.include_router(credentials.router, prefix=BARE, include_in_schema=False)
router.include_router(derive.router, prefix=BARE, include_in_schema=False)
