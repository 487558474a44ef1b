"""Signed badges from assessment results, stacked into certifications that carry their own proof."""

from importlib.metadata import version

__version__ = version("stackcred-issuer")
