"""Our own drawing as a PNG, with the letters this machine has."""

from __future__ import annotations

import resvg_py

SIDE = 512  # pixels; the drawing is square


def png_of(drawing: str) -> bytes:
    """A PNG of SIDE × SIDE pixels, transparent around the badge. drawing: SVG of ours, never a stranger's.

    Reads the system's fonts; where there are none, the medal comes without its words.
    """
    return bytes(resvg_py.svg_to_bytes(svg_string=drawing, width=SIDE, height=SIDE))
