"""Competency frameworks: what people can do, in statements that achievements align to."""
