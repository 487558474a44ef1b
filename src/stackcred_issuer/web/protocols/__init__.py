"""What learning platforms speak already, one file per protocol; all end in services/receive_reports."""

from fastapi import APIRouter

from stackcred_issuer.web.protocols import caliper, lti_ags, lti_tool, xapi

ROUTERS: tuple[APIRouter, ...] = (xapi.about, xapi.router, caliper.router, lti_ags.router, lti_tool.router)
