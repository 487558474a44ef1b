"""Server-rendered pages: plain views in, HTML out. No JavaScript, no inline style, nothing stored."""
