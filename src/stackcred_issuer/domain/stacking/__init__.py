"""Stacking: which verified badges add up to a certification, why, and how anyone can check it again."""
